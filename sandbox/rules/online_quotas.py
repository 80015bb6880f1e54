"""How many online endpoints, deployments and cores a subscription may have in a region.

https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas#azure-machine-learning-online-endpoints-and-batch-endpoints
Cores have no default that holds for everyone (24 to 300 by the subscription's offer, more on request), so they are
counted only where `quota` says how many there are.
"""

import math
import re
from collections.abc import Iterator

from sandbox import identity
from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.everything import region_name
from sandbox.rules.online_endpoints import DEPLOYMENT, ENDPOINT
from sandbox.rules.reading import number, text
from sandbox.rules.references import same
from sandbox.store import Stored, World

MOST_ENDPOINTS = 100
MOST_DEPLOYMENTS = 500
_HEADROOM = 5
"""One instance more for every so many, or a part of them: kept for upgrades."""

TOTAL = "total"

_QUOTA = "azure-native:machinelearningservices:Quota"
_SIZE = re.compile(
    r"standard_(?P<line>[a-z]+)(?P<count>\d+)(?P<more>[a-z]*)(?P<chip>_(?!v\d)[a-z]+\d+)?(_(?P<version>v\d))?"
)
_OLD = {1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20}
"""Cores by the number in the name of the D and DS sizes of version 2: https://learn.microsoft.com/azure/virtual-machines/dv2-dsv2-series."""


def quota(subscription_id: str, region: str, cores: int, family: str = TOTAL) -> Stored:
    """A limit of cores to put into a store: of a region, or there of a family such as `standardDSv2Family`."""
    return Stored(id=_quota_id(subscription_id, region, family), type=_QUOTA, urn="", outputs={"limit": cores})


def cores_of(size: str) -> int | None:
    """The cores of a VM size: 4 of `Standard_DS3_v2`, 8 of `Standard_D8s_v5`; None where its name does not tell."""
    found = _SIZE.fullmatch(size.lower())
    if not found:
        return None
    count = int(found["count"])
    old = found["line"] in ("d", "ds") and found["version"] == "v2" and not found["more"]
    return _OLD.get(count) if old else count


def family_of(size: str) -> str:
    """The family that quotas are given for: `standardDSv2Family`."""
    found = _SIZE.fullmatch(size.lower())
    if not found:
        return ""
    chip = (found["chip"] or "").removeprefix("_")
    return f"standard{(found['line'] + found['more'] + chip).upper()}{found['version'] or ''}Family"


@on_write(ENDPOINT)
def region_has_room_for_an_endpoint(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    region = region_name(text(request.inputs, "location") or request.location)
    if old is None and region:
        there = [one for one in _others(world, ENDPOINT, request) if _region(one) == region]
        if len(there) >= MOST_ENDPOINTS:
            yield "OutOfQuota", f"region '{region}' has {len(there)} online endpoints, the most there can be."


@on_write(DEPLOYMENT)
def region_has_room_for_a_deployment(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    endpoint = world.get(identity.parent_of(identity.place_of(request).id))
    region = region_name(text(request.inputs, "location") or request.location)
    if endpoint is None or not region or text(request.inputs, "properties", "endpointComputeType") != "Managed":
        return
    there = [one for one in _others(world, DEPLOYMENT, request) if _region(one) == region]
    if old is None and len(there) >= MOST_DEPLOYMENTS:
        yield "OutOfQuota", f"region '{region}' has {len(there)} online deployments, the most there can be."
    size, instances = text(request.inputs, "properties", "instanceType"), number(request.inputs, "sku", "capacity")
    cores = cores_of(size) if size else None
    if not size or cores is None or instances is None:
        return
    for family in (TOTAL, family_of(size)):
        limit = world.get(_quota_id(request.subscription_id, region, family))
        if limit is None:
            continue
        used = sum(_cores(one) for one in there if family in (TOTAL, _family(one)))
        needed, most = _reserved(instances) * cores, int(limit.outputs["limit"])
        if used + needed > most:
            yield (
                "OutOfQuota",
                f"sku.capacity {instances} of {size} needs {needed} cores (with the fifth on top for upgrades); of the "
                f"{most} in region '{region}' ({family}) {max(most - used, 0)} are left. Ask for more quota, or take "
                "fewer instances.",
            )


def _quota_id(subscription_id: str, region: str, family: str) -> str:
    place = f"/subscriptions/{subscription_id}/providers/Microsoft.MachineLearningServices/locations/{region}"
    return f"{place}/quotas/{family}"


def _others(world: World, type_: str, request: Request) -> Iterator[Stored]:
    own = identity.place_of(request).id
    start = f"/subscriptions/{request.subscription_id}/".lower()
    for one in world.of_type(type_):
        if one.id.lower().startswith(start) and not same(one.id, own):
            yield one


def _region(one: Stored) -> str:
    return region_name(text(one.inputs, "location") or text(one.outputs, "location") or "")


def _cores(one: Stored) -> int:
    size, instances = text(one.inputs, "properties", "instanceType"), number(one.inputs, "sku", "capacity")
    return _reserved(instances or 0) * ((cores_of(size) if size else None) or 0)


def _reserved(instances: float) -> int:
    """The instances that a deployment needs quota for: a fifth more than it has, rounded up."""
    return math.ceil(instances + instances / _HEADROOM)


def _family(one: Stored) -> str:
    return family_of(text(one.inputs, "properties", "instanceType") or "")
