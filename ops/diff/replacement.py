"""Whether Azure or Kubernetes makes a change in place, or by a new resource: as far as that can be known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ops.diff.values import Differing
from ops.plan import PlannedResource
from ops.resource_names import kind
from sandbox.identity import inputs_of_id
from sandbox.replacement import is_listed, replacing
from sandbox.sdk import PROVIDER_PREFIX, canonical
from sandbox.wire import UNKNOWN_SENTINEL

_IN_PLACE: dict[str, tuple[str, frozenset[str]]] = {
    "applicationinsights:Component": (
        "monitor app-insights component update",
        frozenset({"publicNetworkAccessForIngestion", "publicNetworkAccessForQuery", "retentionInDays"}),
    ),
    "containerregistry:Registry": (
        "acr update",
        frozenset({"networkRuleSet", "policies", "publicNetworkAccess", "sku"}),
    ),
    "keyvault:Secret": ("keyvault secret set-attributes", frozenset({"properties"})),
    "keyvault:Vault": ("keyvault update", frozenset({"properties.networkAcls", "properties.publicNetworkAccess"})),
    "machinelearningservices:BatchEndpoint": (
        "ml batch-endpoint update",
        frozenset({"properties.defaults", "properties.description"}),
    ),
    "machinelearningservices:OnlineDeployment": (
        "ml online-deployment update",
        frozenset(
            {"properties.livenessProbe", "properties.readinessProbe", "properties.requestSettings", "sku.capacity"}
        ),
    ),
    "machinelearningservices:OnlineEndpoint": (
        "ml online-endpoint update",
        frozenset({"properties.mirrorTraffic", "properties.traffic"}),
    ),
    "monitor:AutoscaleSetting": ("monitor autoscale update", frozenset({"enabled", "notifications", "profiles"})),
    "monitor:DataCollectionEndpoint": (
        "monitor data-collection endpoint update",
        frozenset({"networkAcls.publicNetworkAccess"}),
    ),
    "monitor:DiagnosticSetting": ("monitor diagnostic-settings update", frozenset({"logs", "metrics", "workspaceId"})),
    "network:NetworkSecurityGroup": ("network nsg rule update", frozenset({"securityRules"})),
    "network:Subnet": (
        "network vnet subnet update",
        frozenset({"natGateway", "networkSecurityGroup", "routeTable", "serviceEndpoints"}),
    ),
    "operationalinsights:Workspace": (
        "monitor log-analytics workspace update",
        frozenset(
            {"publicNetworkAccessForIngestion", "publicNetworkAccessForQuery", "retentionInDays", "workspaceCapping"}
        ),
    ),
    "servicebus:Namespace": (
        "servicebus namespace update",
        frozenset({"minimumTlsVersion", "publicNetworkAccess", "sku.capacity"}),
    ),
    "storage:BlobServiceProperties": (
        "storage account blob-service-properties update",
        frozenset({"containerDeleteRetentionPolicy", "deleteRetentionPolicy"}),
    ),
    "storage:ManagementPolicy": ("storage account management-policy update", frozenset({"policy"})),
}
"""What changes in place of a type whose fixed inputs nobody lists, and the source of that: the command of az whose
documentation offers it (https://learn.microsoft.com/cli/azure/). What none offers is not known here.
"""

_ANYWHERE = frozenset({"tags", "identity"})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a change of values comes to."""

    replacing: frozenset[str] = frozenset()
    """The paths of the values that take a new resource."""
    doubts: tuple[str, ...] = ()
    """What cannot be told, in words."""


def judge(resource: PlannedResource, values: Sequence[Differing], providers: Mapping[str, PlannedResource]) -> Verdict:
    """What the change of `values` of a resource comes to; `providers` are the head's by URN."""
    type_ = canonical(resource.type)
    if type_.startswith(PROVIDER_PREFIX) or not values:
        return Verdict(doubts=tuple(_of_provider(values)) if type_.startswith(PROVIDER_PREFIX) else ())
    fixed = replacing(type_, _path_inputs(type_), _options(resource, providers))
    certain = frozenset(value.path for value in values if value.lies_in(fixed) and not _is_open(value))
    doubts = [
        f"{value.path} is not known before `up`: if it differs, this is replaced"
        for value in values
        if value.lies_in(fixed) and _is_open(value)
    ]
    return Verdict(
        replacing=certain,
        doubts=(*doubts, *([] if certain else _unlisted(type_, [one for one in values if not one.lies_in(fixed)]))),
    )


def _unlisted(type_: str, values: Sequence[Differing]) -> Iterator[str]:
    """Where nobody lists what Azure fixes when it makes a resource of the type."""
    _, updated = _IN_PLACE.get(type_.removeprefix("azure-native:"), ("", frozenset()))
    known = _ANYWHERE | updated
    unknown = [value.path for value in values if not value.lies_in(known) and ".tags." not in value.path]
    if unknown and not is_listed(type_):
        shown = ", ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
        yield f"whether Azure changes {shown} of {_article(kind(type_))} {kind(type_)} in place is not known here"


def _article(noun: str) -> str:
    return "an" if noun[:1] in "AEIO" else "a"


def _of_provider(values: Sequence[Differing]) -> Iterator[str]:
    moved = [value.path for value in values if value.path in ("subscriptionId", "tenantId", "kubeconfig", "context")]
    if moved:
        yield f"{', '.join(moved)} of a provider: what it made may have to be made anew elsewhere"


def _path_inputs(type_: str) -> list[str]:
    return inputs_of_id(type_) if type_.startswith("azure-native:") else []


def _options(resource: PlannedResource, providers: Mapping[str, PlannedResource]) -> dict[str, bool]:
    """The switches of the resource's Kubernetes provider."""
    provider = providers.get(resource.provider)
    if provider is None or resource.inputs.get("immutable") is True:
        return {}
    return {name: value in (True, "true") for name, value in provider.inputs.items() if name.startswith("enable")}


def _is_open(value: Differing) -> bool:
    return UNKNOWN_SENTINEL in (value.before, value.after)
