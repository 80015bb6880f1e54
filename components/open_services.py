"""Which services of a stamp answer the whole Internet, for want of an allow list."""

from components.access import Access
from config.models import ManagedModel
from config.stack import StackConfig


def open_services(config: StackConfig, access: Access) -> list[str]:
    """The services, in words, that any address on the Internet reaches with an Entra token and a role.

    Azure ML has no allow list in the API version that the SDK speaks, Service Bus has one with sku Premium only.
    https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint
    https://learn.microsoft.com/azure/service-bus-messaging/service-bus-ip-filtering
    """
    managed = [model for model, its in config.models.items() if isinstance(its, ManagedModel)]
    return [
        *(["the Azure ML workspace"] if access.public_network_access == "Enabled" else []),
        *([f"the managed endpoints of {', '.join(managed)}"] if managed and not access.private else []),
        *(["the Service Bus of sku Standard"] if config.messaging.sku == "Standard" else []),
    ]


def warning(region: str, services: list[str], *, has_bus: bool = False, is_reach_fixed: bool = False) -> str:
    """What to tell about the open services of a region, and how to close them.

    `has_bus` is whether the Service Bus is made, whose sku Azure does not change then; `is_reach_fixed` is whether
    models are served, from whose callers no edit may take the way by which they come.
    """
    *others, last = services
    all_ = f"{', '.join(others)} and {last}" if others else last
    premium = " and messaging.sku: Premium" if any("Service Bus" in one for one in services) else ""
    where = ""
    if is_reach_fixed:
        where = (
            " in another stack beside this one, and move the callers there: here it is fixed while models are served"
        )
    elif premium and has_bus:
        where = " in a new stack: this one's sku is fixed"
    return (
        f"{region} is open: network.allowedIpRanges does not apply to {all_}. "
        "Whoever holds an Entra token with a role there gets in from any address. To close that, write "
        f"network.privateEndpoints: true{premium}{where}."
    )
