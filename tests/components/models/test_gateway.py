"""The gateway of a cluster: pinned, from the platform's registry, restricted, spread, and private by default."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.models.gateway import ModelGateway, ModelGatewayArgs
from components.node_pools import placement
from components.providers import kubernetes_provider
from config.cluster import PoolConfig
from config.gateway import GatewayConfig
from tests.components.declared import Declared, Program, Scope, plain
from tests.manifests import assert_strictly_valid

Declare = Callable[[Program], Declared]

_DIGEST = "sha256:" + "0123456789abcdef" * 4
_GATEWAY: dict[str, Any] = {
    "domain": "models.example.com",
    "certificate": "gateway-tls",
    "controller": {
        "version": "v1.9.0",
        "images": {"gateway": f"envoyproxy/gateway@{_DIGEST}", "proxy": f"envoyproxy/envoy@{_DIGEST}"},
    },
}
_EXISTING = {"controller": None, "existingController": {"namespace": "gateways"}}
_POOL = {"vmSize": "Standard_D4ds_v5", "maxNodes": 3, "spot": True}


def model_gateway_program(**changes: Any) -> Program:
    config = GatewayConfig.model_validate_json(json.dumps({**_GATEWAY, **changes}))
    pool = PoolConfig.model_validate_json(json.dumps(_POOL))

    def program(scope: Scope) -> dict[str, object]:
        kubernetes = kubernetes_provider("scope-kubernetes", "{}", "aks", scope.opts)
        made = ModelGateway(
            "gateway",
            ModelGatewayArgs(
                config=config, login_server="cr.azurecr.io", placement=placement(0, {"cpu": pool}), part_of="shop"
            ),
            pulumi.ResourceOptions(providers=[kubernetes]),
        )
        return {"namespace": made.data_plane.namespace, "pods": dict(made.data_plane.pods)}

    return program


def _objects(run: Declared) -> dict[str, dict[str, Any]]:
    made = [plain(r.inputs) for r in run.resources if r.custom and "helm.sh" not in r.type]
    return {f"{found['kind']}/{found['metadata']['name']}": found for found in made}


def _release(run: Declared) -> dict[str, Any]:
    return plain(run.one("helm.sh/v3:Release").inputs)


def _proxies(run: Declared) -> dict[str, Any]:
    return _objects(run)["EnvoyProxy/models"]["spec"]["provider"]["kubernetes"]


def test_every_object_passes_the_strict_schema_of_the_cluster_s_version(declare: Declare) -> None:
    objects = _objects(declare(model_gateway_program()))
    core = [found for found in objects.values() if found["kind"] not in ("EnvoyProxy", "GatewayClass")]
    assert len(core) == len(objects) - 2
    for found in core:
        assert_strictly_valid(found)


def test_the_chart_is_one_exact_version_and_undone_where_it_fails(declare: Declare) -> None:
    release = _release(declare(model_gateway_program()))
    assert (release["chart"], release["version"]) == ("oci://docker.io/envoyproxy/gateway-helm", "v1.9.0")
    assert release["atomic"] is True
    assert release["createNamespace"] is False


def test_images_come_from_the_platform_s_registry_by_digest(declare: Declare) -> None:
    """The chart splits an image at its first colon and puts it together again: `NAME@sha256` and the digest."""
    run = declare(model_gateway_program())
    images = _release(run)["values"]["global"]["images"]
    assert images["envoyGateway"]["image"] == f"cr.azurecr.io/envoyproxy/gateway@{_DIGEST}"
    assert images["envoyProxy"]["image"] == f"cr.azurecr.io/envoyproxy/envoy@{_DIGEST}"
    assert _proxies(run)["envoyDeployment"]["container"]["image"] == f"cr.azurecr.io/envoyproxy/envoy@{_DIGEST}"


def test_the_class_leads_to_proxies_that_all_models_share(declare: Declare) -> None:
    objects = _objects(declare(model_gateway_program()))
    gateway_class = objects["GatewayClass/envoy"]
    assert gateway_class["spec"]["controllerName"] == "gateway.envoyproxy.io/gatewayclass-controller"
    assert gateway_class["spec"]["parametersRef"]["name"] == "models"
    assert gateway_class["metadata"]["annotations"] == {"pulumi.com/waitFor": "condition=Accepted"}
    assert objects["EnvoyProxy/models"]["spec"]["mergeGateways"] is True


@pytest.mark.parametrize(("public", "internal"), [(False, "true"), (True, "false")])
def test_the_address_is_the_network_s_own_unless_the_config_says_public(
    declare: Declare, *, public: bool, internal: str
) -> None:
    service = _proxies(declare(model_gateway_program(public=public)))["envoyService"]
    assert service["type"] == "LoadBalancer"
    assert service["annotations"] == {"service.beta.kubernetes.io/azure-load-balancer-internal": internal}


def test_proxies_are_spread_and_none_leaves_before_another_one_serves(declare: Declare) -> None:
    run = declare(model_gateway_program())
    proxies = _proxies(run)
    deployment = proxies["envoyDeployment"]
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert deployment["pod"]["topologySpreadConstraints"][0]["topologyKey"] == "topology.kubernetes.io/zone"
    assert proxies["envoyHpa"]["minReplicas"] >= 3
    assert proxies["envoyPDB"] == {"maxUnavailable": 1}
    shutdown = _objects(run)["EnvoyProxy/models"]["spec"]["shutdown"]
    assert (shutdown["minDrainDuration"], shutdown["drainTimeout"]) == ("20s", "300s")


def test_controller_and_proxies_go_where_models_go(declare: Declare) -> None:
    run = declare(model_gateway_program())
    values = _release(run)["values"]
    for pod in (values["deployment"]["pod"], values["certgen"]["job"], _proxies(run)["envoyDeployment"]["pod"]):
        assert pod["nodeSelector"] == {"sku": "cpu"}
        assert [toleration["key"] for toleration in pod["tolerations"]] == ["kubernetes.azure.com/scalesetpriority"]


def test_the_namespace_enforces_the_restricted_standard_and_denies_by_default(declare: Declare) -> None:
    objects = _objects(declare(model_gateway_program()))
    labels = objects["Namespace/envoy-gateway-system"]["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert objects["NetworkPolicy/deny-all"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    proxies = objects["NetworkPolicy/allow-proxies"]["spec"]
    assert [port["port"] for rule in proxies["ingress"] for port in rule["ports"]] == [10443]
    models = {"matchExpressions": [{"key": "ai-models/model", "operator": "Exists"}]}
    assert proxies["egress"][-1] == {"to": [{"namespaceSelector": models}]}


def test_requests_reach_models_from_the_proxies_of_the_class(declare: Declare) -> None:
    assert declare(model_gateway_program()).outputs == {
        "namespace": "envoy-gateway-system",
        "pods": {"gateway.envoyproxy.io/owning-gatewayclass": "envoy"},
    }


def test_the_guards_wait_for_the_kinds_that_they_speak_of(declare: Declare) -> None:
    run = declare(model_gateway_program())
    assert run.depends("gateway-guard-live-policy", on="gateway-release")
    assert run.depends("gateway-class", on="gateway-release")
    assert run.depends("gateway-release", on="gateway-allow-issuer")


def test_beside_a_controller_that_is_there_only_the_guards_are_made(declare: Declare) -> None:
    run = declare(model_gateway_program(**_EXISTING))
    assert {key.partition("/")[0] for key in _objects(run)} == {
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
    }
    assert not run.of("helm.sh/v3:Release")
    assert run.outputs == {"namespace": "gateways", "pods": {}}
