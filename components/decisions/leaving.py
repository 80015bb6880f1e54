"""Edits that would take away what answers requests, told before anything is declared.

Pulumi deletes what the config no longer declares. A model that leaves it, or changes its name, its target or its
address, and a stamp that leaves it, would so drop live traffic in one `up`. They go only once an `up` has retired them,
and only while the config does not say that they are kept after all.
"""

from collections.abc import Iterator, Sequence

from components.addresses import route_host, stamp_group_name
from components.decisions.departing import Served, may_go, model_of, served_models
from components.decisions.ground import same
from components.decisions.made import Made
from components.decisions.retirement import Answering, Endpoint, Group, answering
from components.names import Names
from config.errors import Problem
from config.models import KubernetesModel, Model
from config.paths import Path, dotted
from config.remedies import flow, set_all, set_value
from config.stack import StackConfig

_FOR_GOOD = "every physical name is made of it, and what answers would be replaced by what has no traffic yet"


def leaving(config: StackConfig, names: Names, made: Sequence[Made]) -> Sequence[Problem]:
    """What an edit must not take away; `made` is what the stack has made so far."""
    there = answering(made)
    renamed = list(_renamed(config, names, there))
    if renamed:
        return renamed  # all else follows from it
    served = served_models(config, names)
    return [
        *_moved_primary(config, there),
        *_lost_stamps(config, served, there),
        *_lost_models(config, served, there),
        *_lost_addresses(config, served, there),
    ]


def _renamed(config: StackConfig, names: Names, there: Answering) -> Iterator[Problem]:
    """The names of a stamp that is still declared are others than before."""
    for stamp in there.groups:
        if stamp.region in config.stamps and not same(stamp.name, stamp_group_name(names, stamp.region)):
            yield _another_name(names, stamp)
            return


def _another_name(names: Names, stamp: Group) -> Problem:
    allowed = f"what it was: {_FOR_GOOD}; what is to have other names is another stack"
    if stamp.workload != names.workload:
        path: Path = ("name",)
        back = set_value(path, stamp.workload)
        return Problem(path="name", value=flow(names.workload), allowed=allowed, example=back)
    if stamp.stack != names.stack:
        file = f"git mv Pulumi.{names.stack}.yaml Pulumi.{stamp.stack}.yaml"
        back = f"{file}  # where the state was renamed too: pulumi stack rename {stamp.stack}"
        return Problem(path="the stack's name", value=flow(names.stack), allowed=allowed, example=back)
    return Problem(
        path="azure.subscriptionId",
        value=flow(names.subscription_id),
        allowed=allowed,
        example="azure.subscriptionId: as it was before this edit",
    )


def _moved_primary(config: StackConfig, there: Answering) -> Iterator[Problem]:
    """The registry and the logs are in the primary's region, and so are the images that pods are started from."""
    old, new = there.primary, config.primary
    if old in ("", new):
        return
    back = f"stamps.{old}: as it was before this edit"
    if old in config.stamps:
        back = set_all({("stamps", old, "role"): "primary", ("stamps", new, "role"): "secondary"})
    yield Problem(
        path=dotted(("stamps", new, "role")),
        value=flow("primary"),
        allowed=f"`secondary`: `{old}` stays the primary, as the registry and the logs are there, with all images",
        example=back,
    )


def _lost_stamps(config: StackConfig, served: Served, there: Answering) -> Iterator[Problem]:
    """A stamp goes once all that answers in it is retired."""
    retired = {stamp.region: stamp.retired for stamp in there.groups}
    regions = {*retired, *(endpoint.region for endpoint in there.endpoints)}
    for region in sorted(regions - config.stamps.keys() - {there.primary}):
        staying = [one for one in there.endpoints if one.region == region and not may_go(one, config, served)]
        if staying or not retired.get(region, True):
            path: Path = ("stamps", region)
            models = f": {', '.join(sorted(one.model for one in staying))}" if staying else ""
            yield Problem(
                path=dotted(path),
                value=f"no longer declared, and not retired{models}",
                allowed="to be declared until an `up` has retired it, with every model in it",
                example=_retire_first(path),
                hint="move the callers to other stamps, retire it, run `pulumi up`, then remove it",
            )


def _lost_models(config: StackConfig, served: Served, there: Answering) -> Iterator[Problem]:
    """Models that are gone, or of another target, where their stamp stays."""
    lost: dict[tuple[str, str], list[Endpoint]] = {}
    for one in there.endpoints:
        if one.region not in config.stamps or may_go(one, config, served):
            continue
        if model_of(one, served) is None:
            lost.setdefault((one.model, one.target), []).append(one)
    known = {one.model for one in there.endpoints}
    new = [name for name in config.models if name not in known]
    for (model, target), endpoints in sorted(lost.items()):
        now = config.models.get(model)
        if now is None:
            yield _removed(model, target, endpoints, [name for name in new if config.models[name].target == target])
        else:
            yield _moved(model, target, now, endpoints)


def _removed(model: str, target: str, endpoints: Sequence[Endpoint], new: Sequence[str]) -> Problem:
    path: Path = ("models", model)
    renamed = f"a new name is a new model: keep `{model}` beside `{new[0]}`, move its callers, " if new else ""
    return Problem(
        path=dotted(path),
        value=f"no longer declared, and not retired: it is on {_where(target, endpoints)}",
        allowed="to be declared until an `up` has retired it",
        example=_retire_first(path),
        hint=f"{renamed or 'once its callers are gone, '}retire it, run `pulumi up`, then remove it",
    )


def _moved(model: str, target: str, now: Model, endpoints: Sequence[Endpoint]) -> Problem:
    path: Path = ("models", model, "target")
    if all(one.retired for one in endpoints):
        keep: Path = ("models", model, "retire")
        return Problem(
            path=dotted(path),
            value=f"{now.target}, and it is on {_where(target, endpoints)}; `retire` is no longer set, which keeps it",
            allowed=f"`{target}`; another target with `retire: true`, until an `up` has made it and deleted this one",
            example=set_value(keep, True),
            hint="take `retire` out once that `up` is done",
        )
    return Problem(
        path=dotted(path),
        value=f"{now.target}, and it is on {_where(target, endpoints)}",
        allowed=f"`{target}` until an `up` has retired the model: its endpoint would be deleted in the `up` that makes "
        "the other",
        example=f"models.{model}: as it was before this edit, with `target: {target}`",
        hint=f"declare a second model with `target: {now.target}` beside it, move the callers, then retire this one",
    )


def _where(target: str, endpoints: Sequence[Endpoint]) -> str:
    gives = {one.region: f" ({one.gives})" if one.gives else "" for one in endpoints}
    return f"{target} in {', '.join(f'{region}{words}' for region, words in sorted(gives.items()))}"


def _lost_addresses(config: StackConfig, served: Served, there: Answering) -> Iterator[Problem]:
    """Callers of a live model on AKS find it where they found it before."""
    told: set[str] = set()
    for one in there.endpoints:
        model = config.models.get(one.model)
        if not isinstance(model, KubernetesModel) or one.region not in config.stamps or config.cluster.gateway is None:
            continue
        if one.target == "kubernetes" and one.gives and not may_go(one, config, served):
            host = route_host(one.model, model.route, config.cluster.gateway.domain)
            found = list(_lost_address(one, host, model.route.path))
            yield from (problem for problem in found if problem.path not in told)
            told |= {problem.path for problem in found}


def _lost_address(one: Endpoint, host: str, path: str) -> Iterator[Problem]:
    beside = "declare a second model with the new address beside it, move the callers, then retire this one"
    if one.host and one.host != host:
        where: Path = ("models", one.model, "route", "host")
        yield Problem(
            path=dotted(where),
            value=flow(host),
            allowed=f"{one.host}, where its callers find it, until an `up` has retired the model",
            example=set_value(where, one.host),
            hint=f"{beside}; a host outside of the gateway's domain needs `route.certificate`",
        )
    if one.path and not _covers(path, one.path):
        where = ("models", one.model, "route", "path")
        yield Problem(
            path=dotted(where),
            value=flow(path),
            allowed=f"{one.path}, where its callers find it, or what that begins with, until an `up` has retired the "
            "model",
            example=set_value(where, one.path),
            hint=beside,
        )


def _covers(prefix: str, path: str) -> bool:
    """Whether the Gateway API's prefix match of whole parts takes all requests that begin with `path`."""
    return prefix == "/" or path == prefix or path.startswith(f"{prefix}/")


def _retire_first(path: Path) -> str:
    return f"{dotted(path)}: as it was before this edit\n{set_value((*path, 'retire'), True)}"
