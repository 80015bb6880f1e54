"""A model on AKS: strict schemas, the restricted standard, and no pod that nobody scales, spreads or guards."""

from collections.abc import Callable

import pytest
import yaml

from components.roles import Role
from sandbox.recording import RecordedResource
from tests.components.declared import Declared, Program, plain, untagged
from tests.components.hosted import IMAGE, POOLS, TENANT, objects_of, pod_of, program_of
from tests.manifests import assert_strictly_valid, is_custom

Declare = Callable[[Program], Declared]


def test_every_object_passes_the_strict_schema_of_the_cluster_s_version(declare: Declare) -> None:
    checked = [found for found in objects_of(declare(program_of())).values() if not is_custom(found)]
    for found in checked:
        assert_strictly_valid(found)
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
    run = declare(program_of())
    objects = objects_of(run)
    namespace = objects["Namespace/model-recommendation-engine"]
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    others = [found for key, found in objects.items() if not key.startswith("Namespace/")]
    assert {found["metadata"]["namespace"] for found in others} == {"model-recommendation-engine"}
    made = [r for r in run.resources if r.type.startswith("kubernetes:") and "Namespace" not in r.type]
    assert all(run.depends(r.name, on="engine-namespace") for r in made)


def test_every_object_waits_for_what_the_cluster_needs_first(declare: Declare) -> None:
    run = declare(program_of())
    objects = [r for r in run.resources if r.custom and r.type.startswith("kubernetes:")]
    assert {"SecretProviderClass", "PodMonitor", "Deployment"} <= {plain(r.inputs)["kind"] for r in objects}
    assert [r.name for r in objects if not run.depends(r.name, on="pool-identity")] == []


def test_pods_meet_the_restricted_standard(declare: Declare) -> None:
    pod = pod_of(declare(program_of()), "blue")
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
    container = pod_of(declare(program_of()), "blue")["containers"][0]
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


def test_another_port_is_let_in_on_each_pod_that_has_it_and_shut_on_none(declare: Declare) -> None:
    """The firewall changes before the pods do: a number there would cut off those that answer on the old one."""
    before, after = (declare(program_of(probes={"port": port})) for port in (8080, 9090))
    policies = [objects_of(run)["NetworkPolicy/allow-model"]["spec"] for run in (before, after)]
    assert policies[0] == policies[1]
    for run, number in ((before, 8080), (after, 9090)):
        (own,) = pod_of(run, "blue")["containers"][0]["ports"]
        assert (own["name"], own["containerPort"]) == (policies[0]["ingress"][0]["ports"][0]["port"], number)
        assert objects_of(run)["Service/recommendation-engine-blue"]["spec"]["ports"][0]["targetPort"] == own["name"]


def test_images_come_from_the_platform_s_registry_unless_the_config_names_one(declare: Declare) -> None:
    run = declare(program_of())
    assert pod_of(run, "blue")["containers"][0]["image"] == f"cr.azurecr.io/{IMAGE}"
    assert pod_of(run, "green")["containers"][0]["image"] == f"other.azurecr.io/{IMAGE}"


def test_a_pod_has_the_variables_of_its_deployment_and_the_platform_s_over_them(declare: Declare) -> None:
    deployment = {"version": "v1", "image": IMAGE, "environmentVariables": {"BATCH_SIZE": "32"}}
    env = pod_of(declare(program_of(deployments={"blue": deployment})), "blue")["containers"][0]["env"]
    assert {"name": "BATCH_SIZE", "value": "32"} in env
    assert {"name": "MODEL_VERSION", "value": "v1"} in env


def test_a_rollout_takes_no_pod_away_before_another_one_serves(declare: Declare) -> None:
    run = declare(program_of())
    deployment = objects_of(run)["Deployment/recommendation-engine-blue"]["spec"]
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    pod = pod_of(run, "blue")
    drain = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    longest = 30
    assert 0 < drain + longest < pod["terminationGracePeriodSeconds"]
    spread = {constraint["topologyKey"] for constraint in pod["topologySpreadConstraints"]}
    assert "topology.kubernetes.io/zone" in spread


def test_the_autoscaler_alone_owns_the_number_of_pods_once_there_are_the_first(declare: Declare) -> None:
    run = declare(program_of())
    objects = objects_of(run)
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
    objects = objects_of(declare(program_of(autoscale=None)))
    assert objects["Deployment/recommendation-engine-green"]["spec"]["replicas"] == 5
    assert not [key for key in objects if key.startswith("HorizontalPodAutoscaler/")]


def test_services_and_budgets_select_the_pods_of_their_own_deployment(declare: Declare) -> None:
    objects = objects_of(declare(program_of()))
    for deployment in ("blue", "green"):
        name = f"recommendation-engine-{deployment}"
        pods = objects[f"Deployment/{name}"]["spec"]["template"]["metadata"]["labels"]
        service, budget = objects[f"Service/{name}"]["spec"], objects[f"PodDisruptionBudget/{name}"]["spec"]
        assert service["selector"].items() <= pods.items()
        assert service["selector"]["app.kubernetes.io/instance"] == deployment
        assert budget["selector"]["matchLabels"] == service["selector"]
        assert (service["type"], service["sessionAffinity"]) == ("ClusterIP", "None")


def test_the_namespace_denies_everything_and_the_model_gets_what_it_needs(declare: Declare) -> None:
    objects = objects_of(declare(program_of(queues=["scoring"])))
    deny, allow = objects["NetworkPolicy/deny-all"]["spec"], objects["NetworkPolicy/allow-model"]["spec"]
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert allow["ingress"][0]["ports"] == [{"port": "http", "protocol": "TCP"}]
    names, outside = allow["egress"]
    assert [port["port"] for port in names["ports"]] == [53, 53]
    assert outside["to"] == [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16"]}}]
    assert [port["port"] for port in outside["ports"]] == [443, 5671]


@pytest.mark.parametrize(("metrics", "callers"), [("/metrics", 2), (None, 1)])
def test_prometheus_is_let_in_only_where_there_is_something_to_scrape(
    declare: Declare, metrics: str | None, callers: int
) -> None:
    objects = objects_of(declare(program_of(probes={"metrics": metrics} if metrics else {})))
    assert len(objects["NetworkPolicy/allow-model"]["spec"]["ingress"][0]["from"]) == callers
    assert ("PodMonitor/recommendation-engine" in objects) is (metrics is not None)


def test_secrets_are_files_that_the_model_s_own_identity_reads_one_by_one(declare: Declare) -> None:
    run = declare(program_of())
    provider = objects_of(run)["SecretProviderClass/recommendation-engine"]["spec"]["parameters"]
    entries = [yaml.safe_load(entry) for entry in yaml.safe_load(provider["objects"])["array"]]
    assert entries == [{"objectName": "jwt-signing-key", "objectType": "secret"}]
    assert (provider["keyvaultName"], provider["tenantId"]) == ("kv", TENANT)
    granted = [plain(a.inputs) for a in run.of("authorization:RoleAssignment")]
    scopes = {grant["roleDefinitionId"].rsplit("/")[-1]: grant["scope"] for grant in granted}
    assert scopes[Role.KEY_VAULT_SECRETS_USER.value].endswith("/vaults/kv/secrets/jwt-signing-key")
    assert run.depends("engine--blue-deployment", on="engine-identity-secret-jwt-signing-key")
    mounts = pod_of(run, "blue")["containers"][0]["volumeMounts"]
    assert {"name": "secrets", "mountPath": "/mnt/secrets", "readOnly": True} in mounts


def test_a_model_without_secrets_mounts_none(declare: Declare) -> None:
    run = declare(program_of(secrets=[]))
    assert [key for key in objects_of(run) if key.startswith("SecretProviderClass/")] == [
        "SecretProviderClass/certificate"
    ]
    assert [volume["name"] for volume in pod_of(run, "blue")["volumes"]] == ["scratch", "certificate"]


def test_pods_act_as_the_model_s_identity_by_their_service_account_only(declare: Declare) -> None:
    run = declare(program_of())
    account = objects_of(run)["ServiceAccount/recommendation-engine"]
    assert account["automountServiceAccountToken"] is False
    assert "azure.workload.identity/client-id" in account["metadata"]["annotations"]
    federation = plain(run.one("managedidentity:FederatedIdentityCredential").inputs)
    assert federation["subject"] == "system:serviceaccount:model-recommendation-engine:recommendation-engine"
    assert (federation["issuer"], federation["audiences"]) == ("https://oidc.example/", ["api://AzureADTokenExchange"])
    assert pod_of(run, "green")["serviceAccountName"] == "recommendation-engine"


def test_queues_are_granted_one_by_one(declare: Declare) -> None:
    grant = declare(program_of(queues=["scoring"])).inputs("engine-identity-queue-scoring")
    assert grant["roleDefinitionId"].endswith(Role.SERVICE_BUS_DATA_RECEIVER.value)
    assert grant["scope"].endswith("/queues/scoring")


def test_pods_with_gpus_go_to_gpu_nodes_and_the_others_stay_off_them(declare: Declare) -> None:
    run = declare(program_of())
    gpu, cpu = pod_of(run, "blue"), pod_of(run, "green")
    assert gpu["nodeSelector"] == {"sku": "gpu"}
    assert [(t["key"], t["value"]) for t in gpu["tolerations"]] == [("sku", "gpu")]
    assert cpu["nodeSelector"] == {"sku": "cpu"}
    assert cpu["tolerations"] == []


def test_spot_nodes_are_taken_only_where_nothing_else_fits(declare: Declare) -> None:
    spot = {**POOLS, "gpu": {**POOLS["gpu"], "spot": True}}
    run = declare(program_of(spot))
    assert [t["key"] for t in pod_of(run, "blue")["tolerations"]] == ["sku", "kubernetes.azure.com/scalesetpriority"]
    assert pod_of(run, "green")["tolerations"] == []


def test_everything_in_azure_is_tagged_and_each_object_has_the_cluster_s_provider(declare: Declare) -> None:
    run = declare(program_of())
    assert untagged(run.resources) == []
    objects = [r for r in run.resources if r.custom and r.type.startswith("kubernetes:")]
    assert {_provider(r) for r in objects} == {"scope-kubernetes"}


def test_a_deployment_s_name_never_meets_another_model_s(declare: Declare) -> None:
    run = declare(program_of())
    assert [w.name for w in run.of("models:KubernetesWorkload")] == ["engine--blue", "engine--green"]


def _provider(resource: RecordedResource) -> str:
    return resource.provider.rsplit("::", 1)[-1]
