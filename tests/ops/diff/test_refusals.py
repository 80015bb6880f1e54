"""What the services refuse of an update, and would not refuse of a new resource, is told though no guard knows it."""

from dataclasses import replace

from ops.diff.compare import compare
from ops.diff.difference import Base
from ops.plan import Plan
from tests.ops.diff.stacks import as_it_is, base

_VAULT = "azure-native:keyvault:Vault"


def _with_days(plan: Plan, days: int) -> Plan:
    """The plan, with its vaults kept for so many days once they are deleted."""
    return replace(
        plan,
        resources=tuple(
            replace(
                one,
                inputs={**one.inputs, "properties": {**one.inputs["properties"], "softDeleteRetentionInDays": days}},
            )
            if one.type == _VAULT
            else one
            for one in plan.resources
        ),
    )


def test_what_azure_fixes_when_it_makes_a_resource_is_a_refusal() -> None:
    plan = base(as_it_is)
    before, after = _with_days(plan, 7), _with_days(plan, 30)
    (refusal,) = compare(before, after, Base(words="the base"), {}).refusals
    assert "properties.softDeleteRetentionInDays is fixed at creation, to 7 days" in refusal.message
    assert compare(before, before, Base(words="the base"), {}).refusals == ()
