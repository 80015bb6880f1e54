"""What the services refuse of an update, and would not refuse of a new resource, is told though no guard knows it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ops.diff.compare import compare
from ops.diff.difference import Base, Difference
from ops.diff.document import document
from ops.diff.markdown import markdown
from ops.diff.text import text
from ops.plan import Plan
from ops.screen import Screen
from sandbox.recording import Refusal
from tests.ops.diff.stacks import as_it_is, base
from tests.ops.plans import PROVIDER, plan, resource

_VAULT = "azure-native:keyvault:Vault"
_CONTAINER = {"accountName": "shop", "containerName": "scores", "resourceGroupName": "group"}


def _compared(before: Plan, after: Plan, aliases: dict[str, list[str]] | None = None) -> Difference:
    return compare(before, after, Base(words="the base"), aliases or {})


def _renamed(plan: Plan, type_: str, name: str) -> tuple[Plan, str, str]:
    """The plan with another logical name for the one resource of that type, and its URNs before and after."""
    (old,) = (one for one in plan.resources if one.type == type_)
    new = replace(old, name=name, urn=f"{old.urn.rpartition('::')[0]}::{name}")
    resources = tuple(new if one is old else one for one in plan.resources)
    return replace(plan, resources=resources), old.urn, new.urn


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
    live = base(as_it_is)
    before, after = _with_days(live, 7), _with_days(live, 30)
    (refusal,) = _compared(before, after).refusals
    assert "properties.softDeleteRetentionInDays is fixed at creation, to 7 days" in refusal.message
    assert _compared(before, before).refusals == ()


@pytest.mark.parametrize(
    ("type_", "code", "said"),
    [
        ("azure-native:servicebus:Queue", "Conflict", "cannot create already existing resource '/subscriptions/"),
        (
            "kubernetes:core/v1:Service",
            "AlreadyExists",
            'Service "model-recommendation-engine/recommendation-engine-blue" ',
        ),
    ],
)
def test_a_rename_in_code_without_an_alias_is_a_refusal_and_with_one_a_change(type_: str, code: str, said: str) -> None:
    before = base(as_it_is)
    after, old, new = _renamed(before, type_, "another-name")
    lost = _compared(before, after)
    (refusal,) = lost.refusals
    assert (refusal.urn, refusal.code) == (new, code)
    assert refusal.message.startswith(said)
    alias = f'give it an alias: `aliases=[pulumi.Alias(name="{old.rpartition("::")[2]}")]`'
    assert alias in refusal.message
    assert "Azure or Kubernetes REFUSES 1 change" in " ".join(text(lost, Screen()).split())
    assert _compared(before, after, {new: [old]}).refusals == ()


def test_what_azure_makes_itself_is_no_refusal_where_it_is_renamed() -> None:
    provider = resource("pulumi:providers:azure-native", "azure", {"subscriptionId": "s"}, urn=PROVIDER)
    inputs = {"accountName": "shop", "blobServicesName": "default", "resourceGroupName": "group"}
    type_ = "azure-native:storage:BlobServiceProperties"
    before, after = (plan(provider, resource(type_, name, inputs)) for name in ("old", "new"))
    assert _compared(before, after).refusals == ()
    type_ = "azure-native:storage:BlobContainer"
    before, after = (plan(provider, resource(type_, name, _CONTAINER)) for name in ("old", "new"))
    assert [one.code for one in _compared(before, after).refusals] == ["Conflict"]


def _refused(number: int) -> Difference:
    """So many refusals that no stamps have in common; the last of another code."""
    codes = ["Conflict"] * (number - 1) + ["AlreadyExists"]
    urns = [f"urn:pulumi:dev::shop::azure-native:a:B::refused-{one}" for one in range(number)]
    refusals = (
        Refusal(urn=urn, code=code, message=f"account-{one}. is there")
        for one, (urn, code) in enumerate(zip(urns, codes, strict=True))
    )
    return Difference(project="shop", stack="dev", base=Base(words="it"), refusals=tuple(refusals))


@pytest.mark.parametrize("shown", [lambda difference: text(difference, Screen()), markdown])
def test_many_refusals_are_counted_beyond_the_first_so_that_the_rest_of_the_page_is_read(
    shown: Callable[[Difference], str],
) -> None:
    page = shown(_refused(160))
    assert [number for number in range(160) if f"account-{number}." in page] == [0, 1, 2, 3, 4]
    assert "and 155 more (154 Conflict, 1 AlreadyExists): `--format json` has all" in page
    assert "more (" not in shown(_refused(5))
    assert all(f"account-{number}." in document(_refused(160)) for number in range(160))
