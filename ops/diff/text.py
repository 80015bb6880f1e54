"""The difference as text, for a terminal or a file."""

import re
import textwrap
from collections.abc import Iterator, Sequence

from ops.diff import folding, policy_words, reruns, secret_words, wholes, words
from ops.diff.difference import Action, Difference, ResourceChange, TrafficChange, ValueChange
from ops.diff.policy_settings import Direction
from ops.diff.showing import printable
from ops.diff.verdict import verdict
from ops.plan import PolicyResult
from ops.resource_names import kind, kinds
from ops.screen import Screen
from ops.serving import Serving, cells

_BAR = 20
"""Columns of a bar of 100 %."""

_COLORS = re.compile(r"(\x1b\[[0-9;]+m)")
"""What a screen of ours adds; nothing else that a terminal would obey comes through."""

_MOST_NAMED = 3
"""Resources of a component that come or go by name; of more, the kinds are counted."""

_MOST_PROPERTIES = 12
"""Properties that are shown of what comes or goes."""

_MOST_KINDS = 200
"""Characters of what is said of their kinds."""

_SIGNS = {Action.ADDED: "+", Action.CHANGED: "~", Action.REPLACED: "±", Action.REMOVED: "-"}


def text(difference: Difference, screen: Screen) -> str:
    """The whole difference, what matters most first."""
    page = "\n".join(_Page(difference, screen).lines()) + "\n"
    pieces = _COLORS.split(page) if screen.color else [page]
    return "".join(piece if screen.color and _COLORS.fullmatch(piece) else _plain(piece) for piece in pieces)


def _plain(piece: str) -> str:
    return "\n".join(map(printable, piece.split("\n")))


class _Page:
    def __init__(self, difference: Difference, screen: Screen) -> None:
        self._difference = difference
        self._screen = screen

    def lines(self) -> Iterator[str]:
        difference, screen = self._difference, self._screen
        yield f"{screen.bold(f'{difference.project} {difference.stack}')}  compared with {difference.base.words}"
        worst = difference.losses or difference.refusals or difference.base.problem
        for line in self._wrapped(verdict(difference), ""):
            yield screen.bad(line) if worst else screen.bold(line)
        for note in difference.base.notes:
            yield from self._wrapped(note, "")
        yield from self._section("The base cannot be rendered", iter(difference.base.problem.splitlines()))
        yield from self._section("Refused: what is there cannot become this", self._refusals())
        yield from self._section("Traffic", self._traffic())
        yield from self._section(reruns.TITLE, self._reruns())
        yield from self._section("Deleted or made anew, with what is in it", self._losses())
        yield from self._section("Not protected any more", self._unprotected())
        yield from self._section("Policy settings", self._policy_settings())
        yield from self._section("Policies", self._policies())
        yield from self._section("Capacity, at least to at most", self._capacity())
        yield from self._section("New warnings", self._warnings())
        yield from self._section("Secrets", self._secrets())
        yield from self._section("Resources", self._resources())

    def _section(self, title: str, lines: Iterator[str]) -> Iterator[str]:
        for number, line in enumerate(lines):
            if number == 0:
                yield ""
                yield self._screen.bold(title)
            yield f"  {line}" if line else ""

    def _refusals(self) -> Iterator[str]:
        refusals, rest = folding.few_refusals(self._difference)
        for refusal, urns in refusals:
            yield from (self._screen.bad(words.about(urn)) for urn in urns)
            yield from self._wrapped(f"{refusal.code}: {refusal.message}", "  ")
        yield from self._wrapped(rest, "")

    def _traffic(self) -> Iterator[str]:
        for change, stamps in folding.alike_traffic(self._difference.traffic):
            yield f"{self._screen.bold(change.model)}  {self._screen.dim(', '.join(stamps))}"
            yield from (f"  {line}" for line in self._weights(change))
            for remark in words.remarks(change):
                yield from self._wrapped(self._screen.warning(remark), "  ")

    def _weights(self, change: TrafficChange) -> Iterator[str]:
        before, after = change.before or Serving(), change.after or Serving()
        if before.batch or after.batch:
            old, new = (" ".join(one.applied) or "none" for one in (before, after))
            yield f"default  {old} → {new}" if old != new else f"default  {new}"
            return
        names = sorted({*before.applied, *after.applied, *after.pending})
        room = max(map(len, names), default=0)
        for name in names:
            old, new = before.applied.get(name, 0), after.applied.get(name, 0)
            then = after.pending.get(name, new) if after.pending else new
            numbers = f"{old:>3} → {new:>3} %" if old != new else f"      {new:>3} %"
            bar = "█" * cells(new, _BAR)
            wait = "░" * max(0, cells(then, _BAR) - len(bar))
            later = f"  then {then} %" if then != new else ""
            yield f"{name:<{room}}  {numbers}  {self._screen.good(bar)}{self._screen.dim(wait)}{later}".rstrip()

    def _reruns(self) -> Iterator[str]:
        for one, stamps in folding.alike_in_stamps(self._difference.reruns):
            yield f"{self._screen.bold(one.model)} {one.deployment}  {one.weight} %  {', '.join(stamps)}"
            yield from self._wrapped(f"from {one.before}", "  ")
            yield from self._wrapped(f"to   {one.after}", "  ")

    def _losses(self) -> Iterator[str]:
        for folded in folding.fold(self._difference.losses):
            change = folded.change
            verb = "DELETED" if change.action is Action.REMOVED else "REPLACED"
            yield f"{self._screen.bad(verb)}  {self._screen.bold(_name(change))}  {', '.join(folded.stamps)}"
            for line in (*change.why, words.loss(change)):
                yield from self._wrapped(line, "  ")

    def _unprotected(self) -> Iterator[str]:
        for folded in folding.fold(self._difference.unprotected):
            yield f"{_name(folded.change)}  {', '.join(folded.stamps)}"

    def _policy_settings(self) -> Iterator[str]:
        paints = {Direction.LOOSENS: self._screen.warning, Direction.TIGHTENS: self._screen.good}
        for row in policy_words.rows(self._difference.policy_settings):
            yield from self._wrapped(f"{paints.get(row.direction, str)(row.direction)}  {row.what}", "", "  ")
            yield from self._wrapped(f"{row.before} → {row.after}", "  ")

    def _policies(self) -> Iterator[str]:
        policies = self._difference.policies
        further = folding.further_exempt(policies)
        for title, results in (("new", policies.new), ("fixed", policies.fixed)):
            for result in results:
                if result not in further:
                    yield from self._policy(title, result)
        for result in further:
            yield self._screen.dim(f"exempt, as others in the base: {result.name}  {words.about(result.urn)}")
        if policies.standing:
            yield self._screen.dim(f"standing, as in the base: {len(policies.standing)}")

    def _policy(self, title: str, result: PolicyResult) -> Iterator[str]:
        screen = self._screen
        paint = screen.good if title == "fixed" else screen.bad if result.enforcement == "mandatory" else screen.warning
        yield f"{paint(title)}  {words.level(result)} {result.severity}  {screen.bold(result.name)}"
        yield f"  {words.about(result.urn)}"
        if title == "new":
            for line in result.message.splitlines():
                yield from self._wrapped(line, "  ")

    def _capacity(self) -> Iterator[str]:
        room = max((len(change.what) for change in self._difference.capacity), default=0)
        for change, stamps in folding.alike_in_stamps(self._difference.capacity):
            numbers = f"{words.span(change.before)} → {words.span(change.after)}"
            more = words.change_of(change.before, change.after)
            yield f"{change.what:<{room}}  {words.each_of(stamps):<14}  {numbers:<16}  {more}".rstrip()
            if change.remark:
                yield f"  {self._screen.warning(change.remark)}"
        for text in (*words.capacity_notes(self._difference), *self._difference.crowded):
            yield from self._wrapped(text, "", "  ")

    def _warnings(self) -> Iterator[str]:
        for text in self._difference.warnings:
            yield from self._wrapped(self._screen.warning(text), "", "  ")

    def _secrets(self) -> Iterator[str]:
        for secret in self._difference.secrets:
            yield f"{_SIGNS[secret.action]} {secret.path}  {self._screen.dim(secret_words.aside(secret))}"

    def _resources(self) -> Iterator[str]:
        difference = self._difference
        if difference.resources:
            yield f"{words.counts(difference.resources)}, {difference.unchanged} unchanged"
        whole = wholes.come_or_go(difference.resources) <= wholes.FEW
        if not whole:
            yield from self._wrapped(wholes.ELSEWHERE, "")
        for shared in folding.everywhere(difference.resources):
            yield f"~ {shared.words}, alike"
            yield from self._values([shared.value])
        for group in folding.groups(difference.resources):
            yield ""
            yield self._screen.bold(group.component or "top level")
            for changes in (group.added, group.removed):
                yield from self._whole(changes) if whole else self._listed(changes)
            for folded in group.changes:
                yield from self._changed(folded)

    def _whole(self, changes: Sequence[ResourceChange]) -> Iterator[str]:
        """What comes or goes, property by property."""
        for folded in folding.fold_wholes(changes):
            change = folded.change
            yield from self._come_or_go(change.action, folded.stamps, _role(change))
            if whose := wholes.whose(folded.stamps):
                yield self._screen.dim(f"    {whose}")
            values = wholes.telling(change)
            for value in values[:_MOST_PROPERTIES]:
                yield f"    {value.path}: {value.before if value.after is None else value.after}"
            if len(values) > _MOST_PROPERTIES:
                yield self._screen.dim(f"    {wholes.further(len(values) - _MOST_PROPERTIES)}")

    def _listed(self, changes: Sequence[ResourceChange]) -> Iterator[str]:
        """What comes or goes: by stamp, how many of which kind; a few by name."""
        by_stamp: dict[str, list[ResourceChange]] = {}
        for change in changes:
            by_stamp.setdefault(change.stamp, []).append(change)
        for stamp, found in by_stamp.items():
            listed = (
                ", ".join(_role(change) for change in found)
                if len(found) <= _MOST_NAMED
                else kinds([change.type for change in found], _MOST_KINDS)
            )
            yield from self._come_or_go(found[0].action, (stamp,), listed)

    def _come_or_go(self, action: Action, stamps: Sequence[str], listed: str) -> Iterator[str]:
        sign = self._screen.good("+") if action is Action.ADDED else self._screen.bad("-")
        yield from self._wrapped(f"{sign} {', '.join(stamps)}: {listed}", "", "    ")

    def _changed(self, folded: folding.Folded) -> Iterator[str]:
        change, screen = folded.change, self._screen
        sign = screen.bad("±") if change.action is Action.REPLACED else screen.warning("~")
        renamed = f"  was {change.formerly}" if change.formerly else ""
        yield f"{sign} {_role(change)}  {screen.dim(', '.join(folded.stamps))}{renamed}"
        yield from self._values(change.values)
        if change.follows:
            yield screen.dim(f"    {change.follows} more only name what is renamed")
        for doubt in change.doubts:
            yield from self._wrapped(f"? {doubt}", "    ", "      ")

    def _values(self, values: Sequence[ValueChange]) -> Iterator[str]:
        for value in values:
            line = f"{value.path}: {_or_nothing(value.before)} → {_or_nothing(value.after)}"
            mark = self._screen.bad("  takes a new resource") if value.replaces else ""
            if len(line) + 6 + len(mark) <= self._screen.width or not (value.before and value.after):
                yield f"    {line}{mark}"
            else:
                yield f"    {value.path}:{mark}"
                yield f"      {self._screen.dim('from')} {value.before}"
                yield f"      {self._screen.dim('to')}   {value.after}"

    def _wrapped(self, line: str, indent: str, further: str | None = None) -> Iterator[str]:
        further = indent if further is None else further
        yield from textwrap.wrap(
            line, self._screen.width - 2, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False
        )


def _name(change: ResourceChange) -> str:
    return f"{change.component}: {_role(change)}" if change.component else _role(change)


def _role(change: ResourceChange) -> str:
    return f"{change.role} ({kind(change.type)})"


def _or_nothing(value: str | None) -> str:
    return "nothing" if value is None else value
