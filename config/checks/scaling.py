"""Autoscalers of models on AKS: their bounds, what they scale on, and that there is one of them."""

from collections.abc import Iterator, Mapping

from config.errors import Problem
from config.kubernetes_scaling import EventAutoscale
from config.messaging import MessagingConfig
from config.models import KubernetesModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import flow, remove, set_value
from config.spelling import nearest


def one_autoscaler(models: Mapping[str, Model]) -> Iterator[Problem]:
    """KEDA makes a HorizontalPodAutoscaler of its own, and two of them would pull one workload to and fro.

    Source: https://keda.sh/docs/latest/faq/
    """
    for name, model in of_target(models, KubernetesModel):
        if model.autoscale and model.event_autoscale:
            path: Path = ("models", name, "eventAutoscale")
            yield Problem(
                path=dotted(path),
                value="beside `autoscale`",
                allowed="one autoscaler: two would fight over the number of pods",
                example=remove(("models", name, "autoscale")),
                hint="or take `eventAutoscale` out",
            )


def replica_bounds(models: Mapping[str, Model]) -> Iterator[Problem]:
    """No autoscaler's lower bound is above its upper one, and no schedule asks for more."""
    for name, model in of_target(models, KubernetesModel):
        for key, scaling in (("autoscale", model.autoscale), ("eventAutoscale", model.event_autoscale)):
            if scaling and scaling.min_replicas > scaling.max_replicas:
                yield _above(("models", name, key, "minReplicas"), scaling.min_replicas, scaling.max_replicas)
        schedules = model.event_autoscale.schedules if model.event_autoscale else {}
        for schedule, hours in schedules.items():
            most = model.event_autoscale.max_replicas if model.event_autoscale else hours.replicas
            path: Path = ("models", name, "eventAutoscale", "schedules", schedule)
            if hours.replicas > most:
                yield _above((*path, "replicas"), hours.replicas, most)
            if hours.start == hours.end:
                yield Problem(
                    path=dotted((*path, "end")),
                    value=flow(hours.end),
                    allowed="another time than `start`: KEDA refuses hours without length",
                    example=set_value((*path, "end"), "0 18 * * *" if hours.start != "0 18 * * *" else "0 23 * * *"),
                )


def something_to_scale_on(models: Mapping[str, Model]) -> Iterator[Problem]:
    """An autoscaler has something to go by."""
    for name, model in of_target(models, KubernetesModel):
        scaling, events = model.autoscale, model.event_autoscale
        if scaling and not (scaling.cpu_utilization or scaling.memory_utilization or scaling.metric):
            path: Path = ("models", name, "autoscale", "cpuUtilization")
            yield Problem(
                path=dotted(path),
                value="null",
                allowed="a percentage, where there is neither `memoryUtilization` nor `metric`: nothing is left to "
                "scale on",
                example=set_value(path, 70),
            )
        if events and not (events.queue or events.schedules or events.prometheus):
            yield _no_trigger(("models", name, "eventAutoscale"), events)


def awake(models: Mapping[str, Model]) -> Iterator[Problem]:
    """No deployment sleeps: any of them may be given requests, which wake none and find no pod.

    The gateway's certificate goes with the last pod that mounts it, and a route that moves to a deployment does not
    wait for one that was made, and fell asleep, before.
    """
    for name, model in of_target(models, KubernetesModel):
        events = model.event_autoscale
        if events and events.min_replicas == 0:
            path: Path = ("models", name, "eventAutoscale", "minReplicas")
            yield Problem(
                path=dotted(path),
                value="0",
                allowed=f"1 to {events.max_replicas}: every model has a route, and requests would find no pod, and "
                "wake none",
                example=set_value(path, 1),
            )


def known_queues(models: Mapping[str, Model], messaging: MessagingConfig) -> Iterator[Problem]:
    """Models receive from queues, and scale on them, that there are."""
    for name, model in of_target(models, KubernetesModel):
        for index, queue in enumerate(model.queues):
            path: Path = ("models", name, "queues", index)
            if queue not in messaging.queues:
                yield _unknown_queue(path, queue, messaging)
            elif queue in model.queues[:index]:
                yield Problem(path=dotted(path), value=flow(queue), allowed="each queue once", example=remove(path))
        trigger = model.event_autoscale.queue if model.event_autoscale else None
        if trigger and trigger.name not in messaging.queues:
            yield _unknown_queue(("models", name, "eventAutoscale", "queue", "name"), trigger.name, messaging)


def _above(path: Path, value: int, most: int) -> Problem:
    return Problem(
        path=dotted(path),
        value=str(value),
        allowed=f"at most `maxReplicas`, which is {most}",
        example=set_value(path, most),
    )


def _no_trigger(path: Path, events: EventAutoscale) -> Problem:
    hours = {"start": "0 8 * * 1-5", "end": "0 18 * * 1-5", "replicas": events.max_replicas}
    return Problem(
        path=dotted(path),
        value=flow({"minReplicas": events.min_replicas, "maxReplicas": events.max_replicas}),
        allowed="one or more of `queue`, `schedules` and `prometheus`: without any, KEDA has nothing to scale on",
        example=set_value((*path, "schedules", "office-hours"), hours),
        hint="or scale on a queue: `queue: {name: QUEUE, messages: 10}`",
    )


def _unknown_queue(path: Path, queue: str, messaging: MessagingConfig) -> Problem:
    meant = nearest(queue, messaging.queues)
    known = ", ".join(f"`{key}`" for key in messaging.queues)
    return Problem(
        path=dotted(path),
        value=flow(queue),
        allowed=f"the name of one of `messaging.queues`: {known}"
        if known
        else "one of `messaging.queues`; it is empty",
        example=set_value(path, meant) if meant else set_value(("messaging", "queues", queue, "lockSeconds"), 60),
        hint=f"did you mean `{meant}`?" if meant else "this adds the queue to `messaging.queues`",
    )
