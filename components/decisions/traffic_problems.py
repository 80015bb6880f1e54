"""Edits that a guard does not let through, in words for whoever made them."""

from collections.abc import Iterator, Mapping, Sequence

from components.decisions.runs import read_words
from components.decisions.traffic_state import TrafficRefusal, Weights
from components.environments import own_image
from config.errors import Problem
from config.models import BatchModel, ManagedModel
from config.paths import Path, dotted
from config.remedies import remove, set_all, set_value

_STEPS = {"firstStep": 100, "largestStep": 100, "shadowFirst": False}
"""Guards that one may lift for a move, and what lifts them."""

_ALWAYS = frozenset({"stable", "retirement"})
"""What is refused whatever the rollout says."""

_SHADOW = 10
"""Percent of the mirror that an example writes."""


def traffic_problems(
    name: str, model: ManagedModel, refused: Mapping[str, Sequence[TrafficRefusal]]
) -> Iterator[Problem]:
    """The refusals of a model's endpoints, by region; the same in several regions is told once."""
    told: dict[tuple[str, str, str, str], list[str]] = {}
    first: dict[tuple[str, str, str, str], TrafficRefusal] = {}
    for region, refusals in refused.items():
        for refusal in refusals:
            key = (refusal.guard, refusal.deployment, refusal.found, refusal.allowed)
            told.setdefault(key, []).append(region)
            first.setdefault(key, refusal)
    for key, regions in told.items():
        yield _problem(name, model, first[key], ", ".join(regions))


def default_problems(name: str, model: BatchModel, lost: Mapping[str, str]) -> Iterator[Problem]:
    """Defaults of batch endpoints that left the config too early, by region."""
    for deployment in sorted(set(lost.values())):
        regions = ", ".join(region for region, default in lost.items() if default == deployment)
        yield Problem(
            path=dotted(("models", name, "deployments", deployment)),
            value=f"no longer declared, and the default in {regions}",
            allowed=f"to be declared until `{model.default}` has been made and has succeeded",
            example=_put_back(name, deployment),
        )


def _problem(name: str, model: ManagedModel, refusal: TrafficRefusal, regions: str) -> Problem:
    return Problem(
        path=dotted(_path(name, refusal)),
        value=f"{refusal.found}, in {regions}",
        allowed=refusal.allowed if refusal.guard in _ALWAYS else f"{refusal.allowed} (`rollout.{refusal.guard}`)",
        example=_example(name, model, refusal),
        hint=_hint(name, refusal),
    )


def _path(name: str, refusal: TrafficRefusal) -> Path:
    if refusal.guard in _STEPS:
        return ("models", name, "traffic", refusal.deployment)
    if refusal.guard == "stable":
        return ("models", name, "rollout", "stable")
    return ("models", name, "deployments", refusal.deployment)


def _example(name: str, model: ManagedModel, refusal: TrafficRefusal) -> str:
    """What mends it, as commands, or as YAML where a deployment comes back."""
    back = _as_it_was(name, refusal) if refusal.runs else ""
    if refusal.guard == "stable":
        named = set_value(("models", name, "rollout", "stable"), refusal.deployment)
        return "\n".join(filter(None, (back, named)))
    if back:
        return back
    if refusal.instead is None:
        return set_value(("models", name, "rollout", refusal.guard), _STEPS[refusal.guard])
    moves = _set_weights(name, model, refusal.instead)
    if refusal.guard == "shadowFirst" and not model.mirror:
        return f"{moves} && {set_value(('models', name, 'mirror', refusal.deployment), _SHADOW)}"
    return moves


def _set_weights(name: str, model: ManagedModel, weights: Weights) -> str:
    """The command that sets these weights, and takes a mirror away that one of them would contradict."""
    settings: dict[Path, object] = {
        ("models", name, "traffic", key): weights.get(key, 0) for key in {**model.traffic, **weights}
    }
    mirrored = [key for key in model.mirror if weights.get(key)]
    return " && ".join([*(remove(("models", name, "mirror", key)) for key in mirrored), set_all(settings)])


def _as_it_was(name: str, refusal: TrafficRefusal) -> str:
    """A deployment as Azure says that it runs; of an image only its author knows which it was."""
    path: Path = ("models", name, "deployments", refusal.deployment)
    runs = read_words(refusal.runs)
    if runs is None or own_image(name, runs.environment):
        return _put_back(name, refusal.deployment)
    code = {"asset": runs.code, "script": runs.script} if runs.code else None
    said = {"model": runs.model, "environment": runs.environment, "code": code, "instanceType": runs.instance_type}
    return set_value(path, {key: value for key, value in said.items() if value})


def _put_back(name: str, deployment: str) -> str:
    return f"models.{name}.deployments.{deployment}: as it was before this edit"


def _hint(name: str, refusal: TrafficRefusal) -> str:
    if refusal.runs:
        return "with its other keys as they were"
    if refusal.guard in _STEPS:
        lifted = set_value(("models", name, "rollout", refusal.guard), _STEPS[refusal.guard])
        return f"or lift the guard for this move: `{lifted}`"
    return ""
