"""Rollout: how far one edit of the traffic may go."""

from config.base import Section
from config.serving_types import Step
from config.types import DeploymentName


class RolloutConfig(Section):
    """The guards of a model's traffic; a return to `stable` is never held up."""

    stable: DeploymentName | None = None
    """The deployment that traffic may return to in one step; needed where steps are limited or `shadowFirst` is on."""

    first_step: Step = 100
    """The most percent that a deployment other than `stable` gets in the `up` that gives it its first live traffic."""

    largest_step: Step = 100
    """The most percent that one `up` adds to a deployment other than `stable`."""

    shadow_first: bool = False
    """A deployment other than `stable` gets its first live traffic only while it is mirrored to."""

    keep_last_good: bool = True
    """A deployment leaves the config only once it has no live traffic; `stable` once one that stays has held all."""

    freeze_live: bool = True
    """A deployment with live traffic keeps its model, image, environment, code and instance type."""
