"""What `rollout` promises, said once more and apart from the code that keeps it: an `up` from one state to the next."""

from collections.abc import Iterator, Mapping

from tests.traffic.content import Model
from tests.traffic.target import Found

_ALL = 100


def broken(model: Model, before: Found, now: Found) -> Iterator[str]:
    """The promises of a model's config that an `up` has not kept."""
    if not before.traffic:
        return
    rollout = {"firstStep": 100, "largestStep": 100, "shadowFirst": False, **model.get("rollout", {})}
    yield from _steps(rollout, before, now)
    if rollout.get("keepLastGood", True):
        yield from (f"{name} left with live traffic" for name in before.traffic.keys() & before.present - now.present)
    if rollout.get("freezeLive", True):
        for name in before.traffic.keys() & now.present & before.present:
            if before.runs[name] != now.runs[name]:
                yield f"{name} runs something else under live traffic: {before.runs[name]}, then {now.runs[name]}"
    moved = before.stable in before.standing and now.stable not in {None, before.stable}
    if moved and before.traffic.get(now.stable or "") != _ALL:
        yield f"stable moved from {before.stable} to {now.stable}, which had not all the traffic"


def _steps(rollout: Mapping[str, object], before: Found, now: Found) -> Iterator[str]:
    for name, share in now.traffic.items():
        was = before.traffic.get(name, 0)
        first, largest = int(str(rollout["firstStep"])), int(str(rollout["largestStep"]))
        if name == rollout.get("stable") or share <= was:
            continue
        if not was and share > first:
            yield f"{name} begins with {share} %, more than {first}"
        if share - was > largest:
            yield f"{name} goes from {was} to {share} %, more than {largest} at once"
        if not was and rollout["shadowFirst"] and name not in before.mirror:
            yield f"{name} begins without having been a shadow"
