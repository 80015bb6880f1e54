"""The difference as a comment of a pull request on GitHub.

Whatever comes out of the config stands in code, where GitHub reads neither Markdown nor HTML, mentions nor references.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from ops.diff import folding, words
from ops.diff.difference import Action, Difference, ResourceChange, TrafficChange, ValueChange
from ops.diff.showing import printable
from ops.plan import PolicyResult
from ops.resource_names import kind, kinds
from ops.serving import Serving

LONGEST = 65_535
"""Bytes of a comment: GitHub takes 65,536 characters, and fewer bytes are fewer characters."""

_TAIL = 600
"""Bytes that are kept for what is said of what has no room."""

_BAR = 10
"""Characters of a bar of 100 %."""

_GLYPHS = "█▓▒░"
_EMPTY = "·"
_MOST_KINDS = 160
_SIGNS = {Action.ADDED: "+", Action.CHANGED: "!", Action.REPLACED: "!", Action.REMOVED: "-"}


def markdown(difference: Difference) -> str:
    """The whole difference, what matters most first; what has no room is counted at the end."""
    page = _Page()
    page.add(_opening(difference), "the heading")
    page.table("Refused: what is there cannot become this", ("What", "Code", "Why"), _refusals(difference))
    page.table("Traffic", ("Model", "Stamps", "Now", "With this", "", "Remarks"), _traffic(difference))
    page.table(
        "Deleted or made anew, with what is in it", ("", "What", "Stamps", "Why and what goes"), _losses(difference)
    )
    page.table("Not protected any more", ("What", "Stamps"), _unprotected(difference))
    page.table("Policies", ("", "Level", "Rule", "Resource", "Message"), _policies(difference))
    if difference.policies.standing:
        page.add(f"\n{len(difference.policies.standing)} policy results stand as in the base.\n", "policies")
    page.table("Capacity, at least to at most", ("What", "Stamp", "Now", "With this", ""), _capacity(difference))
    page.table("Secrets", ("", "Path"), _secrets(difference))
    page.details("Resources", _resources(difference))
    return page.text(f"python -m ops diff --stack {difference.stack}")


def marker(stack: str) -> str:
    """The hidden comment by which a bot finds the comment to update."""
    return f"<!-- ai-models diff: {re.sub(r'[^A-Za-z0-9._-]', '-', stack)} -->"


class _Page:
    """A text that never grows beyond what GitHub takes."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = LONGEST - _TAIL
        self._left_out: dict[str, int] = {}

    def add(self, part: str, what: str) -> bool:
        """Append a part, or count it among what is left out; whether it had room."""
        size = len(part.encode())
        if size > self._room:
            self._left_out[what] = self._left_out.get(what, 0) + 1
            return False
        self._parts.append(part)
        self._room -= size
        return True

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table with a heading, nothing where there are no rows; rows that have no room are counted."""
        head = f"\n### {title}\n\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"
        for number, row in enumerate(rows):
            line = f"| {' | '.join(row)} |\n"
            if number == 0 and not self.add(head + line, f"rows of {title}"):
                head = ""
            elif number:
                self.add(line, f"rows of {title}")

    def details(self, title: str, parts: Iterable[tuple[str, int]]) -> None:
        """Collapsed parts, each with how many resources it is about."""
        for number, (part, size) in enumerate(parts):
            whole = f"\n### {title}\n{part}" if number == 0 else part
            if not self.add(whole, "components"):
                self._left_out["resources in them"] = self._left_out.get("resources in them", 0) + size

    def text(self, command: str) -> str:
        """The page, and what it left out."""
        if not self._left_out:
            return "".join(self._parts)
        counted = ", ".join(f"{count} {what}" for what, count in self._left_out.items())
        return "".join([*self._parts, f"\n**Left out, for want of room: {counted}.** All of it: {code(command)}\n"])


def code(text: str) -> str:
    """A text as code, in which nothing is markup; a table's bars are escaped."""
    plain = printable(text).replace("|", r"\|")
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    space = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{space}{plain}{space}{fence}" if plain.strip() else ""


def _opening(difference: Difference) -> str:
    base = difference.base
    lines = [
        marker(difference.stack),
        f"## {_sign(difference)} {code(difference.stack)}: {_sentence(words.verdict(difference))}",
        "",
        f"Compared with {code(base.words)}.",
        *(f"\n> {code(note)}" for note in base.notes),
    ]
    if base.problem:
        lines += ["", *_fenced(base.problem.splitlines(), "text"), "", "What follows takes the whole stack for new."]
    return "\n".join(lines) + "\n"


def _sign(difference: Difference) -> str:
    if (
        difference.losses
        or difference.refusals
        or any(result.enforcement == "mandatory" for result in difference.policies.new)
    ):
        return "🛑"
    if difference.base.problem or difference.unprotected:
        return "⚠️"
    return "✅" if difference.is_empty else "🔷"


def _sentence(text: str) -> str:
    """A sentence of our own with names of models in it, which have letters, digits and dashes only."""
    return re.sub(r"([\\`*_{}\[\]<>#|@~])", r"\\\1", printable(text))


def _refusals(difference: Difference) -> Iterator[Sequence[str]]:
    for refusal in difference.refusals:
        yield code(words.about(refusal.urn)), code(refusal.code), code(refusal.message)


def _traffic(difference: Difference) -> Iterator[Sequence[str]]:
    for change, stamps in folding.alike_traffic(difference.traffic):
        before, after = change.before or Serving(), change.after or Serving()
        yield (
            code(change.model),
            code(", ".join(stamps)),
            _weights(before.applied) if change.before else "-",
            _weights(after.applied) if change.after else "-",
            code(_bar(change)),
            "; ".join(code(remark) for remark in words.remarks(change)),
        )


def _weights(weights: words.Weights) -> str:
    return "<br>".join(code(f"{name} {weight} %") for name, weight in sorted(weights.items()) if weight) or "none"


def _bar(change: TrafficChange) -> str:
    """One bar of all deployments, each with a shade of its own in the order of their names."""
    before, after = change.before or Serving(), change.after or Serving()
    names = sorted({*before.applied, *after.applied, *after.pending})
    bar = "".join(
        _GLYPHS[number % len(_GLYPHS)] * round(after.applied.get(name, 0) * _BAR / 100)
        for number, name in enumerate(names)
    )
    return bar[:_BAR].ljust(_BAR, _EMPTY) if not bar else bar[:_BAR]


def _losses(difference: Difference) -> Iterator[Sequence[str]]:
    for folded in folding.fold(difference.losses):
        change = folded.change
        verb = "**DELETED**" if change.action is Action.REMOVED else "**REPLACED**"
        reasons = [*(code(why) for why in change.why), code(words.loss(change))]
        yield verb, code(_name(change)), code(", ".join(folded.stamps)), "<br>".join(reasons)


def _unprotected(difference: Difference) -> Iterator[Sequence[str]]:
    for folded in folding.fold(difference.unprotected):
        yield code(_name(folded.change)), code(", ".join(folded.stamps))


def _policies(difference: Difference) -> Iterator[Sequence[str]]:
    for sign, results in (("❌ new", difference.policies.new), ("✅ fixed", difference.policies.fixed)):
        for result in results:
            level = code(f"{words.level(result)}, {result.severity}")
            yield sign, level, code(result.name), code(words.about(result.urn)), _message(result)


def _message(result: PolicyResult) -> str:
    first = result.message.strip().splitlines() or [""]
    return code(first[0])


def _capacity(difference: Difference) -> Iterator[Sequence[str]]:
    for change in difference.capacity:
        more = words.change_of(change.before, change.after)
        yield code(change.what), code(change.stamp), words.span(change.before), words.span(change.after), more


def _secrets(difference: Difference) -> Iterator[Sequence[str]]:
    for secret in difference.secrets:
        yield str(secret.action), code(secret.path)


def _resources(difference: Difference) -> Iterator[tuple[str, int]]:
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
    return "\n".join(["", "<details>", summary, "", *_fenced(lines, "diff"), "", "</details>", ""])


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


def _fenced(lines: Sequence[str], language: str) -> list[str]:
    """Lines as a block of code, which none of them can end."""
    shown = [printable(line) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *shown, fence]


def _name(change: ResourceChange) -> str:
    role = f"{change.role} ({kind(change.type)})"
    return f"{change.component}: {role}" if change.component else role
