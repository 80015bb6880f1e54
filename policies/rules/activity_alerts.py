"""Alerts on the activity log: whoever changes what guards a subscription is noticed."""

import re
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

_SUBSCRIPTION = re.compile(r"/subscriptions/[^/]+/?", re.IGNORECASE)
_HARMLESS = ("category", "status")
"""What an alert may ask of an event besides its operation: every one of these changes is Administrative or Security,
and comes to an end. Anything else, such as the caller, leaves somebody unwatched."""

_ENABLED = {"enabled": Default(value=True, source="azure-native's own default")}
_SAFE = "an enabled activity-log alert for each, on the whole subscription, whoever does it"
_KEY = "the program: declare an `ActivityLogAlert` for these operations, or exempt the stack where they are watched"


@stack_rule(
    "alert-policy-changes-watched",
    title="Whoever changes what Azure Policy asks of the subscription is noticed",
    row="alerts",
    types=(RESOURCE_GROUP, ACTIVITY),
    safe=_SAFE,
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
    safe=_SAFE,
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
    safe=_SAFE,
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
    """The operations that an enabled alert of a whole subscription is about, whoever does them, in lower case."""
    if not (alert.equals("enabled", True) and any(map(_SUBSCRIPTION.fullmatch, alert.texts("scopes")))):
        return set()
    found: set[str] | None = None
    for condition in alert.items("condition.allOf"):
        operations = _of_condition(condition)
        if operations is not None:
            # All conditions have to hold: two different operations are never the same event.
            found = operations if found is None else found & operations
        elif not condition.equals("field", *_HARMLESS):
            return set()
    return found or set()


def _of_condition(condition: Reader) -> set[str] | None:
    """The operations that a condition lets through; None where it is about something else."""
    leaves = condition.items("anyOf") or [condition]
    if not all(leaf.equals("field", "operationName") for leaf in leaves):
        return None
    words = [word for leaf in leaves for word in (leaf.text("equals") or "", *leaf.texts("containsAny"))]
    return {word.casefold() for word in words if word}
