"""Warnings of what waits: which move, what holds it up, and what to run next."""

import pulumi

from components.batch_default import DefaultPlan
from components.traffic import TrafficPlan, in_words

_NEXT = (
    "Run `pulumi up` once more when this one is done; where one has failed, or was changed by hand, "
    "`pulumi up --refresh`."
)


def warn_of_pending(model: str, region: str, plan: TrafficPlan, resource: pulumi.Resource) -> None:
    """Warn where traffic or the mirror of a model's endpoint has to wait."""
    for what, now, pending in (
        ("traffic", plan.applied, plan.pending),
        ("mirror", plan.mirror, plan.pending_mirror),
    ):
        if pending:
            waits = f" Not ready: {', '.join(plan.waits_for)}." if plan.waits_for else ""
            pulumi.log.warn(
                f"models.{model}.{what} is pending in {region}. Now: {in_words(now)}. Asked for: {in_words(pending)}."
                f"{waits} {_NEXT}",
                resource,
            )


def warn_of_pending_default(model: str, region: str, plan: DefaultPlan, resource: pulumi.Resource) -> None:
    """Warn where the default of a model's batch endpoint has to wait."""
    if plan.pending is not None:
        pulumi.log.warn(
            f"models.{model}.default is pending in {region}. Now: {plan.applied or 'none'}. "
            f"Asked for: {plan.pending}. {_NEXT}",
            resource,
        )
