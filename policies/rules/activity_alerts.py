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
_OPERATION = "operationname"
_SEVERAL = ""
"""In place of the one field of a condition that is met by any of several."""
_STATUSES = frozenset({"started", "succeeded"})
"""What every change comes by. Accepted is only what takes long, and what fails changes nothing."""
_ADMINISTRATIVE = frozenset({"administrative"})
"""The category of all that Azure Resource Manager does, Policy being of what policies then do to resources:
https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema."""
_ADMINISTRATIVE_OR_SECURITY = frozenset({"administrative", "security"})
"""Public benchmarks ask for either one where Defender is concerned."""

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
    yield from _unwatched(stack, _POLICY, _ADMINISTRATIVE)


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
    yield from _unwatched(stack, _NETWORK, _ADMINISTRATIVE)


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
    yield from _unwatched(stack, _SECURITY, _ADMINISTRATIVE_OR_SECURITY)


def _unwatched(stack: StackReader, operations: tuple[str, ...], categories: frozenset[str]) -> Iterator[Finding]:
    if not stack.of(RESOURCE_GROUP):
        return
    watched = {operation for alert in stack.of(ACTIVITY) for operation in _operations(alert, categories)}
    missing = [operation for operation in operations if operation not in watched]
    if missing:
        yield Finding(found=f"the stack has no enabled alert for {', '.join(missing)}")


def _operations(alert: Reader, categories: frozenset[str]) -> set[str]:
    """The operations that an enabled alert of a whole subscription is about, whoever does them, in lower case."""
    if not (alert.equals("enabled", True) and any(map(_SUBSCRIPTION.fullmatch, alert.texts("scopes")))):
        return set()
    asked = _asked(alert)
    operations = asked.pop(_OPERATION, set())
    # Anything else that is asked of an event, such as its caller, leaves somebody unwatched.
    harmless = {"category": categories, "status": _STATUSES}
    is_met = all(values & harmless.get(field, frozenset()) for field, values in asked.items())
    return operations if is_met else set()


def _asked(alert: Reader) -> dict[str, set[str]]:
    """The values that an alert lets through by the field of an event, all in lower case."""
    asked: dict[str, set[str]] = {}
    for condition in alert.items("condition.allOf"):
        leaves = condition.items("anyOf") or [condition]
        fields = {(leaf.text("field") or "").casefold() for leaf in leaves}
        values = {value.casefold() for leaf in leaves for value in _values(leaf)}
        field = fields.pop() if len(fields) == 1 else _SEVERAL
        # All conditions have to hold: two different operations are never the same event.
        asked[field] = asked.get(field, values) & values
    return asked


def _values(leaf: Reader) -> list[str]:
    return [leaf.text("equals") or "", *leaf.texts("containsAny")]
