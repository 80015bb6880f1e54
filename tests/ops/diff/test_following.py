"""What reads something that is made anew is made anew with it, or changes."""

from dataclasses import replace

from ops.diff.compare import compare
from ops.diff.difference import Action, Base, Difference
from ops.diff.stakes import Tone, tone
from ops.diff.text import text
from ops.plan import Plan
from ops.resource_names import kind
from ops.screen import Screen
from tests.ops.diff.stacks import as_it_is, base, rendered


def _elsewhere(plan: Plan, type_: str, name: str = "") -> Plan:
    """The plan with its resources of a type, and with that in their names, in another region."""
    resources = (
        replace(one, inputs={**one.inputs, "location": "westeurope"}) if one.type == type_ and name in one.name else one
        for one in plan.resources
    )
    return replace(plan, resources=tuple(resources))


def _moved(type_: str, name: str = "") -> Difference:
    head = rendered(as_it_is, base(as_it_is))
    moved = _elsewhere(head.plan, type_, name)
    return compare(base(as_it_is), moved, Base(words="the base"), head.aliases, (), head.crowded, head.reads)


def _kinds(difference: Difference, action: Action) -> list[str]:
    return sorted(kind(one.type) for one in difference.resources if one.action is action)


def test_what_lies_in_or_watches_over_what_is_made_anew_is_made_anew() -> None:
    found = _moved("azure-native:servicebus:Namespace")
    assert _kinds(found, Action.REPLACED) == ["DiagnosticSetting", "Namespace", "Queue"]
    assert _kinds(found, Action.CHANGED) == []
    (queue,) = (one for one in found.losses if kind(one.type) == "Queue")
    assert queue.why == ("namespaceName: of namespace (Namespace), which is made anew",)
    plain = " ".join(text(found, Screen(width=200)).split())
    said = "namespaceName: old Namespace → new one takes a new resource"
    assert said in plain


def test_what_an_identity_is_allowed_to_do_follows_it_and_what_runs_as_it_changes() -> None:
    found = _moved("azure-native:managedidentity:UserAssignedIdentity", "-models-recommendation-engine-")
    assert _kinds(found, Action.REPLACED) == [
        "FederatedIdentityCredential",
        "RoleAssignment",
        "RoleAssignment",
        "UserAssignedIdentity",
    ]
    assert _kinds(found, Action.CHANGED) == ["SecretProviderClass", "ServiceAccount"]
    assert tone(found) is Tone.WARNING, "for a while nothing is allowed"


def test_it_goes_on_from_what_follows() -> None:
    found = _moved("azure-native:resources:ResourceGroup", "-site-")
    causes = {one.name: one.why for one in found.resources if one.action is Action.REPLACED}
    (reason,) = causes["shop-eastus-messaging-diagnostics"]
    assert reason == "resourceUri: of namespace (Namespace), which is made anew"
    (provider,) = (one for one in found.resources if kind(one.type) == "Provider")
    assert provider.action is Action.CHANGED
    assert provider.doubts == (
        "clusterIdentifier, kubeconfig of a provider: what it made may have to be made anew elsewhere",
    )


def test_what_is_changed_in_place_makes_nothing_else_follow() -> None:
    before = base(as_it_is)
    head = rendered(as_it_is, before)
    tagged = replace(
        head.plan,
        resources=tuple(
            replace(one, inputs={**one.inputs, "tags": {}}) if kind(one.type) == "UserAssignedIdentity" else one
            for one in head.plan.resources
        ),
    )
    found = compare(before, tagged, Base(words="the base"), head.aliases, (), (), head.reads)
    assert {kind(one.type) for one in found.resources} == {"UserAssignedIdentity"}
