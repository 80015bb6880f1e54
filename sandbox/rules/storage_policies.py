"""What moves, copies and locks blobs: object replication, lifecycle management and immutability."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_delete, on_write, outputs
from sandbox.rules.hashes import guid
from sandbox.rules.reading import at, fields, flag, items, number, text, texts, unsettled
from sandbox.rules.references import rivals, same
from sandbox.rules.storage import ACCOUNT, CONTAINER, account_named, account_of, blob_service, has_versioning
from sandbox.store import Stored, World

REPLICATION = "azure-native:storage:ObjectReplicationPolicy"
LIFECYCLE = "azure-native:storage:ManagementPolicy"
LOCK = "azure-native:storage:BlobContainerImmutabilityPolicy"

MOST_POLICIES = 2
"""Destinations of a source, and sources of a destination, without priority replication.

https://learn.microsoft.com/azure/storage/blobs/object-replication-overview#replication-policies
"""
MOST_RULES = 10
"""Rules of a policy: https://learn.microsoft.com/azure/storage/blobs/object-replication-overview#replication-rules."""

_ID = "objectReplicationPolicyId"


@on_write(REPLICATION)
def accounts_can_replicate(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/blobs/object-replication-overview#prerequisites-and-caveats."""
    for side in ("sourceAccount", "destinationAccount"):
        id_ = text(request.inputs, side)
        account = account_named(world, id_)
        if account is None:
            continue
        if flag(account.inputs, "isHnsEnabled"):
            yield _bad(f"{side}: the account has isHnsEnabled, and object replication does not work with it.")
        if text(account.inputs, "kind") not in {"StorageV2", "BlockBlobStorage", None}:
            yield _bad(f"{side}: the account's kind is '{text(account.inputs, 'kind')}'; it must be 'StorageV2'.")
        if not has_versioning(account, world):
            yield _bad(f"{side}: the account has no versioning; set isVersioningEnabled on its blob service first.")
        service = blob_service(account, world)
        settings = service.inputs if service else {}
        feeds = flag(settings, "changeFeed", "enabled") or unsettled(settings, "changeFeed")
        if side == "sourceAccount" and not feeds:
            yield _bad(
                "sourceAccount: the account has no change feed; set changeFeed.enabled on its blob service first."
            )
        crosses = flag(account.inputs, "allowCrossTenantReplication")
        if not crosses and id_ and "/" not in id_:
            yield _bad(f"{side} is a name, but the account has allowCrossTenantReplication false; write its full id.")
    if same(text(request.inputs, "sourceAccount"), text(request.inputs, "destinationAccount")):
        yield _bad("sourceAccount and destinationAccount are the same account; name two.")


@on_write(REPLICATION)
def destination_comes_first(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/blobs/object-replication-overview#specify-the-policy-and-rule-ids."""
    inputs, policy = request.inputs, text(request.inputs, _ID)
    at_destination = _is_at(request, "destinationAccount")
    if policy is None or at_destination is None:
        return
    if at_destination:
        if policy != "default" and not old:
            yield _bad(
                f"{_ID} is '{policy}'; at the destination account it is 'default', and the service draws the id."
            )
        for index, rule in enumerate(items(inputs, "rules")):
            if text(rule, "ruleId") and not old:
                yield _bad(
                    f"rules[{index}].ruleId is set; at the destination account leave it out: the service draws it."
                )
        return
    if policy == "default":
        yield _bad(
            f"{_ID} is 'default' at the source account; create the destination's policy first and write its "
            f"`policyId` output here, and its rules' ids."
        )
        return
    partner = _policy_of(world, text(inputs, "destinationAccount"), policy)
    if partner is None:
        if account_named(world, text(inputs, "destinationAccount")):
            yield (
                "ObjectReplicationPolicyNotFound",
                f"{_ID}: the destination account has no policy '{policy}'; create that one first and take its "
                "`policyId`.",
            )
        return
    theirs = {text(rule, "ruleId") for rule in items(partner.outputs, "rules")} - {None}
    for index, rule in enumerate(items(inputs, "rules")):
        own = text(rule, "ruleId")
        if theirs and not unsettled(rule, "ruleId") and own not in theirs:
            yield _bad(
                f"rules[{index}].ruleId is '{own}', which is no rule of the destination's policy; take it from there."
            )


@on_write(REPLICATION)
def rules_are_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/blobs/object-replication-overview#replication-rules."""
    rules = items(request.inputs, "rules")
    if len(rules) > MOST_RULES:
        yield _bad(f"rules has {len(rules)} entries; a policy has at most {MOST_RULES}.")
    for side, account_path in (("sourceContainer", "sourceAccount"), ("destinationContainer", "destinationAccount")):
        named = [text(rule, side) for rule in rules]
        for index, container in enumerate(named):
            if container and container in named[:index]:
                yield _bad(f"rules[{index}].{side}: container '{container}' is in another rule already.")
            account = account_named(world, text(request.inputs, account_path))
            id_ = f"{account.id}/blobServices/default/containers/{container}" if account and container else None
            if id_ and world.get(id_) is None:
                yield (
                    "ContainerNotFound",
                    f"rules[{index}].{side}: account '{account.id.rpartition('/')[2]}' has no container '{container}'; "  # type: ignore[union-attr]
                    f"create it first.",
                )


@on_write(REPLICATION)
def accounts_have_room(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """See `MOST_POLICIES`."""
    here = text(request.inputs, "accountName")
    source, destination = text(request.inputs, "sourceAccount"), text(request.inputs, "destinationAccount")
    others = [
        other for other in rivals(world, REPLICATION, request, old) if same(text(other.inputs, "accountName"), here)
    ]
    for side, id_ in (("sourceAccount", source), ("destinationAccount", destination)):
        beside = [other for other in others if same(text(other.inputs, side), id_)]
        if _is_at(request, side) and len(beside) >= MOST_POLICIES:
            yield _bad(f"{side}: account '{here}' has {len(beside)} policies already; {MOST_POLICIES} are allowed.")
    for other in others:
        pair = (
            same(text(other.inputs, "sourceAccount"), source),
            same(text(other.inputs, "destinationAccount"), destination),
        )
        if all(pair) and text(other.outputs, "policyId") != text(request.inputs, _ID):
            yield _bad(
                "sourceAccount and destinationAccount have a policy between them already; put all rules into that."
            )


@on_write(LIFECYCLE)
def lifecycle_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure."""
    name = text(request.inputs, "managementPolicyName")
    if name is not None and name != "default":
        yield "InvalidResourceName", f"managementPolicyName is '{name}'; the one policy of an account is 'default'."
    rules = items(request.inputs, "policy", "rules")
    if not 1 <= len(rules) <= 100 and not unsettled(request.inputs, "policy"):
        yield "InvalidManagementPolicy", f"policy.rules has {len(rules)} entries; 1 to 100 are allowed."
    seen: set[str] = set()
    for index, rule in enumerate(rules):
        path, title = f"policy.rules[{index}]", text(rule, "name")
        if title and title.lower() in seen:
            yield "InvalidManagementPolicy", f"{path}.name: '{title}' is used twice."
        if title and not re.fullmatch(r"[A-Za-z0-9-]{1,256}", title):
            yield "InvalidManagementPolicy", f"{path}.name is '{title}'; it is 1 to 256 letters, digits and dashes."
        seen.add((title or "").lower())
        yield from _unsound_rule(f"{path}.definition", fields(rule, "definition"))
        yield from _without_tracking(f"{path}.definition", rule, request, world)


@on_write(LOCK)
def lock_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/blobs/immutable-container-level-worm-policies."""
    days = number(request.inputs, "immutabilityPeriodSinceCreationInDays")
    if days is not None and not 1 <= days <= 146_000:
        yield (
            "InvalidRequestPropertyValue",
            f"immutabilityPeriodSinceCreationInDays is {days}; 1 to 146000 are allowed.",
        )
    if flag(request.inputs, "allowProtectedAppendWrites") and flag(request.inputs, "allowProtectedAppendWritesAll"):
        yield (
            "InvalidRequestPropertyValue",
            "allowProtectedAppendWrites and …All exclude each other; write one of them.",
        )
    account, container = account_of(request, world), text(request.inputs, "containerName")
    if account and container and world.get(f"{account.id}/blobServices/default/containers/{container}") is None:
        yield "ContainerNotFound", f"containerName: the account has no container '{container}'; create it first."


@on_delete(CONTAINER, ACCOUNT)
def nothing_is_locked(stored: Stored, world: World) -> Iterator[Verdict]:
    """A locked policy keeps its container and account; an unlocked one goes with them. Source as above."""
    for lock in world.children(stored.id):
        if lock.type == LOCK and text(lock.outputs, "state") == "Locked":
            yield (
                "ContainerImmutableDueToPolicy",
                f"container '{text(lock.inputs, 'containerName')}' has a locked immutability policy; its blobs "
                "have to expire.",
            )


@outputs(LOCK)
def lock_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """A policy begins unlocked; locking is an action of its own."""
    return {"state": "Unlocked"}


@drawn(REPLICATION)
def replication_ids(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """The ids that the destination draws, and the source repeats."""
    source, destination = text(request.inputs, "sourceAccount") or "", text(request.inputs, "destinationAccount") or ""
    policy = text(request.inputs, _ID)
    rules = [
        {
            **rule,
            "ruleId": text(rule, "ruleId") or guid(source, destination, text(rule, "sourceContainer") or str(index)),
        }
        for index, rule in enumerate(items(request.inputs, "rules"))
    ]
    return {"policyId": guid(source, destination) if policy == "default" else policy, "rules": rules}


def _bad(message: str) -> tuple[str, str]:
    return "InvalidObjectReplicationPolicy", message


def _is_at(request: Request, side: str) -> bool | None:
    """Whether the policy is that of the account on this side; None while that is not known."""
    here, there = text(request.inputs, "accountName"), text(request.inputs, side)
    return same(here, there.rpartition("/")[2]) if here and there else None


def _policy_of(world: World, account: str | None, policy: str) -> Stored | None:
    name = (account or "").rpartition("/")[2]
    for other in world.of_type(REPLICATION):
        if same(text(other.inputs, "accountName"), name) and same(text(other.outputs, "policyId"), policy):
            return other
    return None


def _unsound_rule(path: str, definition: dict[str, Any]) -> Iterator[Verdict]:
    kinds = texts(definition, "filters", "blobTypes")
    actions = fields(definition, "actions")
    if not any(actions.values()):
        yield "InvalidManagementPolicy", f"{path}.actions is empty; a rule does at least one thing."
    for kind in kinds:
        if kind not in {"blockBlob", "appendBlob"}:
            yield "InvalidManagementPolicy", f"{path}.filters.blobTypes: '{kind}' is unknown; write 'blockBlob'."
    for target, steps in actions.items():
        for step, condition in fields(actions, target).items():
            if "appendBlob" in kinds and step.startswith("tierTo"):
                yield (
                    "InvalidManagementPolicy",
                    f"{path}.actions.{target}.{step}: append blobs cannot change their tier.",
                )
            for key, days in condition.items() if isinstance(condition, dict) else ():
                if isinstance(days, int | float) and not 0 <= days <= 99_999:
                    yield (
                        "InvalidManagementPolicy",
                        f"{path}.actions.{target}.{step}.{key} is {days}; write 0 to 99999.",
                    )
        yield from _out_of_order(f"{path}.actions.{target}", steps)
    if len(texts(definition, "filters", "prefixMatch")) > 10:
        yield "InvalidManagementPolicy", f"{path}.filters.prefixMatch has more than 10 entries."


def _out_of_order(path: str, steps: Any) -> Iterator[Verdict]:
    days = {step: number(steps, step, "daysAfterModificationGreaterThan") for step in _COLDER}
    known = [(step, found) for step, found in days.items() if found is not None]
    for (warmer, sooner), (colder, later) in itertools.pairwise(known):
        if later <= sooner:
            yield (
                "InvalidManagementPolicy",
                f"{path}.{colder} after {later} days is not later than {warmer} after {sooner} days; "
                f"give the colder step more days.",
            )


_COLDER = ("tierToCool", "tierToCold", "tierToArchive", "delete")


def _without_tracking(path: str, rule: Any, request: Request, world: World) -> Iterator[Verdict]:
    account = account_of(request, world)
    service = blob_service(account, world) if account else None
    base = fields(rule, "definition", "actions", "baseBlob")
    asked = [step for step in base if at(base, step, "daysAfterLastAccessTimeGreaterThan") is not None]
    if account and asked and not (service and flag(service.inputs, "lastAccessTimeTrackingPolicy", "enable")):
        yield (
            "InvalidManagementPolicy",
            f"{path}.actions.baseBlob.{asked[0]} counts from the last access, which the account does not track; "
            f"set lastAccessTimeTrackingPolicy.enable on its blob service.",
        )
