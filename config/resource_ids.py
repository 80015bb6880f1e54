"""Ids of resources that exist already, each of the type that its place needs."""

from typing import Annotated

from config.domain import Domain, matching

_GROUP = r"/subscriptions/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/resource[gG]roups/[^/\s]{1,90}"
_NAME = r"[^/\s]+"
_EXAMPLE_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared"


def _id_of(resource_type: str, example_names: str, name: str = _NAME) -> Domain:
    """The rule of an ARM id; Azure does not tell capitals from small letters in its types.

    `example_names` has a name for each part of `resource_type` after the provider.
    """
    provider, *types = resource_type.split("/")
    names = example_names.split("/")
    parts = "".join(f"/{_any_case(part)}/{name if part == types[-1] else _NAME}" for part in types)
    tail = "".join(f"/{part}/{value}" for part, value in zip(types, names, strict=True))
    return matching(
        f"{_GROUP}/providers/{_any_case(provider)}{parts}",
        f"the full id of a {resource_type}, as `az resource show --query id` prints it",
        f"{_EXAMPLE_GROUP}/providers/{provider}{tail}",
    )


def _any_case(text: str) -> str:
    """A pattern for the name `text` in any capitals, without flags, which JSON Schema does not have.

    Nothing but the dot is escaped: the patterns of JSON Schema take no escape that is not needed.
    """
    return "".join(f"[{char.lower()}{char.upper()}]" if char.isalpha() else char.replace(".", r"\.") for char in text)


def _zone(name: str) -> Domain:
    return _id_of("Microsoft.Network/privateDnsZones", name, _any_case(name))


VirtualNetworkId = Annotated[str, _id_of("Microsoft.Network/virtualNetworks", "hub")]
SubnetId = Annotated[str, _id_of("Microsoft.Network/virtualNetworks/subnets", "hub/nodes")]
RegistryId = Annotated[str, _id_of("Microsoft.ContainerRegistry/registries", "sharedregistry")]
VaultId = Annotated[str, _id_of("Microsoft.KeyVault/vaults", "shared-vault")]
LogWorkspaceId = Annotated[str, _id_of("Microsoft.OperationalInsights/workspaces", "shared-logs")]

RegistryZoneId = Annotated[str, _zone("privatelink.azurecr.io")]
VaultZoneId = Annotated[str, _zone("privatelink.vaultcore.azure.net")]
BlobZoneId = Annotated[str, _zone("privatelink.blob.core.windows.net")]
FileZoneId = Annotated[str, _zone("privatelink.file.core.windows.net")]
WorkspaceZoneId = Annotated[str, _zone("privatelink.api.azureml.ms")]
NotebooksZoneId = Annotated[str, _zone("privatelink.notebooks.azure.net")]
ServiceBusZoneId = Annotated[str, _zone("privatelink.servicebus.windows.net")]
MonitorZoneId = Annotated[str, _zone("privatelink.monitor.azure.com")]
LogQueryZoneId = Annotated[str, _zone("privatelink.oms.opinsights.azure.com")]
LogIngestionZoneId = Annotated[str, _zone("privatelink.ods.opinsights.azure.com")]
LogAgentZoneId = Annotated[str, _zone("privatelink.agentsvc.azure-automation.net")]
