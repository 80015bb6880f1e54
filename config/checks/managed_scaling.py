"""Autoscalers of managed online deployments: bounds and hours."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from config.errors import Problem
from config.managed_scaling import ManagedAutoscale, ManagedSchedule
from config.models import ManagedModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import remove, set_value

_LAST_HOUR = 24


def instance_bounds(models: Mapping[str, Model]) -> Iterator[Problem]:
    """No lower bound is above its upper one, and a deployment begins inside of them."""
    for name, scaling in _scaled(models):
        root: Path = ("models", name, "autoscale")
        bounds: dict[Path, ManagedAutoscale | ManagedSchedule] = {
            root: scaling,
            **{(*root, "schedules", key): hours for key, hours in scaling.schedules.items()},
        }
        for path, bound in bounds.items():
            if bound.min_instances > bound.max_instances:
                yield Problem(
                    path=dotted((*path, "minInstances")),
                    value=str(bound.min_instances),
                    allowed=f"at most `maxInstances`, which is {bound.max_instances}",
                    example=set_value((*path, "minInstances"), bound.max_instances),
                )


def instances_inside(models: Mapping[str, Model]) -> Iterator[Problem]:
    """A deployment with an autoscaler begins with a number of instances that the autoscaler would leave alone."""
    for name, model in of_target(models, ManagedModel):
        scaling = model.autoscale
        if scaling is None or scaling.min_instances > scaling.max_instances:
            continue
        for key, deployment in model.deployments.items():
            if "instances" in deployment.model_fields_set and model.first_instances(key) != deployment.instances:
                path: Path = ("models", name, "deployments", key, "instances")
                yield Problem(
                    path=dotted(path),
                    value=str(deployment.instances),
                    allowed=f"{scaling.min_instances} to {scaling.max_instances}, the bounds of `autoscale`",
                    example=set_value(path, model.first_instances(key)),
                    hint="or take `instances` out",
                )


def something_to_scale_on(models: Mapping[str, Model]) -> Iterator[Problem]:
    """An autoscaler has something to go by."""
    for name, scaling in _scaled(models):
        if not (scaling.cpu_utilization or scaling.latency_ms or scaling.schedules):
            path: Path = ("models", name, "autoscale", "cpuUtilization")
            yield Problem(
                path=dotted(path),
                value="null",
                allowed="a percentage, where there is neither `latencyMs` nor any of `schedules`: nothing is left to "
                "scale on",
                example=set_value(path, 70),
            )


def schedule_hours(models: Mapping[str, Model]) -> Iterator[Problem]:
    """A schedule ends on the day on which it begins, after it has begun, and names each day once."""
    for name, scaling in _scaled(models):
        for key, hours in scaling.schedules.items():
            path: Path = ("models", name, "autoscale", "schedules", key)
            if hours.end_hour <= hours.start_hour:
                yield Problem(
                    path=dotted((*path, "endHour")),
                    value=str(hours.end_hour),
                    allowed=f"{hours.start_hour + 1} to {_LAST_HOUR}, later than `startHour`, which is "
                    f"{hours.start_hour}",
                    example=set_value((*path, "endHour"), _LAST_HOUR),
                    hint="hours past midnight are a second schedule, from 0 on",
                )
            twice = next((index for index, day in enumerate(hours.days) if day in hours.days[:index]), None)
            if twice is not None:
                yield Problem(
                    path=dotted((*path, "days", twice)),
                    value=hours.days[twice],
                    allowed="each day once",
                    example=remove((*path, "days", twice)),
                )


def schedules_apart(models: Mapping[str, Model]) -> Iterator[Problem]:
    """No hour has two schedules, and all hours are of one time zone, so that this can be told."""
    for name, scaling in _scaled(models):
        root: Path = ("models", name, "autoscale", "schedules")
        for (first, one), (second, other) in combinations(scaling.schedules.items(), 2):
            if one.time_zone != other.time_zone:
                path: Path = (*root, second, "timeZone")
                yield Problem(
                    path=dotted(path),
                    value=other.time_zone,
                    allowed=f"the time zone of the model's other schedules: `{first}` has {one.time_zone}",
                    example=set_value(path, one.time_zone),
                )
            elif _meet(one, other):
                yield Problem(
                    path=dotted((*root, second)),
                    value=f"{', '.join(other.days)} from {other.start_hour} to {other.end_hour}",
                    allowed=f"hours that `{first}` has not: {', '.join(one.days)} from {one.start_hour} to "
                    f"{one.end_hour}; Azure Monitor takes one profile at a time",
                    example=remove((*root, second)),
                )


def _scaled(models: Mapping[str, Model]) -> Iterator[tuple[str, ManagedAutoscale]]:
    for name, model in of_target(models, ManagedModel):
        if model.autoscale:
            yield name, model.autoscale


def _meet(one: ManagedSchedule, other: ManagedSchedule) -> bool:
    same_day = not set(one.days).isdisjoint(other.days)
    return same_day and one.start_hour < other.end_hour and other.start_hour < one.end_hour
