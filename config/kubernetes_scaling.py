"""Autoscaling of the pods of models on AKS: by Kubernetes itself, or by KEDA on events."""

from typing import Annotated

from pydantic import Field

from config.base import Section
from config.serving_types import (
    CronExpression,
    MetricName,
    PromQuery,
    Quantity,
    ScheduleName,
    Threshold,
    TimeZone,
)
from config.types import QueueName

Replicas = Annotated[int, Field(ge=1, le=1000)]
Utilization = Annotated[int, Field(ge=1, le=100)]


class PodMetric(Section):
    """A metric of the pods' own, which an adapter of the cluster offers as `custom.metrics.k8s.io`."""

    name: MetricName
    """Name of the metric."""

    average_value: Quantity
    """Average over the pods that the autoscaler aims at."""


class KubernetesAutoscale(Section):
    """The HorizontalPodAutoscaler of each deployment; never beside `eventAutoscale`."""

    min_replicas: Replicas
    """Pods at quiet times."""

    max_replicas: Replicas
    """Pods that the autoscaler may go up to."""

    cpu_utilization: Utilization | None = 70
    """Average CPU use, in percent of the request, that the autoscaler aims at."""

    memory_utilization: Utilization | None = None
    """Average memory use, in percent of the request, that the autoscaler aims at."""

    metric: PodMetric | None = None
    """A metric of the pods' own that the autoscaler aims at."""


class QueueTrigger(Section):
    """Scale on the length of a Service Bus queue."""

    name: QueueName
    """One of `messaging.queues`."""

    messages: Annotated[int, Field(ge=1, le=100_000)] = 10
    """Waiting messages for each pod that there should be: 10 makes ten pods of 100 messages."""


class CronSchedule(Section):
    """Hours with at least so many pods."""

    time_zone: TimeZone = "UTC"
    """Time zone of the expressions, by its IANA name."""

    start: CronExpression
    """When the hours begin."""

    end: CronExpression
    """When they are over."""

    replicas: Replicas
    """Pods that there are at least in between."""


class PrometheusTrigger(Section):
    """Scale on a query of the stamp's managed Prometheus."""

    query: PromQuery
    """PromQL that answers one number."""

    threshold: Threshold
    """What each pod can take of the answer."""


class EventAutoscale(Section):
    """The KEDA ScaledObject of each deployment; never beside `autoscale`."""

    min_replicas: Annotated[int, Field(ge=0, le=1000)]
    """Pods at quiet times, 1 or more: every deployment may be given requests, and these wake none that sleeps."""

    max_replicas: Replicas
    """Pods that KEDA may go up to."""

    queue: QueueTrigger | None = None
    """Scale on the length of a Service Bus queue, from which the pods may then receive."""

    schedules: Annotated[dict[ScheduleName, CronSchedule], Field(max_length=20)] = Field(default_factory=dict)
    """Hours with at least so many pods, by name."""

    prometheus: PrometheusTrigger | None = None
    """Scale on a query of the stamp's managed Prometheus."""
