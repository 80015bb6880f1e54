"""What exists already: whether the stack can use it where it is."""

from collections.abc import Iterator, Mapping

from config.azure import AzureConfig
from config.errors import Problem
from config.network import NetworkConfig
from config.paths import Path, dotted
from config.registry import RegistryConfig
from config.remedies import flow, remove
from config.stamps import StampConfig
from config.vault import VaultConfig

_SUBSCRIPTION = 2
"""The part of an ARM id, between slashes, that is its subscription."""


def own_subscription(azure: AzureConfig, registry: RegistryConfig, vault: VaultConfig) -> Iterator[Problem]:
    """What the stack adds to an existing registry or vault, it adds in its own subscription."""
    yield from _elsewhere(("registry", "existingId"), "a registry", registry.existing_id, azure)
    for region, vault_id in vault.existing_ids.items():
        yield from _elsewhere(("vault", "existingIds", region), "a vault", vault_id, azure)


def zone_of_one_stamp(network: NetworkConfig, stamps: Mapping[str, StampConfig]) -> Iterator[Problem]:
    """The registry has an endpoint in each stamp, which would overwrite each other's addresses in one zone."""
    zone = network.private_dns_zones.registry
    if zone and network.private_endpoints and len(stamps) > 1:
        path = ("network", "privateDnsZones", "registry")
        yield Problem(
            path=dotted(path),
            value=flow(zone),
            allowed=f"nothing with {len(stamps)} stamps: the registry has an endpoint in each, and in one zone they "
            "would overwrite each other's addresses",
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
