"""The autoscaler of a managed deployment: by CPU, by latency, by the hours of the week.

https://learn.microsoft.com/azure/machine-learning/how-to-autoscale-endpoints
Metrics: https://learn.microsoft.com/azure/machine-learning/monitor-azure-machine-learning-reference
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from config.managed_scaling import ManagedAutoscale, ManagedSchedule

_DEFAULT = "default"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MIDNIGHT = 24

_WINDOW = "PT5M"
"""What a metric is averaged over, and how long nothing is changed after a change: five minutes, as in Azure's guide."""


@dataclass(frozen=True, kw_only=True)
class AutoscaleArgs:
    """What an autoscaler is made from."""

    config: ManagedAutoscale
    setting_name: str
    deployment: str
    deployment_id: pulumi.Input[str]
    endpoint_id: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]
    location: str
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class _Measure:
    """A metric above which instances are added, and below half of which they are taken away."""

    metric: str
    resource_id: pulumi.Input[str]
    limit: int
    deployment: str | None = None
    """The one deployment of an endpoint's metric that counts."""


def create_autoscaler(name: str, args: AutoscaleArgs, opts: pulumi.ResourceOptions) -> monitor.AutoscaleSetting:
    """Declare the setting that sets the deployment's number of instances."""
    return monitor.AutoscaleSetting(
        name,
        autoscale_setting_name=args.setting_name,
        name=args.setting_name,
        resource_group_name=args.resource_group_name,
        location=args.location,
        enabled=True,
        target_resource_uri=args.deployment_id,
        target_resource_location=args.location,
        profiles=list(_profiles(args)),
        tags=args.tags,
        opts=opts,
    )


def _profiles(args: AutoscaleArgs) -> Iterator[monitor.AutoscaleProfileArgs]:
    """One for all other hours; for each schedule one that begins it, and one that goes back to the other hours.

    A recurring profile holds until the next one begins, so that the way back has to be said.
    https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-multiprofile
    """
    config, rules = args.config, list(_rules(args))
    otherwise = _capacity(config.min_instances, config.max_instances)
    if not config.schedules:
        yield monitor.AutoscaleProfileArgs(name=_DEFAULT, capacity=otherwise, rules=rules)
        return
    begins = {(day, s.start_hour, s.time_zone) for s in config.schedules.values() for day in s.days}
    yield monitor.AutoscaleProfileArgs(name=_DEFAULT, capacity=otherwise, rules=rules)
    for name, schedule in config.schedules.items():
        yield monitor.AutoscaleProfileArgs(
            name=name,
            capacity=_capacity(schedule.min_instances, schedule.max_instances),
            rules=rules,
            recurrence=_weekly(schedule.time_zone, list(schedule.days), schedule.start_hour),
        )
        hour = schedule.end_hour % _MIDNIGHT
        ends = [day for day in _ending_days(schedule) if (day, hour, schedule.time_zone) not in begins]
        if ends:
            yield monitor.AutoscaleProfileArgs(
                # The form by which Azure's portal knows the end of a schedule.
                name=f'{{"name":"{_DEFAULT}","for":"{name}"}}',
                capacity=otherwise,
                rules=rules,
                recurrence=_weekly(schedule.time_zone, ends, hour),
            )


def _ending_days(schedule: ManagedSchedule) -> list[str]:
    """A schedule that ends at midnight ends as the next day begins."""
    later = 1 if schedule.end_hour == _MIDNIGHT else 0
    return [_DAYS[(_DAYS.index(day) + later) % len(_DAYS)] for day in schedule.days]


def _capacity(least: int, most: int) -> monitor.ScaleCapacityArgs:
    return monitor.ScaleCapacityArgs(minimum=str(least), maximum=str(most), default=str(least))


def _weekly(time_zone: str, days: list[str], hour: int) -> monitor.RecurrenceArgs:
    return monitor.RecurrenceArgs(
        frequency=monitor.RecurrenceFrequency.WEEK,
        schedule=monitor.RecurrentScheduleArgs(time_zone=time_zone, days=days, hours=[hour], minutes=[0]),
    )


def _rules(args: AutoscaleArgs) -> Iterator[monitor.ScaleRuleArgs]:
    """Any metric that is high adds an instance; all have to be low for one to be taken away."""
    for measure in _measures(args):
        yield _rule(
            measure, monitor.ComparisonOperationType.GREATER_THAN, measure.limit, monitor.ScaleDirection.INCREASE
        )
        yield _rule(
            measure, monitor.ComparisonOperationType.LESS_THAN, measure.limit / 2, monitor.ScaleDirection.DECREASE
        )


def _measures(args: AutoscaleArgs) -> Iterator[_Measure]:
    config = args.config
    if config.cpu_utilization is not None:
        yield _Measure(metric="CpuUtilizationPercentage", resource_id=args.deployment_id, limit=config.cpu_utilization)
    if config.latency_ms is not None:
        yield _Measure(
            metric="RequestLatency",
            resource_id=args.endpoint_id,
            limit=config.latency_ms,
            deployment=args.deployment,
        )


def _rule(
    measure: _Measure,
    operator: monitor.ComparisonOperationType,
    threshold: float,
    direction: monitor.ScaleDirection,
) -> monitor.ScaleRuleArgs:
    return monitor.ScaleRuleArgs(
        metric_trigger=monitor.MetricTriggerArgs(
            metric_name=measure.metric,
            metric_resource_uri=measure.resource_id,
            operator=operator,
            threshold=threshold,
            statistic=monitor.MetricStatisticType.AVERAGE,
            time_aggregation=monitor.TimeAggregationType.AVERAGE,
            time_grain="PT1M",
            time_window=_WINDOW,
            dimensions=_only(measure.deployment) if measure.deployment else None,
        ),
        scale_action=monitor.ScaleActionArgs(
            type=monitor.ScaleType.CHANGE_COUNT, direction=direction, value="1", cooldown=_WINDOW
        ),
    )


def _only(deployment: str) -> list[monitor.ScaleRuleMetricDimensionArgs]:
    return [
        monitor.ScaleRuleMetricDimensionArgs(
            dimension_name="deployment",
            operator=monitor.ScaleRuleMetricDimensionOperationType.EQUALS,
            values=[deployment],
        )
    ]
