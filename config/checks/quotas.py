"""Quotas of cores: what the managed deployments may take of them at the most, with what Azure keeps for upgrades."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from config.errors import Problem
from config.managed_models import ManagedModel
from config.models import Model, of_target
from config.paths import Path, dotted
from config.remedies import remove, set_value
from config.spelling import nearest
from config.stamps import StampConfig
from config.vm_families import cores_of, family_of
from config.workspace import TOTAL, WorkspaceConfig

_HEADROOM = 5
"""One instance more for every so many, or a part of them: 20 %, which Azure ML keeps for upgrades.

Source: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas
"""

_MOST_NAMED = 3


def quota_regions(workspace: WorkspaceConfig, stamps: Mapping[str, StampConfig]) -> Iterator[Problem]:
    """Quotas are told of stamps that there are."""
    for region in workspace.quotas:
        if region not in stamps:
            path: Path = ("workspace", "quotas", region)
            meant = nearest(region, stamps)
            yield Problem(
                path=dotted(path),
                value="quotas of a region without a stamp",
                allowed="the region of a stamp: one of " + ", ".join(f"`{stamp}`" for stamp in stamps),
                example=remove(path),
                hint=f"did you mean `{meant}`?" if meant else "",
            )


def quota_cores(models: Mapping[str, Model], workspace: WorkspaceConfig) -> Iterator[Problem]:
    """Every managed deployment has its cores, all at their most instances; a size of unknown cores takes none."""
    needs: dict[str, dict[str, int]] = defaultdict(dict)
    for name, model in of_target(models, ManagedModel):
        for key, deployment in model.deployments.items():
            size = deployment.instance_type
            needed = _reserved(_most_instances(model, key)) * (cores_of(size) or 0)
            for family in (TOTAL, family_of(size)):
                needs[family][f"models.{name}.deployments.{key}"] = needed
    for region, quotas in workspace.quotas.items():
        for family, most in quotas.items():
            of_family = needs.get(family, {})
            if sum(of_family.values()) > most:
                yield _problem(("workspace", "quotas", region, family), most, of_family)


def _most_instances(model: ManagedModel, deployment: str) -> int:
    scale = model.autoscale
    if scale is None:
        return model.deployments[deployment].instances
    return max([scale.max_instances, *(schedule.max_instances for schedule in scale.schedules.values())])


def _reserved(instances: int) -> int:
    return instances + -(-instances // _HEADROOM)


def _problem(path: Path, most: int, needs: Mapping[str, int]) -> Problem:
    needed = sum(needs.values())
    largest = sorted(needs.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{cores} of {deployment}" for deployment, cores in largest[:_MOST_NAMED]]
    more = [f"{len(largest) - _MOST_NAMED} more"] if len(largest) > _MOST_NAMED else []
    return Problem(
        path=dotted(path),
        value=str(most),
        allowed=f"at least {needed} cores, for the most instances of all managed deployments and the fifth on top that "
        f"Azure ML keeps for upgrades: {', '.join([*named, *more])}",
        example=set_value(path, needed),
        hint="once Azure has raised the quota; else take fewer or smaller instances",
    )
