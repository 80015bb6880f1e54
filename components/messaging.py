"""A stamp's Service Bus namespace and the work queues in it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import servicebus

from components.access import Access
from components.diagnostics import send_diagnostics
from components.names import Names, Service
from config.messaging import MessagingConfig, QueueConfig

_STANDARD_ACCESS = "Enabled"
"""Only Premium namespaces have private endpoints and firewalls."""


@dataclass(frozen=True, kw_only=True)
class MessagingArgs:
    """Inputs of `Messaging`."""

    config: MessagingConfig
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    zones: tuple[str, ...]
    """Availability zones of the region; empty where it has none."""
    access: Access
    log_workspace_id: pulumi.Input[str]


class Messaging(pulumi.ComponentResource):
    """The Service Bus namespace of a stamp; queues are used with Entra tokens alone.

    A Standard namespace has no firewall and no private endpoint: its public endpoint answers whoever has a token.
    """

    namespace_id: pulumi.Output[str]
    host: pulumi.Output[str]
    """Fully qualified name of the namespace, which clients and scalers connect to."""
    queue_ids: dict[str, pulumi.Output[str]]
    """ARM ids of the queues by name: the scopes of role assignments."""

    def __init__(self, name: str, args: MessagingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:messaging:Messaging", name, None, opts)
        physical_name = args.names.of(Service.SERVICE_BUS, args.location)
        namespace = self._create_namespace(name, physical_name, args)
        if args.config.sku == "Premium" and args.access.public_network_access == "Enabled":
            self._create_firewall(name, namespace, args)
        self.namespace_id = namespace.id
        self.host = pulumi.Output.from_input(f"{physical_name}.servicebus.windows.net")
        self.queue_ids = {
            queue: self._create_queue(f"{name}-{queue}", queue, config, namespace, args).id
            for queue, config in args.config.queues.items()
        }
        send_diagnostics(
            f"{name}-diagnostics", namespace.id, args.log_workspace_id, pulumi.ResourceOptions(parent=self)
        )
        self.register_outputs({"namespaceId": self.namespace_id, "host": self.host, "queueIds": self.queue_ids})

    def _create_namespace(self, name: str, physical_name: str, args: MessagingArgs) -> servicebus.Namespace:
        premium = args.config.sku == "Premium"
        return servicebus.Namespace(
            f"{name}-namespace",
            namespace_name=physical_name,
            resource_group_name=args.resource_group_name,
            location=args.location,
            sku=servicebus.SBSkuArgs(
                name=servicebus.SkuName(args.config.sku),
                tier=servicebus.SkuTier(args.config.sku),
                capacity=args.config.capacity if premium else None,
            ),
            premium_messaging_partitions=1 if premium else None,
            zone_redundant=bool(args.zones) if premium else None,
            disable_local_auth=True,
            minimum_tls_version="1.2",
            public_network_access=args.access.public_network_access if premium else _STANDARD_ACCESS,
            identity=servicebus.IdentityArgs(type=servicebus.ManagedServiceIdentityType.SYSTEM_ASSIGNED),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )

    def _create_firewall(self, name: str, namespace: servicebus.Namespace, args: MessagingArgs) -> None:
        servicebus.NamespaceNetworkRuleSet(
            f"{name}-firewall",
            namespace_name=namespace.name,
            resource_group_name=args.resource_group_name,
            default_action="Deny",
            public_network_access=args.access.public_network_access,
            trusted_service_access_enabled=True,
            ip_rules=[
                servicebus.NWRuleSetIpRulesArgs(action="Allow", ip_mask=ip_range)
                for ip_range in args.access.allowed_ip_ranges
            ],
            virtual_network_rules=[
                servicebus.NWRuleSetVirtualNetworkRulesArgs(
                    subnet=servicebus.SubnetArgs(id=subnet), ignore_missing_vnet_service_endpoint=False
                )
                for subnet in args.access.allowed_subnet_ids
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_queue(
        self, name: str, queue: str, config: QueueConfig, namespace: servicebus.Namespace, args: MessagingArgs
    ) -> servicebus.Queue:
        return servicebus.Queue(
            name,
            queue_name=queue,
            namespace_name=namespace.name,
            resource_group_name=args.resource_group_name,
            max_delivery_count=config.max_delivery_count,
            lock_duration=_iso_duration(config.lock_seconds),
            default_message_time_to_live=f"P{config.time_to_live_days}D",
            dead_lettering_on_message_expiration=True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )


def _iso_duration(seconds: int) -> str:
    """The duration as Service Bus gives it back: `PT1M30S`, and `PT5M` rather than `PT300S`."""
    minutes, rest = divmod(seconds, 60)
    return "PT" + (f"{minutes}M" if minutes else "") + (f"{rest}S" if rest else "")
