"""How the platform's services are reached."""

from pydantic import Field

from config.base import Section
from config.types import Cidr, ResourceId


class PrivateDnsConfig(Section):
    """Ids of private DNS zones that another team owns; those left out are created.

    Each key is the service whose private endpoints register in the zone.
    """

    registry: ResourceId | None = None
    """Zone `privatelink.azurecr.io`."""

    vault: ResourceId | None = None
    """Zone `privatelink.vaultcore.azure.net`."""

    blob: ResourceId | None = None
    """Zone `privatelink.blob.core.windows.net`."""

    file: ResourceId | None = None
    """Zone `privatelink.file.core.windows.net`."""

    workspace: ResourceId | None = None
    """Zone `privatelink.api.azureml.ms`."""

    notebooks: ResourceId | None = None
    """Zone `privatelink.notebooks.azure.net`."""

    service_bus: ResourceId | None = None
    """Zone `privatelink.servicebus.windows.net`."""


class NetworkConfig(Section):
    """How the platform's services are reached."""

    private_endpoints: bool = True
    """Reach registry, vault, storage, workspace and Service Bus by private endpoints only.

    When off, their public endpoints answer to `allowedIpRanges` and the nodes' subnet alone.
    """

    private_dns_zones: PrivateDnsConfig = Field(default_factory=PrivateDnsConfig)
    """Private DNS zones that exist already."""

    allowed_ip_ranges: tuple[Cidr, ...] = ()
    """Public ranges that reach the services' public endpoints when private endpoints are off."""
