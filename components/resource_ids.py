"""What the id of an Azure resource says about it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ResourceId:
    """The parts of `/subscriptions/S/resourceGroups/G/providers/NAMESPACE/TYPE/NAME[/TYPE/NAME…]`."""

    subscription_id: str
    resource_group: str
    name: str
    """The resource's own name: the last segment."""


def parse_resource_id(text: str) -> ResourceId:
    """The parts of a resource's id.

    Raises:
        ValueError: `text` is no resource's id.
    """
    match text.split("/"):
        case ["", subscriptions, subscription_id, groups, group, providers, _, _, *_, name] if (
            subscriptions.lower(),
            groups.lower(),
            providers.lower(),
        ) == ("subscriptions", "resourcegroups", "providers"):
            return ResourceId(subscription_id=subscription_id, resource_group=group, name=name)
    raise ValueError(f"{text!r} is not the id of an Azure resource")
