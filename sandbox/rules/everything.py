"""What Azure Resource Manager says to any resource: its region, its tags, its identities."""

from collections.abc import Iterator
from typing import Any

from sandbox import identity
from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write
from sandbox.rules.hashes import guid
from sandbox.rules.reading import fields, text, texts
from sandbox.rules.references import existing, is_missing, parsed
from sandbox.rules.regions import REGIONS
from sandbox.store import Stored, World

_ONLY_GLOBAL = frozenset({"azure-native:privatedns:PrivateZone", "azure-native:privatedns:VirtualNetworkLink"})
_MAY_BE_GLOBAL = frozenset({"monitor", "alertsmanagement", "trafficmanager", "cdn", "insights", "portal"})
_MADE_WITH_THEIR_VERSIONS = frozenset(
    f"microsoft.machinelearningservices/workspaces/{assets}"
    for assets in ("codes", "components", "data", "environments", "models")
)
"""What the first version brings along: azure-ai-ml, the official client, makes versions alone."""

_MOST_TAGS = 50
_TAG_NAME_FORBIDS = frozenset("<>%&\\?/")
_TAG_PREFIXES = ("microsoft", "azure", "windows")


@on_write("azure-native:*")
def region_is_offered(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Regions by their programmatic names: https://learn.microsoft.com/azure/reliability/regions-list."""
    location = text(request.inputs, "location")
    if location is None:
        return
    region = region_name(location)
    module, _, kind = request.type.removeprefix("azure-native:").partition(":")
    if request.type in _ONLY_GLOBAL:
        if region != "global":
            yield (
                "LocationNotAvailableForResourceType",
                f"location is '{location}'; a {kind} has no region: write 'global'.",
            )
    elif region not in REGIONS and not (region == "global" and module in _MAY_BE_GLOBAL):
        code = (
            "LocationNotAvailableForResourceGroup" if kind == "ResourceGroup" else "LocationNotAvailableForResourceType"
        )
        yield (
            code,
            f"location is '{location}', where Azure offers no {kind}. "
            f"Write a region as `az account list-locations` prints it, such as 'eastus'.",
        )


@on_write("azure-native:*")
def tags_are_legal(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations."""
    tags = fields(request.inputs, "tags")
    if len(tags) > _MOST_TAGS:
        yield "InvalidTagCount", f"tags has {len(tags)} entries; a resource has at most {_MOST_TAGS}."
    longest = 128 if request.type.startswith("azure-native:storage:") else 512
    for name, value in tags.items():
        if _TAG_NAME_FORBIDS & set(name):
            yield (
                "InvalidTagNameCharacters",
                rf"tags: the name '{name}' has one of < > % & \ ? / in it; leave those out.",
            )
        if not 0 < len(name) <= longest:
            yield (
                "InvalidTagNameLength",
                f"tags: the name '{name}' has {len(name)} characters; 1 to {longest} are allowed.",
            )
        if name.lower().startswith(_TAG_PREFIXES):
            yield (
                "ReservedTagName",
                f"tags: the name '{name}' starts with a word that Azure keeps for itself: microsoft, azure or windows.",
            )
        if isinstance(value, str) and len(value) > 256:
            yield "InvalidTagValueLength", f"tags: the value of '{name}' has {len(value)} characters; 256 are allowed."
    if len({name.lower() for name in tags}) < len(tags):
        yield "InvalidTagNames", "tags: two names differ only in case, which Azure does not tell apart; keep one."


@on_write("azure-native:*")
def parent_exists(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """A child needs its parent, an extension (a role assignment, a diagnostic setting) what it extends.

    https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource
    """
    own = parsed(identity.place_of(request).id)
    above = parsed(own.parent) if own else None
    if above and above.name == "default":  # a service of an account, which is there without being declared
        above = parsed(above.parent)
    if above and above.type.lower() in _MADE_WITH_THEIR_VERSIONS:
        above = parsed(above.parent)
    if above and is_missing(world, above.id):
        yield (
            "ParentResourceNotFound",
            f"the resource belongs to {above.type} '{above.name}' in resource group '{above.group}', which does "
            "not exist. "
            f"Take the names from the parent's outputs, so that it is made first.",
        )


@on_write("azure-native:*")
def identities_exist(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview."""
    kind = text(request.inputs, "identity", "type")
    if kind is None:
        return
    named = request.inputs["identity"].get("userAssignedIdentities")
    ids = list(named) if isinstance(named, dict) else texts(request.inputs, "identity", "userAssignedIdentities")
    wants = "userassigned" in kind.lower().replace("_", "")
    if wants and not named:
        yield (
            "InvalidIdentity",
            f"identity.type is '{kind}' without identity.userAssignedIdentities; name at least one managed "
            "identity's id.",
        )
    if named and not wants:
        yield (
            "InvalidIdentity",
            f"identity.userAssignedIdentities is set but identity.type is '{kind}'; write 'UserAssigned'.",
        )
    for id_ in ids:
        yield from existing(
            world,
            "identity.userAssignedIdentities",
            id_,
            "Microsoft.ManagedIdentity/userAssignedIdentities",
            "FailedIdentityOperation",
        )


@drawn("azure-native:*")
def identity_ids(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The directory's ids of the resource's own identity, and of those that it was given."""
    kind = text(request.inputs, "identity", "type")
    if kind is None or request.type.startswith("azure-native:managedidentity:"):
        return {}
    answer: dict[str, Any] = {}
    if "systemassigned" in kind.lower().replace("_", ""):
        answer = {"principalId": guid(id_, "principal"), "tenantId": request.tenant_id or guid("tenant")}
    given = texts(request.inputs, "identity", "userAssignedIdentities")
    if given:
        answer["userAssignedIdentities"] = {
            one: {"principalId": guid(one, "principal"), "clientId": guid(one, "client")} for one in given
        }
    return {"identity": answer}


def region_name(location: str) -> str:
    """The programmatic name of a region: `East US` is `eastus`."""
    return location.replace(" ", "").lower()
