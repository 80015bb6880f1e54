"""What exists already: whether the stack can use it where it is."""

from collections.abc import Iterator, Mapping

from config.azure import AzureConfig
from config.backup import BackupConfig
from config.errors import Problem
from config.network import NetworkConfig
from config.observability import ObservabilityConfig
from config.paths import Path, dotted
from config.registry import RegistryConfig
from config.remedies import flow, remove
from config.stamps import StampConfig
from config.vault import VaultConfig

_MONITORING = ("monitor", "logQuery", "logIngestion", "logAgents")
"""The zones, beside `blob`, that the endpoints of a private link scope register in."""

_SUBSCRIPTION = 2
"""The part of an ARM id, between slashes, that is its subscription."""


def own_subscription(azure: AzureConfig, registry: RegistryConfig, vault: VaultConfig) -> Iterator[Problem]:
    """What the stack adds to an existing registry or vault, it adds in its own subscription."""
    yield from _elsewhere(("registry", "existingId"), "a registry", registry.existing_id, azure)
    for region, vault_id in vault.existing_ids.items():
        yield from _elsewhere(("vault", "existingIds", region), "a vault", vault_id, azure)


def zones_of_one_stamp(
    network: NetworkConfig,
    observability: ObservabilityConfig,
    backup: BackupConfig | None,
    stamps: Mapping[str, StampConfig],
) -> Iterator[Problem]:
    """What every stamp reaches has an endpoint in each, which would overwrite each other's addresses in one zone.

    Sources: https://learn.microsoft.com/azure/private-link/private-endpoint-dns and
    https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design
    """
    if not network.private_endpoints or len(stamps) == 1:
        return
    zones: dict[str, str] = {"registry": "the registry has"}
    if not observability.public_access:
        zones |= dict.fromkeys(("blob", *_MONITORING), "the private link scope of the logs has")
    if backup is not None:
        zones["blob"] = "the backup that takes writes has"
    for zone, what in zones.items():
        id_ = network.private_dns_zones.model_dump(by_alias=True)[zone]
        path = ("network", "privateDnsZones", zone)
        if id_:
            yield Problem(
                path=dotted(path),
                value=flow(id_),
                allowed=f"nothing with {len(stamps)} stamps: {what} an endpoint in each, and in one zone they would "
                "overwrite each other's addresses",
                example=remove(path),
                hint="without it, each stamp has a zone of its own",
            )


def _elsewhere(path: Path, what: str, id_: str | None, azure: AzureConfig) -> Iterator[Problem]:
    subscription = id_.split("/")[_SUBSCRIPTION] if id_ else azure.subscription_id
    if subscription.lower() != azure.subscription_id.lower():
        yield Problem(
            path=dotted(path),
            value=flow(id_),
            allowed=f"{what} of the stack's own subscription, {azure.subscription_id}",
            example=remove(path),
            hint=f"without it, one is created; or set `azure.subscriptionId` to {subscription}",
        )
