"""A model on AKS: strict schemas, the restricted standard, and no pod that nobody scales, spreads or guards."""

import json
from collections.abc import Callable
from typing import Any

import kubernetes_validate
import pytest
import yaml

from components.event_scaling import EventSources
from components.identities import Identity, IdentityArgs
from components.kubernetes_endpoint import KubernetesEndpoint, KubernetesEndpointArgs
from components.network_policies import DataPlane
from components.providers import kubernetes_provider
from components.roles import Role
from config.cluster import PoolConfig
from config.gateway import GatewayConfig
from config.kubernetes_models import KubernetesModel
from sandbox.recording import RecordedResource
from tests.components.declared import SUBSCRIPTION, Declared, Program, Scope, plain, untagged

Declare = Callable[[Program], Declared]

_VERSION = "1.33"
_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
_VAULT = f"{_GROUP}/Microsoft.KeyVault/vaults/kv"
_TENANT = "11111111-1111-1111-1111-111111111111"
_CUSTOM = ("SecretProviderClass", "PodMonitor", "Gateway", "HTTPRoute")
_IMAGE = "recommendation-engine@sha256:" + "0123456789abcdef" * 4

_MODEL: dict[str, Any] = {
    "target": "kubernetes",
    "deployments": {
        "blue": {"version": "v2.0.4", "image": _IMAGE, "cpu": "1000m", "memory": "2Gi", "gpu": 1},
        "green": {"version": "v2.1.0", "image": f"other.azurecr.io/{_IMAGE}", "replicas": 5},
    },
    "traffic": {"blue": 100, "green": 0},
    "autoscale": {"minReplicas": 3, "maxReplicas": 20, "cpuUtilization": 70},
    "probes": {"port": 8080, "health": "/health", "metrics": "/metrics"},
    "logLevel": "DEBUG",
    "secrets": ["jwt-signing-key"],
}
_GATEWAY = {
    "domain": "models.example.com",
    "certificate": "gateway-tls",
    "existingController": {"namespace": "gateways"},
}
_POOLS = {
    "cpu": {"vmSize": "Standard_D4ds_v5", "maxNodes": 3},
    "gpu": {"vmSize": "Standard_NC4as_T4_v3", "maxNodes": 3},
}


def _program(pools: dict[str, Any] = _POOLS, **changes: Any) -> Program:
    config = KubernetesModel.model_validate_json(json.dumps({**_MODEL, **changes}))

    def program(scope: Scope) -> dict[str, object]:
        kubernetes = kubernetes_provider("scope-kubernetes", "{}", "aks", scope.opts)
        own = {key: value for key, value in scope.common.items() if key != "protect"}
        opts = scope.opts._copy()
        opts.providers = [scope.azure, kubernetes]
        pool = Identity("pool", IdentityArgs(purpose="pool", **own), scope.opts)
        made = KubernetesEndpoint(
            "engine",
            KubernetesEndpointArgs(
                model="recommendation-engine",
                config=config,
                pools={name: PoolConfig.model_validate_json(json.dumps(pool)) for name, pool in pools.items()},
                gateway=GatewayConfig.model_validate_json(json.dumps(_GATEWAY)),
                data_plane=DataPlane(namespace="gateways", pods={"proxy": "yes"}),
                tenant_id=_TENANT,
                oidc_issuer_url="https://oidc.example/",
                login_server="cr.azurecr.io",
                vault_name="kv",
                secret_ids={secret: f"{_VAULT}/secrets/{secret}" for secret in ("jwt-signing-key", "gateway-tls")},
                app_insights_id=f"{_GROUP}/Microsoft.Insights/components/appi",
                app_insights_connection="IngestionEndpoint=https://eastus",
                events=EventSources(
                    service_bus="sb.servicebus.windows.net",
                    queue_ids={"scoring": f"{_GROUP}/Microsoft.ServiceBus/namespaces/sb/queues/scoring"},
                    monitor_workspace_id=f"{_GROUP}/Microsoft.Monitor/accounts/amw",
                    prometheus_url="https://amw.eastus.prometheus.monitor.azure.com",
                ),
                needs=[pool],
                **scope.common,
            ),
            opts,
        )
        return {"traffic": made.traffic}

    return program


def _objects(run: Declared) -> dict[str, dict[str, Any]]:
    """The Kubernetes objects by kind and name."""
    objects = [plain(r.inputs) for r in run.resources if r.custom and r.type.startswith("kubernetes:")]
    return {f"{found['kind']}/{found['metadata']['name']}": found for found in objects}


def _pod(run: Declared, deployment: str) -> dict[str, Any]:
    return _objects(run)[f"Deployment/recommendation-engine-{deployment}"]["spec"]["template"]["spec"]


def test_every_object_passes_the_strict_schema_of_the_cluster_s_version(declare: Declare) -> None:
    checked = [found for found in _objects(declare(_program())).values() if found["kind"] not in _CUSTOM]
    for found in checked:
        kubernetes_validate.validate(found, _VERSION, strict=True)
    assert {found["kind"] for found in checked} == {
        "Namespace",
        "ServiceAccount",
        "NetworkPolicy",
        "Deployment",
        "Service",
        "PodDisruptionBudget",
        "HorizontalPodAutoscaler",
    }


def test_the_namespace_is_the_model_s_own_and_enforces_the_restricted_standard(declare: Declare) -> None:
    run = declare(_program())
    objects = _objects(run)
    namespace = objects["Namespace/model-recommendation-engine"]
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    others = [found for key, found in objects.items() if not key.startswith("Namespace/")]
    assert {found["metadata"]["namespace"] for found in others} == {"model-recommendation-engine"}
    made = [r for r in run.resources if r.type.startswith("kubernetes:") and "Namespace" not in r.type]
    assert all(run.depends(r.name, on="engine-namespace") for r in made)


def test_every_object_waits_for_what_the_cluster_needs_first(declare: Declare) -> None:
    run = declare(_program())
    objects = [r for r in run.resources if r.custom and r.type.startswith("kubernetes:")]
    assert {"SecretProviderClass", "PodMonitor", "Deployment"} <= {plain(r.inputs)["kind"] for r in objects}
    assert [r.name for r in objects if not run.depends(r.name, on="pool-identity")] == []


def test_pods_meet_the_restricted_standard(declare: Declare) -> None:
    pod = _pod(declare(_program()), "blue")
    container = pod["containers"][0]
    assert (pod["hostNetwork"], pod["hostPID"], pod["hostIPC"]) == (False, False, False)
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    security = container["securityContext"]
    assert security["allowPrivilegeEscalation"] is False
    assert security["privileged"] is False
    assert security["readOnlyRootFilesystem"] is True
    assert security["capabilities"] == {"drop": ["ALL"]}
    for context in (pod["securityContext"], security):
        assert context["runAsNonRoot"] is True
        assert context["runAsUser"] >= 10000
    assert {kind for volume in pod["volumes"] for kind in volume if kind != "name"} == {"emptyDir", "csi"}


def test_pods_are_limited_to_what_they_request_and_probed(declare: Declare) -> None:
    container = _pod(declare(_program()), "blue")["containers"][0]
    assert (
        container["resources"]["limits"]
        == container["resources"]["requests"]
        == {
            "cpu": "1000m",
            "memory": "2Gi",
            "ephemeral-storage": "1Gi",
            "nvidia.com/gpu": "1",
        }
    )
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"] == {"path": "/health", "port": "http"}
    assert {"name": "LOG_LEVEL", "value": "DEBUG"} in container["env"]


def test_images_come_from_the_platform_s_registry_unless_the_config_names_one(declare: Declare) -> None:
    run = declare(_program())
    assert _pod(run, "blue")["containers"][0]["image"] == f"cr.azurecr.io/{_IMAGE}"
    assert _pod(run, "green")["containers"][0]["image"] == f"other.azurecr.io/{_IMAGE}"


def test_a_rollout_takes_no_pod_away_before_another_one_serves(declare: Declare) -> None:
    run = declare(_program())
    deployment = _objects(run)["Deployment/recommendation-engine-blue"]["spec"]
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    pod = _pod(run, "blue")
    drain = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert 0 < drain < pod["terminationGracePeriodSeconds"]
    spread = {constraint["topologyKey"] for constraint in pod["topologySpreadConstraints"]}
    assert "topology.kubernetes.io/zone" in spread


def test_the_autoscaler_alone_owns_the_number_of_pods_once_there_are_the_first(declare: Declare) -> None:
    run = declare(_program())
    objects = _objects(run)
    scaler = objects["HorizontalPodAutoscaler/recommendation-engine-green"]["spec"]
    assert scaler["scaleTargetRef"] == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "name": "recommendation-engine-green",
    }
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (3, 20)
    assert scaler["metrics"][0]["resource"]["target"] == {"type": "Utilization", "averageUtilization": 70}
    assert objects["Deployment/recommendation-engine-green"]["spec"]["replicas"] == 3
    assert run.named("engine--green-deployment").ignore_changes == ("spec.replicas",)


def test_without_an_autoscaler_the_config_sets_the_number_of_pods(declare: Declare) -> None:
    objects = _objects(declare(_program(autoscale=None)))
    assert objects["Deployment/recommendation-engine-green"]["spec"]["replicas"] == 5
    assert not [key for key in objects if key.startswith("HorizontalPodAutoscaler/")]


def test_services_and_budgets_select_the_pods_of_their_own_deployment(declare: Declare) -> None:
    objects = _objects(declare(_program()))
    for deployment in ("blue", "green"):
        name = f"recommendation-engine-{deployment}"
        pods = objects[f"Deployment/{name}"]["spec"]["template"]["metadata"]["labels"]
        service, budget = objects[f"Service/{name}"]["spec"], objects[f"PodDisruptionBudget/{name}"]["spec"]
        assert service["selector"].items() <= pods.items()
        assert service["selector"]["app.kubernetes.io/instance"] == deployment
        assert budget["selector"]["matchLabels"] == service["selector"]
        assert (service["type"], service["sessionAffinity"]) == ("ClusterIP", "None")


def test_the_namespace_denies_everything_and_the_model_gets_what_it_needs(declare: Declare) -> None:
    objects = _objects(declare(_program(queues=["scoring"])))
    deny, allow = objects["NetworkPolicy/deny-all"]["spec"], objects["NetworkPolicy/allow-model"]["spec"]
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert allow["ingress"][0]["ports"] == [{"port": 8080, "protocol": "TCP"}]
    names, outside = allow["egress"]
    assert [port["port"] for port in names["ports"]] == [53, 53]
    assert outside["to"] == [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16"]}}]
    assert [port["port"] for port in outside["ports"]] == [443, 5671]


@pytest.mark.parametrize(("metrics", "callers"), [("/metrics", 2), (None, 1)])
def test_prometheus_is_let_in_only_where_there_is_something_to_scrape(
    declare: Declare, metrics: str | None, callers: int
) -> None:
    objects = _objects(declare(_program(probes={"metrics": metrics} if metrics else {})))
    assert len(objects["NetworkPolicy/allow-model"]["spec"]["ingress"][0]["from"]) == callers
    assert ("PodMonitor/recommendation-engine" in objects) is (metrics is not None)


def test_secrets_are_files_that_the_model_s_own_identity_reads_one_by_one(declare: Declare) -> None:
    run = declare(_program())
    provider = _objects(run)["SecretProviderClass/recommendation-engine"]["spec"]["parameters"]
    entries = [yaml.safe_load(entry) for entry in yaml.safe_load(provider["objects"])["array"]]
    assert entries == [{"objectName": "jwt-signing-key", "objectType": "secret"}]
    assert (provider["keyvaultName"], provider["tenantId"]) == ("kv", _TENANT)
    granted = [plain(a.inputs) for a in run.of("authorization:RoleAssignment")]
    scopes = {grant["roleDefinitionId"].rsplit("/")[-1]: grant["scope"] for grant in granted}
    assert scopes[Role.KEY_VAULT_SECRETS_USER.value].endswith("/vaults/kv/secrets/jwt-signing-key")
    assert run.depends("engine--blue-deployment", on="engine-identity-secret-jwt-signing-key")
    mounts = _pod(run, "blue")["containers"][0]["volumeMounts"]
    assert {"name": "secrets", "mountPath": "/mnt/secrets", "readOnly": True} in mounts


def test_a_model_without_secrets_mounts_none(declare: Declare) -> None:
    run = declare(_program(secrets=[]))
    assert [key for key in _objects(run) if key.startswith("SecretProviderClass/")] == [
        "SecretProviderClass/certificate"
    ]
    assert [volume["name"] for volume in _pod(run, "blue")["volumes"]] == ["scratch", "certificate"]


def test_pods_act_as_the_model_s_identity_by_their_service_account_only(declare: Declare) -> None:
    run = declare(_program())
    account = _objects(run)["ServiceAccount/recommendation-engine"]
    assert account["automountServiceAccountToken"] is False
    assert "azure.workload.identity/client-id" in account["metadata"]["annotations"]
    federation = plain(run.one("managedidentity:FederatedIdentityCredential").inputs)
    assert federation["subject"] == "system:serviceaccount:model-recommendation-engine:recommendation-engine"
    assert (federation["issuer"], federation["audiences"]) == ("https://oidc.example/", ["api://AzureADTokenExchange"])
    assert _pod(run, "green")["serviceAccountName"] == "recommendation-engine"


def test_queues_are_granted_one_by_one(declare: Declare) -> None:
    grant = declare(_program(queues=["scoring"])).inputs("engine-identity-queue-scoring")
    assert grant["roleDefinitionId"].endswith(Role.SERVICE_BUS_DATA_RECEIVER.value)
    assert grant["scope"].endswith("/queues/scoring")


def test_pods_with_gpus_go_to_gpu_nodes_and_the_others_stay_off_them(declare: Declare) -> None:
    run = declare(_program())
    gpu, cpu = _pod(run, "blue"), _pod(run, "green")
    assert gpu["nodeSelector"] == {"sku": "gpu"}
    assert [(t["key"], t["value"]) for t in gpu["tolerations"]] == [("sku", "gpu")]
    assert cpu["nodeSelector"] == {"sku": "cpu"}
    assert cpu["tolerations"] == []


def test_spot_nodes_are_taken_only_where_nothing_else_fits(declare: Declare) -> None:
    spot = {**_POOLS, "gpu": {**_POOLS["gpu"], "spot": True}}
    run = declare(_program(spot))
    assert [t["key"] for t in _pod(run, "blue")["tolerations"]] == ["sku", "kubernetes.azure.com/scalesetpriority"]
    assert _pod(run, "green")["tolerations"] == []


def test_everything_in_azure_is_tagged_and_each_object_has_the_cluster_s_provider(declare: Declare) -> None:
    run = declare(_program())
    assert untagged(run.resources) == []
    objects = [r for r in run.resources if r.custom and r.type.startswith("kubernetes:")]
    assert {_provider(r) for r in objects} == {"scope-kubernetes"}


def test_a_deployment_s_name_never_meets_another_model_s(declare: Declare) -> None:
    run = declare(_program())
    assert [w.name for w in run.of("models:KubernetesWorkload")] == ["engine--blue", "engine--green"]


def _provider(resource: RecordedResource) -> str:
    return resource.provider.rsplit("::", 1)[-1]
