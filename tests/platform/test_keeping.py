"""An edit that keeps what an `up` has retired is one in which all guards hold again, whatever else is in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from components.decisions.leaving import leaving
from components.decisions.leaving_pools import leaving_pools, not_retired
from components.decisions.made import Made
from components.decisions.platform_guards import platform_problems
from tests.platform.conftest import Config, config_of, preview, with_value
from tests.platform.planned import read
from tests.platform.served import made_of, names_of

_ONLINE, _PODS, _BATCH = "fraud", "recommendation-engine", "churn"
_POOL = "cpu"


@dataclass(frozen=True, kw_only=True)
class _Case:
    kept: tuple[str, ...]
    """Paths whose `retire` the edit takes out."""
    edit: Callable[[Config], object]
    """What else it does."""
    path: str
    """What is refused of it."""


def _without_pool(config: Config) -> None:
    config["cluster"]["pools"].pop(_POOL)
    config["cluster"]["pools"]["other"] = {"vmSize": "Standard_D8ds_v5", "maxNodes": 20}
    config["protect"] = False  # which by itself keeps a pool that is not retired


def _on_pods(config: Config) -> None:
    retire = config["models"][_ONLINE]["retire"]
    route = {"host": "fraud.models.shop.example.com"}
    config["models"][_ONLINE] = {**config["models"][_PODS], "route": route, "retire": retire}


_HOST = f"models.{_PODS}.route.host"
_CASES: Mapping[str, _Case] = {
    "the pods' range": _Case(
        kept=(f"models.{_PODS}",), edit=with_value("cluster.podCidr", "10.244.0.0/16"), path="cluster.podCidr"
    ),
    "larger nodes": _Case(
        kept=(f"models.{_PODS}",),
        edit=with_value(f"cluster.pools.{_POOL}.vmSize", "Standard_D16ds_v5"),
        path=f"cluster.pools.{_POOL}.vmSize",
    ),
    "a pool leaves": _Case(kept=(f"models.{_PODS}",), edit=_without_pool, path=f"cluster.pools.{_POOL}"),
    "another host": _Case(
        kept=(f"models.{_PODS}",), edit=with_value(_HOST, "engine.models.shop.example.com"), path=_HOST
    ),
    "another path": _Case(
        kept=(f"models.{_PODS}",),
        edit=with_value(f"models.{_PODS}.route.path", "/v2"),
        path=f"models.{_PODS}.route.path",
    ),
    "another target": _Case(kept=(f"models.{_ONLINE}",), edit=_on_pods, path=f"models.{_ONLINE}.target"),
    "another isolation": _Case(
        kept=(f"models.{_ONLINE}",),
        edit=with_value("workspace.isolation", "AllowInternetOutbound"),
        path="workspace.isolation",
    ),
    "another range under a batch model": _Case(
        kept=(f"models.{_BATCH}",),
        edit=with_value("stamps.eastus.addressSpace", "10.77.0.0/16"),
        path="stamps.eastus.addressSpace",
    ),
    "another range under a stamp": _Case(
        kept=("stamps.westus",),
        edit=with_value("stamps.westus.addressSpace", "10.78.0.0/16"),
        path="stamps.westus.addressSpace",
    ),
}


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())
def test_what_is_kept_is_guarded_in_the_edit_that_keeps_it(case: _Case) -> None:
    config = _retiring(_retired_by(case))
    for path in case.kept:
        with_value(f"{path}.retire", False)(config)
    case.edit(config)
    assert set(_told(config, _state(_retired_by(case)))) == {case.path}


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())
def test_the_same_edit_goes_through_where_nothing_is_kept(case: _Case) -> None:
    config = _retiring(_retired_by(case))
    case.edit(config)
    assert _told(config, _state(_retired_by(case))) == []


_MODELS = tuple(f"models.{model}" for model in (_ONLINE, _PODS, _BATCH))
_STAMP = ("stamps.westus",)


def _retired_by(case: _Case) -> tuple[str, ...]:
    """What an `up` has retired before: everything of the kind that is kept."""
    return _STAMP if case.kept == _STAMP else _MODELS


def _retiring(paths: tuple[str, ...]) -> Config:
    config = config_of("prod")
    for path in paths:
        with_value(f"{path}.retire", True)(config)
    return config


@cache
def _state(retired: tuple[str, ...]) -> list[Made]:
    return made_of(preview(_retiring(retired)))


def _told(document: Config, made: list[Made]) -> list[str]:
    config = read(document)
    names = names_of(config)
    pools = not_retired(leaving_pools(config, names, made))
    problems = [*leaving(config, names, made), *pools, *platform_problems(config, names, made)]
    return [problem.path for problem in problems]
