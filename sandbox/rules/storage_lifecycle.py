"""What moves, deletes and locks blobs: lifecycle management and immutability."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_delete, on_write, outputs
from sandbox.rules.reading import at, fields, flag, items, number, text, texts, unsettled
from sandbox.rules.storage import ACCOUNT, account_of, blob_service
from sandbox.rules.storage_blobs import CONTAINER
from sandbox.store import Stored, World

LIFECYCLE = "azure-native:storage:ManagementPolicy"
LOCK = "azure-native:storage:BlobContainerImmutabilityPolicy"


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
