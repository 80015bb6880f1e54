"""The guards that a cluster holds: the same as the program's own, in the cluster's language."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.decisions.traffic_guards import refusals
from components.decisions.traffic_state import DesiredTraffic, LiveDeployment, LiveEndpoint
from components.models.route import guard_notes
from components.models.traffic_guard import LIVE, READY, TRAFFIC, TrafficGuard, TrafficGuardArgs
from components.providers import kubernetes_provider
from config.rollout import RolloutConfig
from sandbox.admission import Admission, Policy
from tests.components.declared import Declared, Scope, declared, plain
from tests.manifests import assert_strictly_valid

Weights = Mapping[str, int]
Declare = Callable[..., Declared]

_MODEL = "fraud"
_NAMES = ("blue", "green", "pink")


def traffic_guard_program(scope: Scope) -> None:
    provider = kubernetes_provider("scope-kubernetes", "{}", "aks", scope.opts)
    TrafficGuard("guard", TrafficGuardArgs(part_of="shop"), pulumi.ResourceOptions(providers=[provider]))


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the component declares, by kind and name."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder: Path = tmp_path_factory.mktemp("guard")
        made = [plain(r.inputs) for r in declared(traffic_guard_program, folder, monkeypatch).resources if r.custom]
    return {f"{found['kind']}/{found['metadata']['name']}": found for found in made}


@pytest.fixture(scope="module")
def policies(objects: dict[str, dict[str, Any]]) -> SimpleNamespace:
    """The policies, compiled."""
    specs = {name: objects[f"ValidatingAdmissionPolicy/{name}"]["spec"] for name in (TRAFFIC, LIVE, READY)}
    return SimpleNamespace(
        traffic=Policy.of(specs[TRAFFIC]), live=Policy.of(specs[LIVE]), ready=Policy.of(specs[READY])
    )


def test_every_object_passes_the_strict_schema_of_the_cluster_s_version(objects: dict[str, dict[str, Any]]) -> None:
    assert len(objects) == 6
    for found in objects.values():
        assert_strictly_valid(found)


def test_policies_deny_in_the_namespaces_of_models_alone_and_closed(objects: dict[str, dict[str, Any]]) -> None:
    for name in (TRAFFIC, LIVE, READY):
        binding = objects[f"ValidatingAdmissionPolicyBinding/{name}"]["spec"]
        assert (binding["policyName"], binding["validationActions"]) == (name, ["Deny"])
        selector = binding["matchResources"]["namespaceSelector"]
        assert selector == {"matchExpressions": [{"key": "ai-models/model", "operator": "Exists"}]}
        assert objects[f"ValidatingAdmissionPolicy/{name}"]["spec"]["failurePolicy"] == "Fail"
    live = objects[f"ValidatingAdmissionPolicyBinding/{LIVE}"]["spec"]["paramRef"]
    assert live == {"selector": {"matchLabels": {"ai-models/route": "traffic"}}, "parameterNotFoundAction": "Allow"}


def test_messages_are_one_line_and_say_what_to_write(policies: SimpleNamespace) -> None:
    guards = _rollout(stable="blue", first_step=10, largest_step=20)
    now = _route({"blue": 100, "green": 0}, guards=guards)
    assert _says(policies, now, _route({"blue": 50, "green": 50}, guards=guards)) == [
        "models.fraud.traffic.green: 50 % as first traffic is above rollout.firstStep; write at most 10 %, and give "
        "the rest to blue"
    ]
    now = _route({"blue": 90, "green": 10}, guards=guards)
    assert _says(policies, now, _route({"blue": 60, "green": 40}, guards=guards)) == [
        "models.fraud.traffic.green: 40 % adds more than rollout.largestStep; write at most 30 %, and give the rest to "
        "blue"
    ]


def test_a_shadow_counts_only_for_the_image_that_was_shadowed(policies: SimpleNamespace) -> None:
    guards = _rollout(stable="blue", shadow_first=True)
    now = _route({"blue": 100, "green": 0}, {"green": 10}, guards=guards)
    assert _says(policies, now, _route({"blue": 90, "green": 10}, guards=guards)) == []
    other = _route({"blue": 90, "green": 10}, guards=guards, runs={"blue": "image", "green": "another"})
    assert len(_says(policies, now, other)) == 1


def test_what_gets_live_traffic_is_not_mirrored_to(policies: SimpleNamespace) -> None:
    now = _route({"blue": 100, "green": 0})
    assert len(_says(policies, now, _route({"blue": 90, "green": 10}, {"green": 10}))) == 1
    assert _says(policies, now, _route({"blue": 100, "green": 0}, {"green": 10})) == []


def test_a_write_of_something_else_is_never_held_up(policies: SimpleNamespace) -> None:
    bare: dict[str, Any] = {"apiVersion": "v1", "kind": "HTTPRoute", "spec": {"rules": [{}]}}
    bare["metadata"] = {"name": _MODEL, "labels": {"app.kubernetes.io/name": _MODEL}}
    assert _says(policies, bare, bare) == []


@pytest.mark.parametrize(
    ("ready", "weights", "refused"),
    [
        pytest.param(0, {"blue": 90, "green": 10}, True, id="scaled to nothing"),
        pytest.param(None, {"blue": 90, "green": 10}, True, id="none has ever become ready"),
        pytest.param(1, {"blue": 90, "green": 10}, False, id="one pod is enough"),
        pytest.param(0, {"blue": 100, "green": 0}, False, id="what gets nothing may sleep"),
    ],
)
def test_traffic_goes_to_no_deployment_without_a_ready_pod(
    policies: SimpleNamespace, ready: int | None, weights: Weights, *, refused: bool
) -> None:
    now = _route({"blue": 100, "green": 0})
    said = policies.ready.denials(_asked(now, _route(weights)), _pods("green", ready))
    assert [one.message.partition(",")[0] for one in said] == (
        ["fraud-green is to get more of the live traffic"] if refused else []
    )


def test_what_has_lost_its_pods_may_lose_its_traffic(policies: SimpleNamespace) -> None:
    """The way back from what has crashed is open."""
    now, back = _route({"blue": 10, "green": 90}), _route({"blue": 100, "green": 0})
    assert policies.ready.denials(_asked(now, back), _pods("green", 0)) == []
    less = _route({"blue": 50, "green": 50})
    assert policies.ready.denials(_asked(now, less), _pods("green", 0)) == []


def test_a_preview_is_not_held_to_the_pods_that_its_up_may_mend(policies: SimpleNamespace) -> None:
    asked = _asked(_route({"blue": 100, "green": 0}), _route({"blue": 90, "green": 10}))
    assert policies.ready.denials(replace(asked, dry_run=True), _pods("green", 0)) == []


def test_what_has_live_traffic_is_not_deleted(policies: SimpleNamespace) -> None:
    [words] = _live(policies, _route({"blue": 100, "green": 0}), "DELETE", "blue", "a", None)
    assert "has live traffic, and so it stays" in words


@pytest.mark.parametrize(
    "route", [lambda: _route({"blue": 100, "green": 0}), lambda: _route({"blue": 100}, {"green": 10})]
)
def test_what_the_route_names_is_not_deleted_without_traffic_either(
    policies: SimpleNamespace, route: Callable[[], dict[str, Any]]
) -> None:
    [words] = _live(policies, route(), "DELETE", "green", "a", None)
    assert "remove it from models.fraud.deployments instead" in words
    assert _live(policies, route(), "UPDATE", "green", "a", "b") == []


def test_what_the_route_has_let_go_of_is_deleted(policies: SimpleNamespace) -> None:
    assert _live(policies, _route({"blue": 100}, {"pink": 10}), "DELETE", "green", "a", None) == []


def test_what_has_live_traffic_keeps_its_image_unless_the_config_lets_go(policies: SimpleNamespace) -> None:
    route = _route({"blue": 100, "green": 0})
    assert len(_live(policies, route, "UPDATE", "blue", "a", "b")) == 1
    assert _live(policies, route, "UPDATE", "blue", "a", "a") == []
    assert _live(policies, route, "UPDATE", "green", "a", "b") == []
    assert _live(policies, route, "UPDATE", "blue", "a", "b", freeze="false") == []


@pytest.mark.parametrize(
    "user", ["system:serviceaccount:kube-system:namespace-controller", "system:kube-controller-manager"]
)
def test_the_deletion_of_a_namespace_is_not_held_up(policies: SimpleNamespace, user: str) -> None:
    for deployment in ("blue", "green"):
        assert _live(policies, _route({"blue": 100, "green": 0}), "DELETE", deployment, "a", None, user=user) == []


def _rollout(**guards: Any) -> RolloutConfig:
    return RolloutConfig.model_validate(guards, by_name=True)


_SHARES = st.lists(st.sampled_from([0, 0, 10, 20, 30, 100]), min_size=3, max_size=3)
_GUARDS = st.builds(
    _rollout,
    stable=st.sampled_from([None, *_NAMES]),
    first_step=st.sampled_from([10, 20, 100]),
    largest_step=st.sampled_from([10, 20, 100]),
    shadow_first=st.booleans(),
    keep_last_good=st.booleans(),
)
_SUBSET = st.sets(st.sampled_from(_NAMES), min_size=1)
_MIRROR = st.sampled_from([{}, *({name: 10} for name in _NAMES)])


@settings(max_examples=700, deadline=None)
@given(
    shares=st.tuples(_SHARES, _SHARES),
    declared_=st.tuples(_SUBSET, _SUBSET),
    guards=st.tuples(_GUARDS, _GUARDS),
    mirror=_MIRROR,
    runs=st.tuples(*(st.sampled_from(["a", "b"]) for _ in _NAMES)),
)
def test_the_cluster_refuses_what_the_program_s_own_guards_refuse(
    policies: SimpleNamespace,
    shares: tuple[list[int], list[int]],
    declared_: tuple[set[str], set[str]],
    guards: tuple[RolloutConfig, RolloutConfig],
    mirror: Weights,
    runs: tuple[str, ...],
) -> None:
    """Whatever the weights; the guards that the route does not hold are left out: a change of a live image, and
    what waits for Azure, for which the route waits itself."""
    before = {name: share for name, share in zip(_NAMES, shares[0], strict=True) if name in declared_[0]}
    after = {name: share for name, share in zip(_NAMES, shares[1], strict=True) if name in declared_[1]}
    wanted = {name: run for name, run in zip(_NAMES, runs, strict=True) if name in after}
    there = {name: LiveDeployment(succeeded=True, runs="a") for name in before}
    live = LiveEndpoint(traffic=before, mirror=mirror, stable=guards[0].stable, deployments=there)
    desired = DesiredTraffic(traffic=after, deployments=wanted, guards=guards[1])
    expected = {refusal.guard for refusal in refusals(desired, live)} - {"freezeLive", "retirement"}

    now = _route(before, mirror, guards=guards[0], runs=dict.fromkeys(before, "a"))
    said = _says(policies, now, _route(after, guards=guards[1], runs=wanted))
    assert {_guard_of(message) for message in said} == expected, said


def _guard_of(message: str) -> str:
    words = {"has not all": "stable", "firstStep": "firstStep", "largestStep": "largestStep", "Good": "keepLastGood"}
    words["shadowFirst"] = "shadowFirst"
    return next(guard for word, guard in words.items() if word in message)


def _route(
    weights: Weights,
    mirror: Weights | None = None,
    *,
    guards: RolloutConfig | None = None,
    runs: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A route as the program writes it, whether or not the config would let it."""
    rollout = guards or _rollout()
    images = dict.fromkeys(weights, "image") if runs is None else runs
    filters = [
        {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": f"{_MODEL}-{name}"}, "percent": percent}}
        for name, percent in (mirror or {}).items()
    ]
    rule = {"backendRefs": [{"name": f"{_MODEL}-{name}", "weight": share} for name, share in weights.items()]}
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {
            "name": _MODEL,
            "labels": {"app.kubernetes.io/name": _MODEL, "ai-models/route": "traffic"},
            "annotations": guard_notes(rollout, images),
        },
        "spec": {"rules": [{**rule, **({"filters": filters} if filters else {})}]},
    }


def _says(policies: SimpleNamespace, now: dict[str, Any], then: dict[str, Any]) -> list[str]:
    return [denial.message for denial in policies.traffic.denials(_asked(now, then))]


def _asked(now: dict[str, Any], then: dict[str, Any]) -> Admission:
    return Admission(operation="UPDATE", object=then, old_object=now)


def _pods(deployment: str, ready: int | None) -> dict[str, Any]:
    """A Deployment as the server has it; without a pod that was ever ready, it leaves the number out."""
    about = {"name": f"{_MODEL}-{deployment}"}
    return {"metadata": about, "spec": {}, "status": {} if ready is None else {"readyReplicas": ready}}


def _live(
    policies: SimpleNamespace,
    route: dict[str, Any],
    operation: str,
    deployment: str,
    image: str,
    new_image: str | None,
    *,
    freeze: str = "true",
    user: str = "someone@example.com",
) -> list[str]:
    def made(image: str) -> dict[str, Any]:
        return {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": f"{_MODEL}-{deployment}", "annotations": {"ai-models/freeze-live": freeze}},
            "spec": {"template": {"spec": {"containers": [{"name": "model", "image": image}]}}},
        }

    asked = Admission(
        operation=operation, object=made(new_image) if new_image else None, old_object=made(image), user=user
    )
    return [denial.message for denial in policies.live.denials(asked, route)]
