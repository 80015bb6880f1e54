"""The resources of a diff as collapsed parts of a comment, a component each."""

import html
from collections.abc import Iterator, Sequence

from ops.diff import folding, words
from ops.diff.difference import Action, Difference, ResourceChange, ValueChange
from ops.diff.markdown_code import fenced
from ops.diff.showing import printable
from ops.resource_names import kind, kinds

_MOST_KINDS = 160
_SIGNS = {Action.ADDED: "+", Action.CHANGED: "!", Action.REPLACED: "!", Action.REMOVED: "-"}


def resource_parts(difference: Difference) -> Iterator[tuple[str, int]]:
    """Each part, and how many resources it is about."""
    if difference.resources:
        yield f"\n{words.counts(difference.resources)}, {difference.unchanged} unchanged.\n", 0
    shared = folding.everywhere(difference.resources)
    if shared:
        lines = [line for one in shared for line in _value(one.value, f"{one.words}: ")]
        yield _collapsed("The same of many resources", lines), 0
    for group in folding.groups(difference.resources):
        yield _collapsed(group.component or "top level", list(_group(group)), group), group.size


def _collapsed(title: str, lines: Sequence[str], group: folding.Group | None = None) -> str:
    aside = f" - {words.counts(_all(group))}" if group else ""
    summary = f"<summary><code>{html.escape(printable(title))}</code>{aside}</summary>"
    return "\n".join(["", "<details>", summary, "", *fenced(lines, "diff"), "", "</details>", ""])


def _all(group: folding.Group) -> list[ResourceChange]:
    return [*group.added, *group.removed, *(folded.change for folded in group.changes for _ in folded.stamps)]


def _group(group: folding.Group) -> Iterator[str]:
    for action, changes in ((Action.ADDED, group.added), (Action.REMOVED, group.removed)):
        by_stamp: dict[str, list[ResourceChange]] = {}
        for change in changes:
            by_stamp.setdefault(change.stamp, []).append(change)
        for stamp, found in by_stamp.items():
            yield f"{_SIGNS[action]} {stamp}: {kinds([change.type for change in found], _MOST_KINDS)}"
    for folded in group.changes:
        yield from _changed(folded)


def _changed(folded: folding.Folded) -> Iterator[str]:
    change = folded.change
    replaced = "  REPLACED" if change.action is Action.REPLACED else ""
    renamed = f"  was {change.formerly}" if change.formerly else ""
    yield f"! {change.role} ({kind(change.type)})  {', '.join(folded.stamps)}{replaced}{renamed}"
    for value in change.values:
        yield from _value(value)
    if change.follows:
        yield f"  {change.follows} more only name what is renamed"
    yield from (f"  ? {doubt}" for doubt in change.doubts)


def _value(value: ValueChange, about: str = "") -> Iterator[str]:
    mark = "  takes a new resource" if value.replaces else ""
    if value.before is not None:
        yield f"-   {about}{value.path}: {value.before}{mark}"
    if value.after is not None:
        yield f"+   {about}{value.path}: {value.after}{mark}"
