"""What scales a model on AKS: one thing at a time, on what the config says, by an identity of its own."""

from collections.abc import Callable
from typing import Any

from components.roles import Role
from tests.components.declared import Declared, Program, plain
from tests.components.hosted import TENANT, objects_of, program_of
from tests.manifests import assert_strictly_valid

Declare = Callable[[Program], Declared]

_SEED = {"minReplicas": 2, "maxReplicas": 10, "queue": {"name": "scoring", "messages": 10}}


def _events(**scaling: Any) -> Program:
    return program_of(autoscale=None, eventAutoscale=scaling)


def _scaled(run: Declared) -> dict[str, Any]:
    return objects_of(run)["ScaledObject/recommendation-engine-blue"]["spec"]


def test_the_autoscaler_looks_at_memory_and_at_a_metric_of_the_pods_too(declare: Declare) -> None:
    metric = {"name": "requests_per_second", "averageValue": "100"}
    autoscale = {"minReplicas": 3, "maxReplicas": 9, "memoryUtilization": 80, "metric": metric}
    scaler = objects_of(declare(program_of(autoscale=autoscale)))["HorizontalPodAutoscaler/recommendation-engine-blue"]
    assert_strictly_valid(scaler)
    cpu, memory, pods = scaler["spec"]["metrics"]
    assert (cpu["resource"]["name"], cpu["resource"]["target"]["averageUtilization"]) == ("cpu", 70)
    assert (memory["resource"]["name"], memory["resource"]["target"]["averageUtilization"]) == ("memory", 80)
    assert pods["pods"]["target"] == {"type": "AverageValue", "averageValue": "100"}


def test_an_autoscaler_lets_keda_take_over_in_one_up(declare: Declare) -> None:
    scaler = objects_of(declare(program_of()))["HorizontalPodAutoscaler/recommendation-engine-blue"]
    assert scaler["metadata"]["annotations"]["validations.keda.sh/hpa-ownership"] == "false"


def test_a_queue_of_more_than_a_hundred_makes_ten_pods_and_less_than_ten_makes_two(declare: Declare) -> None:
    run = declare(_events(**_SEED))
    scaled = _scaled(run)
    assert (scaled["minReplicaCount"], scaled["maxReplicaCount"]) == (2, 10)
    (trigger,) = scaled["triggers"]
    assert trigger["type"] == "azure-servicebus"
    assert trigger["metadata"] == {"namespace": "sb", "queueName": "scoring", "messageCount": "10"}
    assert trigger["authenticationRef"] == {"name": "recommendation-engine"}
    assert scaled["scaleTargetRef"]["name"] == "recommendation-engine-blue"


def test_there_is_never_a_second_autoscaler(declare: Declare) -> None:
    objects = objects_of(declare(_events(**_SEED)))
    assert not [key for key in objects if key.startswith("HorizontalPodAutoscaler/")]
    names = {_name(objects[key]) for key in objects if key.startswith("ScaledObject/")}
    assert names == {"blue-events", "green-events"}


def _name(scaled: dict[str, Any]) -> str:
    return scaled["spec"]["advanced"]["horizontalPodAutoscalerConfig"]["name"]


def test_keda_asks_as_an_identity_that_can_do_nothing_else(declare: Declare) -> None:
    run = declare(_events(**_SEED))
    authentication = objects_of(run)["TriggerAuthentication/recommendation-engine"]["spec"]["podIdentity"]
    assert (authentication["provider"], authentication["identityTenantId"]) == ("azure-workload", TENANT)
    federation = run.inputs("engine-scaling-identity-keda-federation")
    assert federation["subject"] == "system:serviceaccount:kube-system:keda-operator"
    roles = _roles(run, "engine-scaling-identity-")
    assert roles == {"engine-scaling-identity-queue": (Role.SERVICE_BUS_DATA_RECEIVER.value, "scoring")}


def test_the_pods_may_receive_from_the_queue_that_they_are_scaled_on(declare: Declare) -> None:
    run = declare(_events(**_SEED))
    assert run.inputs("engine-identity-queue-scoring")["scope"].endswith("/queues/scoring")
    egress = objects_of(run)["NetworkPolicy/allow-model"]["spec"]["egress"]
    assert 5671 in [port["port"] for port in egress[1]["ports"]]


def test_schedules_need_nobody_to_ask(declare: Declare) -> None:
    hours = {"timeZone": "Europe/Berlin", "start": "0 8 * * 1-5", "end": "0 18 * * 1-5", "replicas": 6}
    run = declare(_events(minReplicas=1, maxReplicas=8, schedules={"office-hours": hours}))
    (trigger,) = _scaled(run)["triggers"]
    assert (trigger["type"], trigger["name"]) == ("cron", "office-hours")
    assert trigger["metadata"] == {
        "timezone": "Europe/Berlin",
        "start": "0 8 * * 1-5",
        "end": "0 18 * * 1-5",
        "desiredReplicas": "6",
    }
    assert not [r for r in run.resources if r.name.startswith("engine-scaling")]


def test_prometheus_is_asked_at_the_stamp_s_own_workspace(declare: Declare) -> None:
    prometheus = {"query": "sum(rate(requests_total[2m]))", "threshold": "100"}
    run = declare(_events(minReplicas=1, maxReplicas=8, prometheus=prometheus))
    (trigger,) = _scaled(run)["triggers"]
    assert trigger["metadata"] == {
        "serverAddress": "https://amw.eastus.prometheus.monitor.azure.com",
        "query": "sum(rate(requests_total[2m]))",
        "threshold": "100",
    }
    roles = _roles(run, "engine-scaling-identity-")
    assert roles == {"engine-scaling-identity-metrics": (Role.MONITORING_DATA_READER.value, "amw")}


def test_a_deployment_starts_with_the_fewest_pods_that_keda_leaves_it(declare: Declare) -> None:
    run = declare(_events(**_SEED))
    assert objects_of(run)["Deployment/recommendation-engine-blue"]["spec"]["replicas"] == 2
    assert run.named("engine--blue-deployment").ignore_changes == ("spec.replicas",)


def test_a_recommendation_changes_no_pod(declare: Declare) -> None:
    objects = objects_of(declare(program_of(recommendResources=True)))
    recommended = objects["VerticalPodAutoscaler/recommendation-engine-green"]["spec"]
    assert recommended["updatePolicy"] == {"updateMode": "Off"}
    assert recommended["targetRef"]["name"] == "recommendation-engine-green"
    assert not [key for key in objects_of(declare(program_of())) if key.startswith("VerticalPodAutoscaler/")]


def test_the_config_takes_the_number_of_pods_back(declare: Declare) -> None:
    run = declare(program_of(autoscale=None))
    deployment = run.named("engine--green-deployment")
    assert deployment.ignore_changes == ()
    assert plain(deployment.inputs)["metadata"]["annotations"]["pulumi.com/patchForce"] == "true"


def _roles(run: Declared, prefix: str) -> dict[str, tuple[str, str]]:
    """Role and the last part of its scope, by the assignment's logical name."""
    granted = {r.name: plain(r.inputs) for r in run.of("authorization:RoleAssignment") if r.name.startswith(prefix)}
    return {
        name: (grant["roleDefinitionId"].rsplit("/")[-1], grant["scope"].rsplit("/")[-1])
        for name, grant in granted.items()
    }
