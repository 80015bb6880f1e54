"""What resources are called in reports: short types and physical names."""

from collections.abc import Iterable

from ops.plan import PlannedResource
from sandbox.wire import UNKNOWN_SENTINEL

_LANDMARKS = (
    "ManagedCluster",
    "OnlineEndpoint",
    "OnlineDeployment",
    "Deployment",
    "Workspace",
    "Registry",
    "Vault",
    "StorageAccount",
    "VirtualNetwork",
    "PrivateEndpoint",
)
"""Types that an engineer looks for first, in this order."""

_SIDE_ISSUES = ("DiagnosticSetting", "RoleAssignment")
"""Types that nearly every component has."""


def kind(type_: str) -> str:
    """The last word of a type token; that of a provider is `Provider`."""
    return "Provider" if type_.startswith("pulumi:providers:") else type_.rsplit(":", 1)[-1]


def kinds(types: Iterable[str], room: int) -> str:
    """How many resources of these types are of which kind, within `room` columns: landmarks first, the rest counted."""
    counts: dict[str, int] = {}
    for type_ in types:
        counts[kind(type_)] = counts.get(kind(type_), 0) + 1
    rank = {name: number for number, name in enumerate(_LANDMARKS)} | dict.fromkeys(_SIDE_ISSUES, len(_LANDMARKS) + 1)
    ordered = sorted(counts, key=lambda name: (rank.get(name, len(_LANDMARKS)), -counts[name], name))
    words = [name if counts[name] == 1 else f"{counts[name]} {name}" for name in ordered]
    for shown in range(len(words), 0, -1):
        hidden = len(words) - shown
        text = ", ".join([*words[:shown], *([f"+{hidden}"] if hidden else [])])
        if len(text) <= room:
            return text
    return next((word for word in words if len(word) <= room), "")


def physical_name(resource: PlannedResource) -> str:
    """What Azure or Kubernetes calls a resource; empty while it is not known."""
    metadata = resource.inputs.get("metadata")
    named = metadata if isinstance(metadata, dict) else resource.outputs
    name = named.get("name")
    return name if isinstance(name, str) and name != UNKNOWN_SENTINEL else ""
