"""How the platform's services are reached."""

from typing import Annotated

from pydantic import Field

from config.base import Section
from config.resource_ids import (
    BlobZoneId,
    FileZoneId,
    LogAgentZoneId,
    LogIngestionZoneId,
    LogQueryZoneId,
    MonitorZoneId,
    NotebooksZoneId,
    RegistryZoneId,
    ServiceBusZoneId,
    VaultZoneId,
    WorkspaceZoneId,
)
from config.types import PublicRange


class PrivateDnsConfig(Section):
    """Ids of private DNS zones that another team owns; those left out are created.

    Each key is the service whose private endpoints register in the zone. With several stamps, a zone in which something
    registers that every stamp reaches must be left out: one stamp's addresses would overwrite the other's.
    """

    registry: RegistryZoneId | None = None
    """Zone `privatelink.azurecr.io`; only where there is one stamp."""

    vault: VaultZoneId | None = None
    """Zone `privatelink.vaultcore.azure.net`."""

    blob: BlobZoneId | None = None
    """Zone `privatelink.blob.core.windows.net`; with several stamps only without `backup` and with public logs."""

    file: FileZoneId | None = None
    """Zone `privatelink.file.core.windows.net`."""

    workspace: WorkspaceZoneId | None = None
    """Zone `privatelink.api.azureml.ms`."""

    notebooks: NotebooksZoneId | None = None
    """Zone `privatelink.notebooks.azure.net`."""

    service_bus: ServiceBusZoneId | None = None
    """Zone `privatelink.servicebus.windows.net`."""

    monitor: MonitorZoneId | None = None
    """Zone `privatelink.monitor.azure.com`; only where there is one stamp, and no other link scope registers in it.

    The same goes for `logQuery`, `logIngestion` and `logAgents`; Azure Monitor registers in `blob` too.
    """

    log_query: LogQueryZoneId | None = None
    """Zone `privatelink.oms.opinsights.azure.com`."""

    log_ingestion: LogIngestionZoneId | None = None
    """Zone `privatelink.ods.opinsights.azure.com`."""

    log_agents: LogAgentZoneId | None = None
    """Zone `privatelink.agentsvc.azure-automation.net`."""


class NetworkConfig(Section):
    """How the platform's services are reached."""

    private_endpoints: bool = True
    """Reach registry, vault, storage, workspace and Service Bus by private endpoints only.

    When off, registry, vault and storage answer to `allowedIpRanges` and the nodes' subnet alone, Service Bus too with
    sku `Premium`. The workspace, its managed endpoints and Service Bus `Standard` answer any address: to those who have
    an Entra token and a role.
    """

    private_dns_zones: PrivateDnsConfig = Field(default_factory=PrivateDnsConfig)
    """Private DNS zones that exist already."""

    allowed_ip_ranges: Annotated[tuple[PublicRange, ...], Field(max_length=100)] = ()
    """Public ranges that reach registry, vault, storage and Service Bus `Premium` when private endpoints are off.

    Those from which an existing network goes out are among them.
    """
