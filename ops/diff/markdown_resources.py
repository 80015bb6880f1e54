"""The resources of a diff as collapsed parts of a comment, a component each."""

import html
import textwrap
from collections.abc import Iterator, Sequence

from ops.diff import folding, wholes, words
from ops.diff.difference import Action, Difference, ResourceChange, ValueChange
from ops.diff.markdown_code import fenced, prose
from ops.diff.markdown_page import Part
from ops.diff.showing import printable
from ops.resource_names import kind, kinds

_MOST_KINDS = 160
_MOST_NAMED = 12
"""Resources of a component and a stamp that come or go by name; of more, the kinds are counted."""

_MOST_PROPERTIES = 20
"""Properties that are shown of what comes or goes."""

_FEW = 25
"""Resources that come or go whose properties are shown."""

_WIDTH = 100
"""Columns of a line of names."""

_SIGNS = {Action.ADDED: "+", Action.CHANGED: "!", Action.REPLACED: "!", Action.REMOVED: "-"}


def resource_parts(difference: Difference) -> Iterator[Part]:
    """What all of them share, then a part a component; those that add only the same are one."""
    if difference.resources:
        yield Part(text=f"\n{words.counts(difference.resources)}, {difference.unchanged} unchanged.\n")
    whole = wholes.come_or_go(difference.resources) <= _FEW
    if not whole:
        yield Part(text=f"\n{prose(wholes.ELSEWHERE)}\n")
    shared = folding.everywhere(difference.resources)
    if shared:
        lines = [line for one in shared for line in _value(one.value, f"{one.words}: ")]
        yield Part(text=_collapsed("<code>The same of many resources</code>", lines))
    for alike in folding.alike_groups(folding.groups(difference.resources)):
        yield _part(alike, whole=whole and len(alike) == 1)


def _part(alike: Sequence[folding.Group], *, whole: bool) -> Part:
    group, more = alike[0], len(alike) - 1
    title = _code(group.component or "top level")
    aside = (
        f" and {more} more like it - {words.counts(_all(group))} each" if more else f" - {words.counts(_all(group))}"
    )
    lines = list(_group(group, whole=whole))
    if more:
        listed = ", ".join(one.component or "top level" for one in alike)
        lines += ["", *textwrap.wrap(listed, _WIDTH, break_on_hyphens=False)]
    return Part(
        text=_collapsed(f"{title}{aside}", lines),
        resources=sum(one.size for one in alike),
        can_wait=group.only_adds,
    )


def _code(title: str) -> str:
    return f"<code>{html.escape(printable(title))}</code>"


def _collapsed(summary: str, lines: Sequence[str]) -> str:
    return "\n".join(
        ["", "<details>", f"<summary>{summary}</summary>", "", *fenced(lines, "diff"), "", "</details>", ""]
    )


def _all(group: folding.Group) -> list[ResourceChange]:
    return [*group.added, *group.removed, *(folded.change for folded in group.changes for _ in folded.stamps)]


def _group(group: folding.Group, *, whole: bool) -> Iterator[str]:
    for changes in (group.added, group.removed):
        yield from _whole(changes) if whole else _by_stamp(changes)
    for folded in group.changes:
        yield from _changed(folded)


def _by_stamp(changes: Sequence[ResourceChange]) -> Iterator[str]:
    found: dict[str, list[ResourceChange]] = {}
    for change in changes:
        found.setdefault(change.stamp, []).append(change)
    yield from (_listed(stamp, alike) for stamp, alike in found.items())


def _listed(where: str, changes: Sequence[ResourceChange]) -> str:
    """What comes or goes by name, or how many of which kind."""
    named = ", ".join(f"{change.role} ({kind(change.type)})" for change in changes)
    counted = kinds([change.type for change in changes], _MOST_KINDS)
    return f"{_SIGNS[changes[0].action]} {where}: {named if len(changes) <= _MOST_NAMED else counted}"


def _whole(changes: Sequence[ResourceChange]) -> Iterator[str]:
    """What comes or goes, property by property."""
    for folded in folding.fold_wholes(changes):
        change = folded.change
        yield _listed(", ".join(folded.stamps), [change])
        if whose := wholes.whose(folded.stamps):
            yield f"    {whose}"
        values = wholes.telling(change)
        for value in values[:_MOST_PROPERTIES]:
            yield from _value(value)
        if len(values) > _MOST_PROPERTIES:
            yield f"    {wholes.further(len(values) - _MOST_PROPERTIES)}"


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
