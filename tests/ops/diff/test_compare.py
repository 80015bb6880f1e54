"""How two plans made by hand compare: matching, replacement, renames, policies."""

from dataclasses import replace
from typing import Any

import pytest

from ops.diff.compare import compare
from ops.diff.difference import Action, Base, Difference, ResourceChange
from ops.plan import Plan, PlannedResource, PolicyResult
from sandbox.wire import UNKNOWN_SENTINEL
from tests.ops.plans import PROVIDER, plan, resource, urn

VAULT, SECRET = "azure-native:keyvault:Vault", "azure-native:keyvault:Secret"
POOL = "azure-native:containerservice:AgentPool"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
SUBNET = "azure-native:network:Subnet"


def compared(before: Plan, after: Plan, **aliases: list[str]) -> Difference:
    return compare(before, after, Base(words="the base"), aliases)


def only(before: PlannedResource, after: PlannedResource) -> ResourceChange:
    (change,) = compared(plan(before), plan(after)).resources
    return change


@pytest.mark.parametrize(
    ("type_", "before", "after", "why"),
    [
        (VAULT, {"vaultName": "kv-aaaaaa"}, {"vaultName": "kv-bbbbbb"}, "vaultName: kv-aaaaaa → kv-bbbbbb"),
        (VAULT, {"location": "eastus"}, {"location": "westus"}, "location: eastus → westus"),
        (VAULT, {"resourceGroupName": "one"}, {"resourceGroupName": "two"}, "resourceGroupName: one → two"),
        (POOL, {"vmSize": "Standard_D2"}, {"vmSize": "Standard_D4"}, "vmSize: Standard_D2 → Standard_D4"),
        (CONFIG_MAP, {"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}, "metadata.name: a → b"),
        (CONFIG_MAP, {"data": {"a": "1"}}, {"data": {"a": "2"}}, "data.a: 1 → 2"),
        (CONFIG_MAP, {"data": {"a": "1"}}, {}, 'data: {"a": "1"} → nothing'),
    ],
)
def test_what_takes_a_new_resource_is_a_replacement_and_says_why(
    type_: str, before: dict[str, Any], after: dict[str, Any], why: str
) -> None:
    change = only(resource(type_, "one", before), resource(type_, "one", after))
    assert (change.action, change.why) == (Action.REPLACED, (why,))
    assert [value.replaces for value in change.values] == [True]


@pytest.mark.parametrize(
    ("type_", "before", "after"),
    [
        (VAULT, {"tags": {"a": "1"}}, {"tags": {"a": "2"}}),
        (
            VAULT,
            {"properties": {"publicNetworkAccess": "Enabled"}},
            {"properties": {"publicNetworkAccess": "Disabled"}},
        ),
        (POOL, {"maxCount": 1}, {"maxCount": 2}),
        (
            "azure-native:machinelearningservices:OnlineDeployment",
            {
                "properties": {
                    "model": "fraud:1",
                    "environmentId": "scoring:1",
                    "environmentVariables": {"WORKERS": "1"},
                }
            },
            {
                "properties": {
                    "model": "fraud:2",
                    "environmentId": "scoring:2",
                    "environmentVariables": {"WORKERS": "2"},
                }
            },
        ),
        (CONFIG_MAP, {"metadata": {"name": "a"}}, {"metadata": {"name": "a", "labels": {"a": "b"}}}),
    ],
)
def test_what_is_changed_in_place_is_certain(type_: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    change = only(resource(type_, "one", before), resource(type_, "one", after))
    assert (change.action, change.doubts) == (Action.CHANGED, ())


def test_what_nobody_lists_is_doubted() -> None:
    change = only(resource(SUBNET, "one", {"addressPrefix": "a"}), resource(SUBNET, "one", {"addressPrefix": "b"}))
    assert change.action is Action.CHANGED
    assert change.doubts == ("whether Azure changes addressPrefix of a Subnet in place is not known here",)


def test_a_name_that_is_not_known_yet_may_replace() -> None:
    change = only(resource(VAULT, "one", {"vaultName": "kv"}), resource(VAULT, "one", {"vaultName": UNKNOWN_SENTINEL}))
    assert change.action is Action.CHANGED
    assert change.doubts == ("vaultName is not known before `up`: if it differs, this is replaced",)


def test_a_config_map_is_changed_in_place_where_its_provider_says_so() -> None:
    provider = resource("pulumi:providers:kubernetes", "cluster", {"enableConfigMapMutable": "true"}, urn=PROVIDER)
    one, other = (resource(CONFIG_MAP, "one", {"data": {"a": text}}) for text in "12")
    (change,) = compared(plan(one, provider), plan(other, provider)).resources
    assert change.action is Action.CHANGED


def test_a_rename_with_an_alias_is_a_change_and_without_one_a_loss() -> None:
    before, after = plan(resource(VAULT, "old")), plan(resource(VAULT, "new"))
    (change,) = compared(before, after, **{urn(VAULT, "new"): [urn(VAULT, "old")]}).resources
    assert (change.action, change.formerly) == (Action.CHANGED, "old")
    lost = compared(before, after)
    assert [change.action for change in lost.resources] == [Action.ADDED, Action.REMOVED]
    assert [change.name for change in lost.losses] == ["old"]


def test_an_alias_takes_nothing_that_is_declared_still() -> None:
    before = plan(resource(VAULT, "old"))
    after = plan(resource(VAULT, "new"), resource(VAULT, "old"))
    found = compared(before, after, **{urn(VAULT, "new"): [urn(VAULT, "old")]})
    assert [(change.action, change.name) for change in found.resources] == [(Action.ADDED, "new")]


def test_references_to_what_is_renamed_are_counted_not_shown() -> None:
    def secrets(vault: str) -> Plan:
        name = {"vaultName": vault, "resourceGroupName": "rg"}
        text = {"metadata": {"name": "reader"}, "spec": {"parameters": {"keyvaultName": vault, "other": "same"}}}
        return plan(
            resource(VAULT, "vault", name, outputs={"name": vault}),
            resource(SECRET, "secret", {**name, "secretName": "key"}),
            resource("kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass", "reader", text),
        )

    found = {change.name: change for change in compared(secrets("kv-shop-aaaaaa"), secrets("kv-shop-bbbbbb")).resources}
    assert [value.path for value in found["vault"].values] == ["vaultName"]
    assert (found["reader"].values, found["reader"].follows, found["reader"].action) == ((), 1, Action.CHANGED)
    assert (found["secret"].values, found["secret"].action) == ((), Action.REPLACED)
    assert found["secret"].why == ("vaultName: kv-shop-aaaaaa → kv-shop-bbbbbb (what it lies in is renamed)",)


def test_a_protected_resource_is_a_loss_whatever_its_type() -> None:
    (change,) = compared(plan(resource(SUBNET, "one", protect=True)), plan()).losses
    assert (change.protected, change.holds) == (True, "")
    assert compared(plan(resource(SUBNET, "one")), plan()).losses == ()


def test_a_tag_that_only_marks_what_is_written_beside_it_is_no_change() -> None:
    deployment = "azure-native:machinelearningservices:OnlineDeployment"
    one, other = (resource(deployment, "blue", {"tags": {"settings": text}}) for text in ("90259", "0f23"))
    assert compared(plan(one), plan(other)).resources == ()


def test_components_are_no_resources() -> None:
    assert compared(plan(), plan(resource("ai-models:stamp:Stamp", "shop-eastus"))).resources == ()


def test_policy_results_are_new_fixed_or_standing_by_rule_and_resource() -> None:
    def result(name: str, of: str = "old", enforcement: str = "mandatory", message: str = "") -> PolicyResult:
        return PolicyResult(name=name, enforcement=enforcement, severity="high", urn=urn(VAULT, of), message=message)

    before = plan(
        resource(VAULT, "old"), policies=(result("stays"), result("goes"), result("grows", enforcement="advisory"))
    )
    after = plan(
        resource(VAULT, "new"),
        policies=(result("stays", "new", message="2 now"), result("comes", "new"), result("grows", "new")),
    )
    found = compared(before, after, **{urn(VAULT, "new"): [urn(VAULT, "old")]}).policies
    assert [each.name for each in found.new] == ["comes", "grows"]
    assert [each.name for each in found.fixed] == ["goes"]
    assert [each.name for each in found.standing] == ["stays"]


def test_a_policy_result_that_leaves_with_its_resource_is_not_fixed() -> None:
    results = [
        PolicyResult(name="rule", enforcement="advisory", severity="high", urn=urn(VAULT, name), message="")
        for name in ("stays", "goes")
    ]
    vaults = [resource(VAULT, name) for name in ("stays", "goes")]
    found = compared(plan(*vaults, policies=tuple(results)), plan(vaults[0]))
    assert [one.urn for one in found.policies.fixed] == [urn(VAULT, "stays")]


def test_another_provider_of_the_same_name_elsewhere_is_told() -> None:
    one = resource(CONFIG_MAP, "one")
    moved = replace(one, provider=urn("pulumi:providers:kubernetes", "other"))
    assert [(value.path, value.before, value.after) for value in only(one, moved).values] == [
        ("(provider)", "cluster", "other")
    ]
