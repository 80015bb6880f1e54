"""Scaling on what the pods use: the HorizontalPodAutoscaler, and what the vertical one recommends."""

from typing import Any

from pulumi_kubernetes import autoscaling

from config.kubernetes_scaling import KubernetesAutoscale

KEEP_OUT = {"validations.keda.sh/hpa-ownership": "false"}
"""Lets KEDA take the workload over in the `up` that deletes the autoscaler: what is created comes before that.

Without it KEDA refuses a ScaledObject for as long as another autoscaler is there.
"""


def horizontal(autoscale: KubernetesAutoscale, workload: str) -> autoscaling.v2.HorizontalPodAutoscalerSpecArgs:
    """The `spec` of a HorizontalPodAutoscaler: it takes the highest number that any metric asks for."""
    used = {"cpu": autoscale.cpu_utilization, "memory": autoscale.memory_utilization}
    metrics = [_resource(resource, percent) for resource, percent in used.items() if percent is not None]
    if autoscale.metric:
        metrics.append(
            autoscaling.v2.MetricSpecArgs(
                type="Pods",
                pods=autoscaling.v2.PodsMetricSourceArgs(
                    metric=autoscaling.v2.MetricIdentifierArgs(name=autoscale.metric.name),
                    target=autoscaling.v2.MetricTargetArgs(
                        type="AverageValue", average_value=autoscale.metric.average_value
                    ),
                ),
            )
        )
    return autoscaling.v2.HorizontalPodAutoscalerSpecArgs(
        scale_target_ref=autoscaling.v2.CrossVersionObjectReferenceArgs(
            api_version="apps/v1", kind="Deployment", name=workload
        ),
        min_replicas=autoscale.min_replicas,
        max_replicas=autoscale.max_replicas,
        metrics=metrics,
    )


def recommendation(workload: str) -> dict[str, Any]:
    """The `spec` of a VerticalPodAutoscaler that only recommends: it evicts nothing.

    https://learn.microsoft.com/azure/aks/vertical-pod-autoscaler
    """
    return {
        "targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": workload},
        "updatePolicy": {"updateMode": "Off"},
    }


def _resource(resource: str, percent: int) -> autoscaling.v2.MetricSpecArgs:
    return autoscaling.v2.MetricSpecArgs(
        type="Resource",
        resource=autoscaling.v2.ResourceMetricSourceArgs(
            name=resource,
            target=autoscaling.v2.MetricTargetArgs(type="Utilization", average_utilization=percent),
        ),
    )
