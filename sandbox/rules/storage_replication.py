"""Object replication between storage accounts."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write
from sandbox.rules.hashes import guid
from sandbox.rules.reading import flag, items, text, unsettled
from sandbox.rules.references import made, same, siblings
from sandbox.rules.storage import ACCOUNT, blob_service, has_versioning
from sandbox.store import Stored, World

REPLICATION = "azure-native:storage:ObjectReplicationPolicy"

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
        account = _account(world, id_)
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
        if _account(world, text(inputs, "destinationAccount")):
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
            account = _account(world, text(request.inputs, account_path))
            id_ = f"{account.id}/blobServices/default/containers/{container}" if account and container else None
            if id_ and world.get(id_) is None:
                yield (
                    "ContainerNotFound",
                    f"rules[{index}].{side}: the account has no container '{container}'; create it first.",
                )


@on_write(REPLICATION)
def accounts_have_room(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """See `MOST_POLICIES`."""
    here = text(request.inputs, "accountName")
    source, destination = text(request.inputs, "sourceAccount"), text(request.inputs, "destinationAccount")
    others = list(siblings(world, request, old))
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


def _account(world: World, id_or_name: str | None) -> Stored | None:
    """The account that a policy names by its id or by its globally unique name, if it was made here."""
    if id_or_name is None or "/" in id_or_name:
        return made(world, id_or_name)
    return next((one for one in world.of_type(ACCOUNT) if same(one.id.rpartition("/")[2], id_or_name)), None)


def _policy_of(world: World, account: str | None, policy: str) -> Stored | None:
    owner = _account(world, account)
    for child in world.children(owner.id) if owner else ():
        if child.type == REPLICATION and same(text(child.outputs, "policyId"), policy):
            return child
    return None
