"""Edits of one model's config, as its owner would make them; whether one is legal the product says itself.

An edit is a kind and two numbers, which choose among what there is when it is made: so that any list of edits makes
sense, and a shorter one still does.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.traffic.content import Content, Model, all_to, live, unmirror_if

NAMES = ("blue", "green", "gold", "red")
PARTS = (1, 5, 10, 25, 50, 90, 99)
VERSIONS = 3

ROLLOUTS: tuple[Mapping[str, Any], ...] = (
    {},
    {"firstStep": 10, "largestStep": 30},
    {"firstStep": 5, "largestStep": 50, "shadowFirst": True},
    {"largestStep": 25},
    {"shadowFirst": True},
    {"keepLastGood": False},
    {"freezeLive": False},
    {"keepLastGood": False, "freezeLive": False},
    {"keepLastGood": False, "freezeLive": False, "firstStep": 20, "largestStep": 40, "shadowFirst": True},
)


@dataclass(frozen=True)
class Edit:
    """One edit."""

    kind: str
    first: int = 0
    second: int = 0

    def of(self, model: Model, content: Content) -> Model | None:
        """The model's config with the edit made; None where there is nothing to edit."""
        edited = copy.deepcopy(model)
        if self.kind in content.of_model:
            _put(edited, _pick(content.of_model[self.kind], self.first))
        elif self.kind in content.of_deployment:
            name = _pick(list(edited["deployments"]), self.first)
            _put(edited["deployments"][name], _pick(content.of_deployment[self.kind], self.second))
        elif not EDITS[self.kind](edited, content, self.first, self.second):
            return None
        return edited if edited != model else None


def _add(model: Model, content: Content, first: int, second: int) -> bool:
    free = [name for name in NAMES if name not in model["deployments"]]
    if not free:
        return False
    name = _pick(free, first)
    model["deployments"][name] = content.deployment(second % VERSIONS)
    if second % 2:
        # Anywhere in the file: the order of the deployments is no promise.
        model["deployments"] = {name: model["deployments"].pop(name), **model["deployments"]}
    return True


def _add_and_shift(model: Model, content: Content, first: int, second: int) -> bool:
    before = set(model["deployments"])
    if not _add(model, content, first, second):
        return False
    (name,) = set(model["deployments"]) - before
    return _give(model, name, _pick(PARTS, second))


def _shift(model: Model, _content: Content, first: int, second: int) -> bool:
    return _give(model, _pick(list(model["deployments"]), first), _pick(PARTS, second))


def _all(model: Model, _content: Content, first: int, _second: int) -> bool:
    name = _pick(list(model["deployments"]), first)
    model.update(all_to(model, name))
    return True


def _split(model: Model, _content: Content, first: int, second: int) -> bool:
    names = list(model["deployments"])
    if len(names) < 3:
        return False
    start = first % len(names)
    chosen = [names[(start + step) % len(names)] for step in range(3)]
    part = _pick((1, 5, 10, 20), second)
    model["traffic"] = dict(zip(chosen, (100 - 3 * part, part, 2 * part), strict=True))
    for name in chosen:
        unmirror_if(model, name)
    return True


def _mirror(model: Model, content: Content, first: int, second: int) -> bool:
    spare = [name for name in model["deployments"] if not model["traffic"].get(name)]
    if not spare:
        return False
    model["mirror"] = {_pick(spare, first): min(_pick((1, 10, 25, 50), second), content.most_mirrored)}
    return True


def _unmirror(model: Model, _content: Content, _first: int, _second: int) -> bool:
    return model.pop("mirror", None) is not None


def _retire(model: Model, _content: Content, first: int, _second: int) -> bool:
    spare = [name for name in model["deployments"] if not model["traffic"].get(name)]
    if not spare:
        return False
    _drop(model, _pick(spare, first))
    return True


def _retire_live(model: Model, _content: Content, first: int, second: int) -> bool:
    names = live(model)
    leaving = _pick(names, first)
    staying = [name for name in model["deployments"] if name != leaving]
    if not staying:
        return False
    heir, share = _pick(staying, second), model["traffic"][leaving]
    model["traffic"][heir] = model["traffic"].get(heir, 0) + share
    unmirror_if(model, heir)
    _drop(model, leaving)
    return True


def _change(model: Model, content: Content, first: int, second: int) -> bool:
    return _run(model, content, _pick(list(model["deployments"]), first), second)


def _change_spare(model: Model, content: Content, first: int, second: int) -> bool:
    spare = [name for name in model["deployments"] if not model["traffic"].get(name)]
    return bool(spare) and _run(model, content, _pick(spare, first), second)


def _change_and_shift(model: Model, content: Content, first: int, second: int) -> bool:
    """What stands by runs another version, and gets traffic in the same edit."""
    spare = [name for name in model["deployments"] if not model["traffic"].get(name)]
    if not spare:
        return False
    name, key = _pick(spare, first), content.versioned
    versions = [content.deployment(number)[key] for number in range(VERSIONS)]
    model["deployments"][name][key] = _pick([one for one in versions if one != model["deployments"][name][key]], second)
    return _give(model, name, _pick(PARTS, second))


def _run(model: Model, content: Content, name: str, version: int) -> bool:
    key = content.versioned
    model["deployments"][name][key] = content.deployment(version % VERSIONS)[key]
    return True


def _resize(model: Model, content: Content, first: int, second: int) -> bool:
    model["deployments"][_pick(list(model["deployments"]), first)][content.size] = 2 + second % 3
    return True


def _rename(model: Model, _content: Content, first: int, second: int) -> bool:
    free = [name for name in NAMES if name not in model["deployments"]]
    if not free:
        return False
    old, new = _pick(list(model["deployments"]), first), _pick(free, second)
    for key in ("deployments", "traffic", "mirror"):
        if key in model:
            model[key] = {new if name == old else name: value for name, value in model[key].items()}
    if model.get("rollout", {}).get("stable") == old:
        model["rollout"]["stable"] = new
    return True


def _guard(model: Model, _content: Content, first: int, second: int) -> bool:
    rollout = dict(_pick(ROLLOUTS, second))
    if first % 4 or rollout.keys() & {"firstStep", "largestStep", "shadowFirst"}:
        rollout["stable"] = model.get("rollout", {}).get("stable") or live(model)[0]
    model["rollout"] = rollout
    return True


def _trust(model: Model, _content: Content, first: int, _second: int) -> bool:
    model["rollout"] = {**model.get("rollout", {}), "stable": _pick(list(model["deployments"]), first)}
    return True


def _protect(model: Model, _content: Content, first: int, _second: int) -> bool:
    model["protect"] = bool(first % 2)
    return True


def _give(model: Model, name: str, share: int) -> bool:
    """A share for one deployment, the rest for the one that has most."""
    others = [one for one in live(model) if one != name]
    if not others:
        return False
    model["traffic"] = {others[0]: 100 - share, name: share}
    unmirror_if(model, name)
    unmirror_if(model, others[0])
    return True


def _drop(model: Model, name: str) -> None:
    del model["deployments"][name]
    model["traffic"].pop(name, None)
    unmirror_if(model, name)


def _put(holder: dict[str, Any], keys: Mapping[str, Any]) -> None:
    for key, value in keys.items():
        if value is None:
            holder.pop(key, None)
        else:
            holder[key] = copy.deepcopy(value)


def _pick(choices: Any, number: int) -> Any:
    return choices[number % len(choices)]


EDITS: Mapping[str, Callable[[Model, Content, int, int], bool]] = {
    "add": _add,
    "add and shift": _add_and_shift,
    "shift": _shift,
    "all": _all,
    "split": _split,
    "mirror": _mirror,
    "unmirror": _unmirror,
    "retire": _retire,
    "retire live": _retire_live,
    "change": _change,
    "change spare": _change_spare,
    "change and shift": _change_and_shift,
    "resize": _resize,
    "rename": _rename,
    "guard": _guard,
    "trust": _trust,
    "protect": _protect,
}


def kinds(content: Content) -> list[str]:
    """Every kind of edit of a model."""
    return [*EDITS, *content.of_model, *content.of_deployment]
