"""Traffic: where requests go, what is copied to a shadow, and how far one edit may go."""

from collections.abc import Iterator, Mapping

from config.errors import Problem
from config.models import BatchModel, KubernetesModel, ManagedModel, Model
from config.paths import Path, dotted
from config.remedies import flow, remove, set_all, set_value
from config.spelling import nearest

OnlineModel = KubernetesModel | ManagedModel

_WHOLE = 100


def traffic(models: Mapping[str, Model]) -> Iterator[Problem]:
    """A model says where all of its traffic goes, to deployments that it has."""
    for name, model in _online(models):
        path: Path = ("models", name, "traffic")
        unknown = [deployment for deployment in model.traffic if deployment not in model.deployments]
        for deployment in unknown:
            yield _unknown_deployment((*path, deployment), deployment, model)
        total = sum(model.traffic.values())
        if total != _WHOLE and not unknown:
            yield Problem(
                path=dotted(path),
                value=f"{flow(dict(model.traffic))}, together {total}" if model.traffic else "{}",
                allowed="whole percents that sum to 100",
                example=set_all({(*path, key): share for key, share in _whole(model).items()}),
            )


def mirror(models: Mapping[str, Model]) -> Iterator[Problem]:
    """Requests are copied to a deployment that there is and that answers none itself.

    Source: https://learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints
    """
    for name, model in _online(models):
        spare = [key for key in model.deployments if not model.traffic.get(key)]
        for deployment, percent in model.mirror.items():
            path: Path = ("models", name, "mirror", deployment)
            if deployment not in model.deployments:
                meant = nearest(deployment, spare)
                moved = f" && {set_value((*path[:-1], meant), percent)}" if meant else ""
                yield Problem(
                    path=dotted(path),
                    value=str(percent),
                    allowed=f"a copy to a deployment of the model without live traffic: {_listed(spare)}",
                    example=remove(path) + moved,
                    hint=f"did you mean `{meant}`?" if meant else "",
                )
            elif deployment not in spare:
                yield Problem(
                    path=dotted(path),
                    value=str(percent),
                    allowed=f"a copy to a deployment without live traffic: {_listed(spare)}; `{deployment}` answers "
                    f"{model.traffic[deployment]} % of the requests itself",
                    example=remove(path),
                )


def stable(models: Mapping[str, Model]) -> Iterator[Problem]:
    """Where steps are limited, `stable` names the deployment to which they are not."""
    for name, model in _online(models):
        path: Path = ("models", name, "rollout", "stable")
        largest = max(model.deployments, key=lambda key: model.traffic.get(key, 0))
        named = model.rollout.stable
        if named is not None and named not in model.deployments:
            meant = nearest(named, model.deployments)
            yield Problem(
                path=dotted(path),
                value=flow(named),
                allowed=f"a deployment of the model: {_listed(model.deployments)}",
                example=set_value(path, meant or largest),
                hint=f"did you mean `{meant}`?" if meant else "",
            )
        guard = _step_guard(model)
        if named is None and guard:
            yield Problem(
                path=dotted(path),
                allowed=f"a deployment of the model, {_listed(model.deployments)}: the one to which traffic may return "
                f"in one step, whatever `{guard}` says of the others",
                example=set_value(path, largest),
            )


def steps(models: Mapping[str, Model]) -> Iterator[Problem]:
    """The first step is one of the steps."""
    for name, model in _online(models):
        rollout = model.rollout
        if "first_step" in rollout.model_fields_set and rollout.first_step > rollout.largest_step:
            path: Path = ("models", name, "rollout", "firstStep")
            yield Problem(
                path=dotted(path),
                value=str(rollout.first_step),
                allowed=f"at most `largestStep`, which is {rollout.largest_step}",
                example=set_value(path, rollout.largest_step),
            )


def _online(models: Mapping[str, Model]) -> Iterator[tuple[str, OnlineModel]]:
    for name, model in models.items():
        if not isinstance(model, BatchModel):
            yield name, model


def _step_guard(model: OnlineModel) -> str:
    """The guard of steps that is on; empty where none is."""
    rollout = model.rollout
    if rollout.first_step < _WHOLE:
        return "firstStep"
    if rollout.largest_step < _WHOLE:
        return "largestStep"
    return "shadowFirst" if rollout.shadow_first else ""


def _listed(names: Mapping[str, object] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "there is none"


def _unknown_deployment(path: Path, deployment: str, model: OnlineModel) -> Problem:
    meant = nearest(deployment, model.deployments)
    back = f"if `{dotted((*path[:-2], 'deployments', deployment))}` was there, put it back: it may answer requests now"
    share = model.traffic[deployment]
    total = sum(model.traffic.values())
    if meant and meant not in model.traffic and total == _WHOLE:
        example = f"{remove(path)} && {set_value((*path[:-1], meant), share)}"
    else:
        whole: dict[Path, object] = {(*path[:-1], key): share for key, share in _whole(model).items()}
        example = f"{remove(path)} && {set_all(whole)}"
    return Problem(
        path=dotted(path),
        value=str(share),
        allowed=f"traffic to a deployment of the model: {_listed(model.deployments)}",
        example=example,
        hint=f"did you mean `{meant}`?" if meant else back,
    )


def _whole(model: OnlineModel) -> dict[str, int]:
    """Shares that sum to 100, as near to the model's as one change of the largest makes them."""
    shares = {key: share for key, share in model.traffic.items() if key in model.deployments}
    largest = max(shares, key=lambda key: shares[key]) if shares else next(iter(model.deployments))
    others = sum(share for key, share in shares.items() if key != largest)
    if others > _WHOLE:
        return {**dict.fromkeys(shares, 0), largest: _WHOLE}
    return {**shares, largest: _WHOLE - others}
