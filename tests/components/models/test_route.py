"""The way to a model on AKS: TLS, weights, mirror, a header a version, and who waits for whom."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from components.roles import Role
from tests.components.declared import Declared, Program, plain
from tests.components.hosted import IMAGE, objects_of, pod_of, program_of

Declare = Callable[[Program], Declared]

_ROUTE = "HTTPRoute/recommendation-engine"


def _rule(run: Declared, name: str = _ROUTE) -> dict[str, Any]:
    (rule,) = objects_of(run)[name]["spec"]["rules"]
    return rule


def test_the_gateway_ends_tls_for_the_model_s_own_host(declare: Declare) -> None:
    gateway = objects_of(declare(program_of()))["Gateway/recommendation-engine"]["spec"]
    assert gateway["gatewayClassName"] == "envoy"
    (listener,) = gateway["listeners"]
    assert (listener["protocol"], listener["port"]) == ("HTTPS", 443)
    assert listener["hostname"] == "recommendation-engine.models.example.com"
    assert listener["tls"] == {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": "certificate"}]}
    assert listener["allowedRoutes"]["namespaces"] == {"from": "Same"}


def test_the_certificate_is_kept_by_the_pods_and_read_by_root_alone(declare: Declare) -> None:
    run = declare(program_of())
    spec = objects_of(run)["SecretProviderClass/certificate"]["spec"]
    (secret,) = spec["secretObjects"]
    assert (secret["secretName"], secret["type"]) == ("certificate", "kubernetes.io/tls")
    assert {entry["key"]: entry["objectName"] for entry in secret["data"]} == {
        "tls.crt": "gateway-tls",
        "tls.key": "gateway-tls",
    }
    (entry,) = [yaml.safe_load(entry) for entry in yaml.safe_load(spec["parameters"]["objects"])["array"]]
    assert entry == {"objectName": "gateway-tls", "objectType": "secret", "filePermission": "0400"}
    for deployment in ("blue", "green"):
        pod = pod_of(run, deployment)
        assert "certificate" in [volume["name"] for volume in pod["volumes"]]
        # The driver mounts nothing that no container does.
        assert "certificate" in [mount["name"] for mount in pod["containers"][0]["volumeMounts"]]
        assert pod["securityContext"]["runAsUser"] != 0
    granted = [plain(a.inputs) for a in run.of("authorization:RoleAssignment")]
    readers = [grant for grant in granted if grant["roleDefinitionId"].endswith(Role.KEY_VAULT_SECRETS_USER.value)]
    assert {grant["scope"].rsplit("/")[-1] for grant in readers} == {"gateway-tls", "jwt-signing-key"}


def test_a_model_may_have_a_host_a_certificate_a_path_and_a_time_of_its_own(declare: Declare) -> None:
    route = {"host": "api.example.com", "certificate": "jwt-signing-key", "path": "/v1", "timeoutSeconds": 120}
    run = declare(program_of(route=route))
    objects = objects_of(run)
    assert objects["Gateway/recommendation-engine"]["spec"]["listeners"][0]["hostname"] == "api.example.com"
    assert objects[_ROUTE]["spec"]["hostnames"] == ["api.example.com"]
    assert _rule(run)["matches"] == [{"path": {"type": "PathPrefix", "value": "/v1"}}]
    assert _rule(run)["timeouts"] == {"request": "120s"}
    assert pod_of(run, "blue")["terminationGracePeriodSeconds"] > 120
    assert "jwt-signing-key" in objects["SecretProviderClass/certificate"]["spec"]["parameters"]["objects"]


def test_every_deployment_has_its_weight_none_included(declare: Declare) -> None:
    rule = _rule(declare(program_of(traffic={"blue": 100})))
    assert [(ref["name"], ref["port"], ref["weight"]) for ref in rule["backendRefs"]] == [
        ("recommendation-engine-blue", 80, 100),
        ("recommendation-engine-green", 80, 0),
    ]
    assert "filters" not in rule


def test_a_mirror_is_a_filter_with_a_share(declare: Declare) -> None:
    (mirror,) = _rule(declare(program_of(mirror={"green": 25})))["filters"]
    assert mirror == {
        "type": "RequestMirror",
        "requestMirror": {"backendRef": {"name": "recommendation-engine-green", "port": 80}, "percent": 25},
    }


def test_a_header_leads_to_one_deployment_whatever_the_weights(declare: Declare) -> None:
    rule = _rule(declare(program_of()), "HTTPRoute/recommendation-engine-green")
    (match,) = rule["matches"]
    assert match["headers"] == [{"type": "Exact", "name": "x-model-deployment", "value": "green"}]
    assert [ref["name"] for ref in rule["backendRefs"]] == ["recommendation-engine-green"]


def test_the_route_notes_what_the_cluster_holds_it_to(declare: Declare) -> None:
    rollout = {"stable": "blue", "firstStep": 5, "largestStep": 20, "shadowFirst": True, "keepLastGood": False}
    objects = objects_of(declare(program_of(rollout={**rollout, "freezeLive": False})))
    notes = objects[_ROUTE]["metadata"]["annotations"]
    assert {key: notes[f"ai-models/{key}"] for key in ("stable", "first-step", "largest-step", "shadow-first")} == {
        "stable": "blue",
        "first-step": "5",
        "largest-step": "20",
        "shadow-first": "true",
    }
    assert (notes["ai-models/keep-last-good"], notes["runs.ai-models/blue"]) == ("false", IMAGE)
    assert objects[_ROUTE]["metadata"]["labels"]["ai-models/route"] == "traffic"
    workload = objects["Deployment/recommendation-engine-blue"]["metadata"]["annotations"]
    assert workload["ai-models/freeze-live"] == "false"


def test_weights_move_once_everything_that_gets_requests_is_ready(declare: Declare) -> None:
    run = declare(program_of(traffic={"blue": 90, "green": 10}))
    for made in ("blue-deployment", "green-deployment", "blue-autoscaler", "green-autoscaler", "green-budget"):
        assert run.depends("engine-route-traffic", on=f"engine--{made}")
    assert run.depends("engine-route-traffic", on="engine-route-gateway")


def test_the_way_back_does_not_wait_for_a_deployment_that_gets_nothing(declare: Declare) -> None:
    run = declare(program_of(traffic={"blue": 100, "green": 0}))
    assert not run.depends("engine-route-traffic", on="engine--green-deployment")
    assert run.depends("engine-route-traffic", on="engine--green-service")
    assert not run.depends("engine--green-service", on="engine--green-deployment")
    assert objects_of(run)["Service/recommendation-engine-green"]["metadata"]["annotations"] == {
        "pulumi.com/skipAwait": "true"
    }


def test_a_shadow_is_waited_for(declare: Declare) -> None:
    run = declare(program_of(traffic={"blue": 100, "green": 0}, mirror={"green": 10}))
    assert run.depends("engine-route-traffic", on="engine--green-deployment")


def test_the_gateway_waits_for_the_pods_that_bring_its_certificate(declare: Declare) -> None:
    run = declare(program_of())
    assert run.depends("engine-route-gateway", on="engine--blue-deployment")
    assert not run.depends("engine--blue-deployment", on="engine-route-gateway")


def test_up_waits_until_the_gateway_and_the_route_are_taken(declare: Declare) -> None:
    objects = objects_of(declare(program_of()))
    assert objects["Gateway/recommendation-engine"]["metadata"]["annotations"] == {
        "pulumi.com/waitFor": "condition=Programmed"
    }
    assert "Accepted" in objects[_ROUTE]["metadata"]["annotations"]["pulumi.com/waitFor"]


@pytest.mark.parametrize("protect", [True, False])
def test_the_route_the_gateway_and_the_namespace_are_protected_as_the_config_says(
    declare: Declare, *, protect: bool
) -> None:
    run = declare(program_of(guarded=protect))
    protected = {r.name for r in run.resources if r.protect and r.type.startswith("kubernetes:")}
    assert protected == ({"engine-namespace", "engine-route-gateway", "engine-route-traffic"} if protect else set())


def test_adding_a_deployment_changes_no_other_and_leaves_the_gateway_as_it_is(declare: Declare) -> None:
    red = {"version": "v3", "image": IMAGE}
    before, after = declare(program_of()), declare(program_of(add={"red": red}))
    old = {r.urn: plain(r.inputs) for r in before.resources}
    changed = {r.name for r in after.resources if old.get(r.urn) != plain(r.inputs)}
    assert {name for name in changed if "red" not in name} == {"engine-route-traffic"}
    assert not old.keys() - {r.urn for r in after.resources}
