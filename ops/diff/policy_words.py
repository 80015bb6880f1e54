"""Changes of the policy settings in words: what every format says alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ops.counted import counted
from ops.diff.policy_settings import Direction, Kind, PolicySettingChange
from ops.diff.showing import printable

_MOST_NAMED = 8
"""Rules whose level changes alike that are named; of more it tells how many."""

_NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the block `Policy settings`; its texts hold what users write."""

    direction: Direction
    what: str
    before: str
    after: str


def rows(changes: Sequence[PolicySettingChange]) -> list[Row]:
    """What differs, rules whose level changes alike together."""
    levels: dict[tuple[Direction, str | None, str | None], list[str]] = {}
    for change in changes:
        if change.kind is Kind.LEVEL:
            levels.setdefault((change.direction, change.before, change.after), []).append(change.name)
    found = [
        Row(direction=direction, what=_named(rules), before=before or "no such rule", after=after or "no such rule")
        for (direction, before, after), rules in levels.items()
    ]
    widened, narrowed = _widened(changes), _narrowed(changes)
    within = _within(widened, narrowed)
    found += [
        Row(
            direction=one.direction,
            what=_what(one),
            before=_each((old.urn, old.before) for old in widened[one]) if one in widened else _before(one),
            after=_each((new.urn, new.after) for new in narrowed[one]) if one in narrowed else _after(one),
        )
        for one in changes
        if one.kind is not Kind.LEVEL and one not in within
    ]
    order = list(Direction)
    return sorted(found, key=lambda row: order.index(row.direction))


def loosens(changes: Sequence[PolicySettingChange]) -> bool:
    """Whether anything passes that did not pass before."""
    within = _within(_narrowed(changes))
    return any(change.direction is Direction.LOOSENS and change not in within for change in changes)


def parts(changes: Sequence[PolicySettingChange]) -> Iterator[str]:
    """What the verdict says: what loosens first, then what tightens, then the rest."""
    if found := _rules(changes, Kind.LEVEL, Direction.LOOSENS):
        yield f"loosens {counted(found, 'rule')}"
    if any(change.name == "unknown" and change.direction is Direction.LOOSENS for change in _of_stack(changes)):
        yield "loosens what is not known before `up`"
    widened, narrowed = _widened(changes), _narrowed(changes)
    regrouped = {*widened, *narrowed, *_within(widened, narrowed)}
    exemptions = [one for one in changes if one.kind is Kind.EXEMPTION and one not in regrouped]
    if found := len({one.name for one in exemptions if one.before is None}):
        yield f"exempts {counted(found, 'rule')}"
    if widened:
        yield f"widens the exemption of {counted(len({one.name for one in widened}), 'rule')}"
    if found := len({one.name for one in exemptions if one.before and one.direction is Direction.LOOSENS}):
        yield f"exempts {counted(found, 'rule')} for longer"
    if found := _rules(changes, Kind.LEVEL, Direction.TIGHTENS):
        yield f"tightens {counted(found, 'rule')}"
    if narrowed:
        yield f"narrows the exemption of {counted(len({one.name for one in narrowed}), 'rule')}"
    if found := _rules(exemptions, Kind.EXEMPTION, Direction.TIGHTENS):
        yield f"ends or shortens the exemption of {counted(found, 'rule')}"
    if found := _rules(changes, Kind.EXEMPTION, Direction.CHANGES):
        yield f"gives another reason for exempting {counted(found, 'rule')}"
    mending = next((one for one in _of_stack(changes) if one.mends), None)
    if mending:
        yield f"{'mends' if mending.after == 'true' else 'no longer mends'} {_violations(mending)}"
    rest = [one for one in _of_stack(changes) if one.direction is not Direction.LOOSENS and one is not mending]
    if rest:
        named = " and ".join(one.name for one in rest)
        yield f"changes the policy {'setting' if len(rest) == 1 else 'settings'} {named}"


_Regrouped = Mapping[PolicySettingChange, Sequence[PolicySettingChange]]
"""Exemptions that begin or end, and those that they are told with: each covers whatever these do."""


def _widened(changes: Sequence[PolicySettingChange]) -> _Regrouped:
    """New exemptions that cover what ones that end were for, and those."""
    ended, begun = _ended_and_begun(changes)
    return _covering(begun, ended)


def _narrowed(changes: Sequence[PolicySettingChange]) -> _Regrouped:
    """Exemptions that end and of whose resources some stay exempt, none for longer, and the new ones for those."""
    ended, begun = _ended_and_begun(changes)
    alike = _within(_covering(begun, ended))
    found = _covering([one for one in ended if one not in alike], begun)
    return {old: news for old, news in found.items() if all(_day(new.after) <= _day(old.before) for new in news)}


def _ended_and_begun(
    changes: Sequence[PolicySettingChange],
) -> tuple[list[PolicySettingChange], list[PolicySettingChange]]:
    exemptions = [one for one in changes if one.kind is Kind.EXEMPTION]
    return [one for one in exemptions if one.after is None], [one for one in exemptions if one.before is None]


def _covering(wide: Sequence[PolicySettingChange], narrow: Sequence[PolicySettingChange]) -> _Regrouped:
    found = {one: [other for other in narrow if other.name == one.name and _covers(one.urn, other.urn)] for one in wide}
    return {one: others for one, others in found.items() if others}


def _within(*groups: _Regrouped) -> set[PolicySettingChange]:
    return {other for group in groups for others in group.values() for other in others}


def _covers(pattern: str, other: str) -> bool:
    """Whether a pattern matches whatever another one does; where that is not plain, it does not."""
    return not ("?" in pattern and "*" in other) and fnmatchcase(other, pattern.replace("[", "[[]"))


def _each(exemptions: Iterable[tuple[str, str | None]]) -> str:
    return "; ".join(f"of {printable(urn)} {words}" for urn, words in exemptions)


def _day(exemption: str | None) -> str:
    return (exemption or "").partition(": ")[0]


def _rules(changes: Sequence[PolicySettingChange], kind: Kind, direction: Direction) -> int:
    return len({one.name for one in changes if one.kind is kind and one.direction is direction})


def _of_stack(changes: Sequence[PolicySettingChange]) -> list[PolicySettingChange]:
    return [change for change in changes if change.kind is Kind.SETTING]


def _named(rules: Sequence[str]) -> str:
    named = ", ".join(rules[:_MOST_NAMED])
    more = len(rules) - _MOST_NAMED
    listed = f"{named} and {more} more" if more > 0 else named
    return listed if len(rules) == 1 else f"{len(rules)} rules: {listed}"


def _before(change: PolicySettingChange) -> str:
    """What was; of an exemption whose reason stays, the day alone."""
    old, new = change.before or _NOTHING, change.after or ""
    day, _, reason = old.partition(": ")
    return day if change.kind is Kind.EXEMPTION and reason == new.partition(": ")[2] else old


def _after(change: PolicySettingChange) -> str:
    """What is now; of a switch whose name does not say it, with what that comes to."""
    if not change.mends:
        return change.after or _NOTHING
    if change.after == "true":
        means = (
            f"what violates {_named(change.mends)} does not stop `up` but is deployed mended, with a safe value in "
            "place of the program's; what mending leaves violated is mandatory"
        )
    else:
        means = (
            f"what violates {_named(change.mends)} is told again instead of mended, and stops `up` where the rule is "
            "mandatory"
        )
    return f"{change.after}: {means}"


def _violations(change: PolicySettingChange) -> str:
    return f"what violates {counted(len(change.mends), 'rule')}"


def _what(change: PolicySettingChange) -> str:
    if change.kind is Kind.EXEMPTION:
        return f"exemption from {change.name} of {printable(change.urn)}"
    return f"policies.{change.name}"
