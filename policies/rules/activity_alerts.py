"""Alerts on the activity log: whoever changes what guards a subscription is noticed."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import stack_rule
from policies.rules.alerts import ACTIVITY
from policies.stack_reading import StackReader

RESOURCE_GROUP = "azure-native:resources:ResourceGroup"
"""A stack that has one has something to be watched."""

_POLICY = ("microsoft.authorization/policyassignments/write", "microsoft.authorization/policyassignments/delete")
_NETWORK = (
    "microsoft.network/networksecuritygroups/write",
    "microsoft.network/networksecuritygroups/delete",
    "microsoft.network/publicipaddresses/write",
    "microsoft.network/publicipaddresses/delete",
)
_SECURITY = ("microsoft.security/securitysolutions/write", "microsoft.security/securitysolutions/delete")

_ENABLED = {"enabled": Default(value=True, source="azure-native's own default")}
_KEY = "the program: declare an `ActivityLogAlert` for these operations, or exempt the stack where they are watched"


@stack_rule(
    "alert-policy-changes-watched",
    title="Whoever changes what Azure Policy asks of the subscription is noticed",
    row="alerts",
    types=(RESOURCE_GROUP, ACTIVITY),
    safe="an enabled activity-log alert for each",
    config_key=_KEY,
    defaults=_ENABLED,
)
def policy_changes(stack: StackReader) -> Iterator[Finding]:
    """Assigning a policy, and taking one away, raise an alert."""
    yield from _unwatched(stack, _POLICY)


@stack_rule(
    "alert-network-changes-watched",
    title="Whoever opens the network is noticed",
    row="alerts",
    types=(RESOURCE_GROUP, ACTIVITY),
    safe="an enabled activity-log alert for each",
    config_key=_KEY,
    defaults=_ENABLED,
)
def network_changes(stack: StackReader) -> Iterator[Finding]:
    """Changes of network security groups and public addresses raise an alert."""
    yield from _unwatched(stack, _NETWORK)


@stack_rule(
    "alert-security-changes-watched",
    title="Whoever changes the subscription's security solutions is noticed",
    row="alerts",
    types=(RESOURCE_GROUP, ACTIVITY),
    safe="an enabled activity-log alert for each",
    config_key=_KEY,
    defaults=_ENABLED,
)
def security_changes(stack: StackReader) -> Iterator[Finding]:
    """Changes of security solutions raise an alert."""
    yield from _unwatched(stack, _SECURITY)


def _unwatched(stack: StackReader, operations: tuple[str, ...]) -> Iterator[Finding]:
    if not stack.of(RESOURCE_GROUP):
        return
    watched = {operation for alert in stack.of(ACTIVITY) for operation in _operations(alert)}
    missing = [operation for operation in operations if operation not in watched]
    if missing:
        yield Finding(found=f"the stack has no enabled alert for {', '.join(missing)}")


def _operations(alert: Reader) -> set[str]:
    """The operations that an enabled alert is about, in lower case."""
    if not alert.equals("enabled", True):
        return set()
    conditions = [leaf for one in alert.items("condition.allOf") for leaf in (one, *one.items("anyOf"))]
    of_operations = [leaf for leaf in conditions if leaf.equals("field", "operationName")]
    return {
        operation.casefold() for leaf in of_operations for operation in (leaf.text("equals") or "", *_contained(leaf))
    }


def _contained(leaf: Reader) -> list[str]:
    return leaf.texts("containsAny")
