"""From wherever a story has come to: that it settles, that there is a way back, and one that goes on to the end."""

import copy

from tests.traffic.around import way_home
from tests.traffic.chapters import Destroy
from tests.traffic.content import Model, all_to, live
from tests.traffic.edits import VERSIONS
from tests.traffic.judging import refused
from tests.traffic.story import MOST_UPS, Story

_NEW = "next"
_SHARES = (100, 90, 75, 60, 50, 40, 30, 25, 20, 10, 5, 1)
_MOST_MOVES = 120


def finish(story: Story) -> None:
    """Settle, go back, go on to a new deployment alone, and destroy. Raises `story.Broken`."""
    come_home(story)
    settle(story)
    go_back(story)
    go_on(story)
    story.play(Destroy())


def come_home(story: Story) -> None:
    """Have the model under its own name, on its own target."""
    for model, around in way_home(copy.deepcopy(story.model), copy.deepcopy(story.around)):
        story.note(f"the model returns: {around}")
        story.model, story.around = model, around
        settle(story)


def settle(story: Story) -> bool:
    """Repeat `up` until one changes nothing; False where the config is refused, for what was done by hand, say."""
    story.note("settle")
    for _ in range(MOST_UPS + 1):
        ran = story.up(refresh=story.disturbed)
        if ran.empty or refused(ran):
            return not refused(ran)
    raise story.broken(f"{MOST_UPS + 1} runs of one config, and the last one still changes something")


def go_back(story: Story) -> None:
    """One edit gives all traffic to `stable`, or without one to some deployment that has answered requests.

    It declares what has live traffic as it runs, which a refusal asks for where the config has left that.
    """
    story.model = _declaring_live(story)
    stable = story.model.get("rollout", {}).get("stable")
    found = story.found()
    trusted = [stable] if stable in found.standing and stable in story.model["deployments"] else []
    for name in trusted or [*found.traffic, *live(story.model)]:
        if name in story.model["deployments"] and _reached(story, all_to(story.model, name), name):
            return
    raise story.broken(f"no edit goes back to {trusted or 'what has answered'}: {found}")


def _declaring_live(story: Story) -> Model:
    model, found, content = copy.deepcopy(story.model), story.found(), story.target.content
    versions = [content.deployment(number) for number in range(VERSIONS)]
    for name in found.traffic.keys() & found.present:
        running = next(one for one in versions if found.runs[name].endswith(one[content.versioned].rpartition(":")[2]))
        declared = model["deployments"].get(name) or story.known.get(name) or running
        model["deployments"][name] = {**declared, content.versioned: running[content.versioned]}
    return model


def go_on(story: Story) -> None:
    """Bring a new deployment to 100 % as fast as the guards allow, and let all others go."""
    story.note("go on")
    model = copy.deepcopy(story.model)
    model["deployments"][_NEW] = story.target.content.deployment(0)
    if not _taken(story, model):
        raise story.broken("a deployment at 0 % is not taken")
    _shadow(story)
    for _ in range(_MOST_MOVES):
        if story.found().traffic.get(_NEW) == 100:
            break
        if not any(_taken(story, _giving(story.model, share)) for share in _larger(story)):
            raise story.broken("no edit gives the new deployment more")
    model = copy.deepcopy(story.model)
    model["rollout"] = {**model.get("rollout", {}), "stable": _NEW}
    model.pop("mirror", None)
    if not _taken(story, model):
        raise story.broken("what has all the traffic cannot be trusted")
    model = all_to(story.model, _NEW)
    model["deployments"] = {_NEW: model["deployments"][_NEW]}
    model["protect"] = False
    if not _taken(story, model) or story.found().traffic != {_NEW: 100}:
        raise story.broken("what has no traffic cannot leave")


def _larger(story: Story) -> list[int]:
    now = story.found().traffic.get(_NEW, 0)
    return [share for share in _SHARES if share > now]


def _giving(model: Model, share: int) -> Model:
    """More for the new one; the others keep their order and lose what it gets."""
    edited = copy.deepcopy(model)
    others = {name: part for name, part in model["traffic"].items() if name != _NEW and part}
    rest = 100 - share
    given: dict[str, int] = {}
    for name, part in sorted(others.items(), key=lambda item: -item[1]):
        given[name] = min(part, rest)
        rest -= given[name]
    if rest and given:
        given[next(iter(given))] += rest
    edited["traffic"] = {**{name: part for name, part in given.items() if part}, _NEW: share}
    edited.pop("mirror", None)
    return edited


def _shadow(story: Story) -> None:
    if story.model.get("rollout", {}).get("shadowFirst"):
        model = copy.deepcopy(story.model)
        model["mirror"] = {_NEW: 10}
        if not _taken(story, model):
            raise story.broken("a new deployment cannot be mirrored to")


def _reached(story: Story, model: Model, name: str) -> bool:
    return _taken(story, model) and story.found().traffic == {name: 100}


def _taken(story: Story, model: Model) -> bool:
    """Whether the product takes a config, and repeated runs of it come to rest."""
    if not story.legal(model):
        return False
    story.model = model
    story.note(f"try {model}")
    return settle(story)
