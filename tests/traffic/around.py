"""Edits of the rest of a stack's config, beside those of the model that a story is about.

What they have written lies in a mapping of paths of the document to values; a model of `None` is not declared.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from config.secrecy import SECURE
from tests.traffic.content import Content, Model
from tests.traffic.target import MODEL, OTHER_REGION, RENAMED

Around = dict[str, Any]

OWN = f"models.{MODEL}"
STAMP = f"stamps.{OTHER_REGION}"
BATCH = "models.churn"
_BESIDE, _NEW_NAME = "models.ranking", f"models.{RENAMED}"

_POOLS: tuple[Around, ...] = (
    {"cluster.pools.cpu.maxNodes": 20},
    {"cluster.pools.cpu.labels": {"team": "pricing"}},
    {"cluster.pools.memory": {"vmSize": "Standard_E8ds_v5", "minNodes": 1, "maxNodes": 4}},
    {"cluster.systemPool.maxNodes": 8},
)
_STACK: tuple[Around, ...] = (
    {"tags": {"team": "pricing"}},
    {"tags": {}},
    {
        "secrets.session-key": {
            "value": SECURE,
            "contentType": "text/plain",
            "expires": "2031-01-31",
        }
    },
    {"messaging.queues.scoring.maxDeliveryCount": 9},
    {"observability.retentionDays": 60},
)


def _pools(around: Around, _model: Model, _content: Content, first: int, _second: int) -> bool:
    around.update(_POOLS[first % len(_POOLS)])
    return True


def _stack(around: Around, _model: Model, _content: Content, first: int, _second: int) -> bool:
    around.update(_STACK[first % len(_STACK)])
    return True


def _stamp(around: Around, _model: Model, _content: Content, _first: int, _second: int) -> bool:
    if around.pop(STAMP, None) is None:
        around[STAMP] = {"role": "secondary", "addressSpace": "10.11.0.0/16"}
    return True


def _beside(around: Around, _model: Model, content: Content, first: int, _second: int) -> bool:
    """One comes, is retired, goes."""
    there = around.get(_BESIDE)
    if there is None:
        around[_BESIDE] = copy.deepcopy(content.firsts[first % len(content.firsts)])
    elif there.get("retire"):
        del around[_BESIDE]
    else:
        there["retire"] = True
    return True


def _batch(around: Around, _model: Model, _content: Content, first: int, second: int) -> bool:
    """A batch model comes, its default moves, it gets and loses deployments, it goes."""
    around["workspace.compute.jobs"] = {"vmSize": "Standard_D4ds_v5", "maxNodes": 4}
    names = (("nightly",), ("nightly", "weekly"), ("weekly",))[first % 3]
    if around.get(BATCH, {}).get("retire"):
        del around[BATCH]
        return True
    around[BATCH] = {
        "target": "batch",
        "deployments": {name: {"model": "azureml:churn:1", "compute": "jobs", **_SCORING} for name in names},
        "default": names[second % len(names)],
        "protect": False,
        **({"retire": True} if first % 7 == 0 and BATCH in around else {}),
    }
    return True


_SCORING = {"environment": "azureml:scoring:1", "code": {"asset": "azureml:churn-code:1"}}


def _stamp_retirement(around: Around, _model: Model, _content: Content, _first: int, _second: int) -> bool:
    if STAMP not in around:
        return False
    around[STAMP]["retire"] = True
    return True


def _stamp_keeping(around: Around, _model: Model, _content: Content, _first: int, _second: int) -> bool:
    return around.get(STAMP, {}).pop("retire", False)


def _leave(around: Around, _model: Model, _content: Content, _first: int, _second: int) -> bool:
    return _away(around, None)


def _rename(around: Around, model: Model, _content: Content, _first: int, _second: int) -> bool:
    return _away(around, None) and around.setdefault(_NEW_NAME, copy.deepcopy(model)) is not None


def _target(around: Around, _model: Model, content: Content, _first: int, _second: int) -> bool:
    return _away(around, copy.deepcopy(content.firsts[-1]))


def _return(around: Around, _model: Model, _content: Content, _first: int, _second: int) -> bool:
    around.pop(_NEW_NAME, None)
    return around.pop(OWN, around) is not around


def way_home(model: Model, around: Around) -> Iterator[tuple[Model, Around]]:
    """The configs that have the model under its own name and on its own target again, with runs of each between them.

    What has taken its place is retired before it goes.
    """
    if OWN not in around:
        return
    elsewhere, renamed = around[OWN], around.get(_NEW_NAME)
    home = {path: value for path, value in around.items() if path not in {OWN, _NEW_NAME}}
    if elsewhere:
        yield model, {**around, OWN: {**elsewhere, "retire": True}}
        yield {**model, "retire": True}, home
    if renamed:
        yield model, {**home, _NEW_NAME: {**renamed, "retire": True}}
    yield model, home


def kept_after_all(around: Around, accepted: Around) -> Around:
    """The rest of a config that goes back to an accepted one, and keeps what a run has made before it failed."""
    made = {path: value for path, value in around.items() if path != OWN}
    return copy.deepcopy({**made, **accepted})


def _away(around: Around, instead: Model | None) -> bool:
    if OWN in around:
        return False
    around[OWN] = instead
    return True


AROUND: Mapping[str, Callable[[Around, Model, Content, int, int], bool]] = {
    "pools": _pools,
    "stack": _stack,
    "stamp": _stamp,
    "stamp retirement": _stamp_retirement,
    "stamp keeping": _stamp_keeping,
    "model beside": _beside,
    "batch model": _batch,
    "model leaves": _leave,
    "model gets another name": _rename,
    "model gets another target": _target,
    "model returns": _return,
}
"""By kind; they change the mapping, and say whether there was anything to change."""
