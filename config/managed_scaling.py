"""Autoscaling of the instances of managed online deployments, by Azure Monitor."""

from typing import Annotated

from pydantic import Field

from config.base import Section
from config.serving_types import ScheduleName, Weekday, WindowsTimeZone

Instances = Annotated[int, Field(ge=1, le=50)]
"""Source: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas"""

MOST_SCHEDULES = 9
"""Azure takes 20 profiles: one for all other hours, and for each schedule one to begin and one to end it.

Source: https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-multiprofile
"""


class ManagedSchedule(Section):
    """Hours of the week with bounds of their own."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    """Days of the week on which the schedule holds."""

    start_hour: Annotated[int, Field(ge=0, le=23)]
    """Hour at whose beginning the schedule begins."""

    end_hour: Annotated[int, Field(ge=1, le=24)]
    """Hour at whose beginning the schedule is over; 24 is the end of the day."""

    time_zone: WindowsTimeZone = "UTC"
    """Time zone of the hours, by its Windows name; all schedules of a model have the same."""

    min_instances: Instances
    """Instances at quiet times."""

    max_instances: Instances
    """Instances that the autoscaler may go up to."""


class ManagedAutoscale(Section):
    """The autoscaler of each deployment; managed deployments do not scale to zero."""

    min_instances: Instances
    """Instances at quiet times; 3 or more keep a deployment highly available."""

    max_instances: Instances
    """Instances that the autoscaler may go up to."""

    cpu_utilization: Annotated[int, Field(ge=1, le=100)] | None = 70
    """Average CPU use, in percent, above which instances are added; below half of it they are taken away."""

    latency_ms: Annotated[int, Field(ge=1, le=180_000)] | None = None
    """Average milliseconds of a request to the endpoint above which instances are added."""

    schedules: Annotated[dict[ScheduleName, ManagedSchedule], Field(max_length=MOST_SCHEDULES)] = Field(
        default_factory=dict
    )
    """Hours of the week with bounds of their own, by name; each takes two of the 20 profiles that Azure has."""
