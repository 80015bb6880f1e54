"""Budgets."""

from typing import Any

from policies.declared import UNKNOWN
from policies.rules.activity_alerts import RESOURCE_GROUP
from policies.rules.budget import BUDGET, COST_BUDGET
from tests.policies.casework import absent, beside, broken, change, edit, fine, missing, resource, unknown


def _notification(kind: str) -> dict[str, Any]:
    return {"enabled": True, "thresholdType": kind, "threshold": 90, "contactEmails": ["ml@shop.example.com"]}


_PROPERTIES = {
    "amount": 1000,
    "notifications": {"spent": _notification("Actual"), "expected": _notification("Forecasted")},
}

GOOD = (
    resource(RESOURCE_GROUP, "resources", {"resourceGroupName": "rg-shop", "location": "eastus"}),
    resource(BUDGET, "budget", _PROPERTIES),
    resource(COST_BUDGET, "costs", _PROPERTIES),
)

CASES = {
    "budget-present": (
        missing("budget", "costs"),
        missing("budget", passes=True),
        missing("budget", "costs", "resources", passes=True),
        change("broken", "violated", edit("budget", "amount", 0), edit("costs", "amount", None)),
        change("absent", "violated", edit("budget", "amount", None), edit("costs", "amount", None)),
        change("fine", "passed", edit("budget", "amount", 0.5), edit("costs", "amount", None)),
        change("unknown", "unknown", edit("budget", "amount", UNKNOWN), edit("costs", "amount", None)),
        fine("budget", "amount", UNKNOWN),
    ),
    "budget-notifications-actual-and-forecast": (
        broken("budget", "notifications.expected.thresholdType", "Actual"),
        broken("budget", "notifications.expected.enabled", False),
        broken("costs", "notifications.spent.thresholdType", "Forecasted"),
        absent("budget", "notifications"),
        absent("budget", "notifications.spent.thresholdType", passes=True),
        absent("budget", "notifications.expected.thresholdType"),
        unknown("budget", "notifications"),
        unknown("budget", "notifications.expected.thresholdType"),
        beside(unknown("budget", "notifications.spent.enabled"), absent("budget", "notifications.expected")),
        *(
            fine("budget", "notifications.dim", {**_notification("Actual"), one: UNKNOWN})
            for one in ("enabled", "thresholdType")
        ),
    ),
    "budget-notifications-reach-somebody": (
        broken("budget", "notifications.spent.contactEmails", []),
        broken("costs", "notifications.spent.contactEmails", []),
        absent("budget", "notifications.spent.contactEmails"),
        unknown("budget", "notifications.spent.contactEmails"),
        unknown("budget", "notifications.spent.enabled"),
        # Another notification, or another kind of recipients, is all the same what it is.
        *(
            beside(
                unknown("budget", f"notifications.spent.{one}"),
                absent("budget", "notifications.expected.contactEmails"),
            )
            for one in ("enabled", "contactEmails")
        ),
        change(
            "fine",
            "passed",
            edit("budget", "notifications.spent.contactEmails", UNKNOWN),
            edit("budget", "notifications.spent.contactRoles", ["Owner"]),
        ),
        *(
            fine("budget", "notifications.spent", {**_notification("Actual"), "contactEmails": [], kind: ["one"]})
            for kind in ("contactGroups", "contactRoles")
        ),
    ),
}
