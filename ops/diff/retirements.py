"""What an edit retires: from the next one on it may be deleted, and with it whoever still calls it is refused."""

from collections.abc import Iterator, Sequence

from ops.counted import listed
from ops.diff.difference import Action, ResourceChange
from ops.topology import SHARED
from sandbox.sdk import canonical

MARKS = frozenset({"tags.retired", "metadata.annotations.ai-models/retired"})
"""Values that say so: see `components.decisions.retirement`."""

_GROUP = "azure-native:resources:ResourceGroup"
_MOST_NAMED = 3
_POOL = "azure-native:containerservice:AgentPool"


def retirements(changes: Sequence[ResourceChange]) -> Iterator[tuple[str, str]]:
    """What is said, and of which stamp; of a stamp that is retired whole nothing is said of what is in it."""
    retired = [change for change in changes if _is_retired(change)]
    stamps = {change.stamp: None for change in retired if canonical(change.type) == _GROUP}
    if stamps:
        yield f"retires the {'stamp' if len(stamps) == 1 else 'stamps'} {listed(list(stamps))}", SHARED
    rest = [(_what(change), change.stamp) for change in retired if change.stamp not in stamps]
    what = list(dict.fromkeys(what for what, _ in rest))
    for one, stamp in rest:
        yield f"retires {one if len(what) <= _MOST_NAMED else f'{len(what)} models or pools of nodes'}", stamp


def _is_retired(change: ResourceChange) -> bool:
    marks = (value.after for value in change.values if value.path in MARKS)
    return change.action is Action.CHANGED and "true" in marks


def _what(change: ResourceChange) -> str:
    if canonical(change.type) == _POOL:
        return f"the nodes {change.role.removeprefix('pool-')}"
    return change.component.rpartition("/")[2] or change.role
