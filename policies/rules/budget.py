"""Budget: what is spent is told while something can still be done about it."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.rules.activity_alerts import RESOURCE_GROUP
from policies.stack_reading import StackReader
from policies.workloads import holds_for_one, told

BUDGET = "azure-native:consumption:Budget"
COST_BUDGET = "azure-native:costmanagement:Budget"

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.consumption/budgets"
_RECIPIENTS = ("contactEmails", "contactGroups", "contactRoles")
_KINDS = ("Actual", "Forecasted")


@stack_rule(
    "budget-present",
    title="Somebody set what the platform may cost",
    row="budget",
    types=(RESOURCE_GROUP, BUDGET, COST_BUDGET),
    safe="a budget with an amount",
    config_key="the program: declare a `Budget`, or exempt the stack where the subscription has one",
)
def present(stack: StackReader) -> Iterator[Finding]:
    """A stack with resource groups has a budget of more than nothing; one of reservations has no amount."""
    if stack.of(RESOURCE_GROUP) and not holds_for_one(stack.of(BUDGET, COST_BUDGET), _limits):
        yield Finding(found="the stack has no budget")


@resource_rule(
    "budget-notifications-actual-and-forecast",
    title="A budget tells of what was spent, and of what will be",
    row="budget",
    types=(BUDGET, COST_BUDGET),
    safe="an enabled notification of the type Actual and one of the type Forecasted",
    config_key="`notifications` of the budget",
    defaults={"thresholdType": Default(value="Actual", source=_REFERENCE)},
)
def notifications(budget: Reader) -> Iterator[Finding]:
    """Notifications of both types are enabled."""
    for kind in _KINDS:
        yield from told(_untold(budget, kind))


@resource_rule(
    "budget-notifications-reach-somebody",
    title="What a budget tells, somebody reads",
    row="budget",
    types=(BUDGET, COST_BUDGET),
    safe="an address, a group or a role or more",
    config_key="`contact_emails` of the notification",
)
def recipients(budget: Reader) -> Iterator[Finding]:
    """Every enabled notification has recipients."""
    for one in _notifications(budget):
        yield from told(_unread(one))


def _limits(budget: Reader) -> bool:
    return (budget.number("amount") or 0) > 0


def _untold(budget: Reader, kind: str) -> Iterator[Finding]:
    def tells(one: Reader) -> bool:
        return one.equals("thresholdType", kind) and one.equals("enabled", True)

    if not holds_for_one(_notifications(budget), tells):
        yield budget.finding(f"no enabled notification is of the type {kind}")


def _unread(one: Reader) -> Iterator[Finding]:
    if one.equals("enabled", True) and not holds_for_one(_RECIPIENTS, lambda kind: bool(one.items(kind))):
        yield one.finding(f"`{one.path}` has no recipients")


def _notifications(budget: Reader) -> list[Reader]:
    return [one for _, one in budget.entries("notifications")]
