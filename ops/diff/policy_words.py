"""Changes of the policy settings in words: what every format says alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

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
    widened = _widened(changes)
    told = [one for one in changes if one.kind is not Kind.LEVEL and not _is_within(one, widened)]
    found += [
        Row(
            direction=one.direction,
            what=_what(one),
            before=_narrower(widened[one]) if one in widened else _before(one),
            after=_after(one),
        )
        for one in told
    ]
    order = list(Direction)
    return sorted(found, key=lambda row: order.index(row.direction))


def loosens(changes: Sequence[PolicySettingChange]) -> bool:
    """Whether anything passes that did not pass before."""
    return any(change.direction is Direction.LOOSENS for change in changes)


def parts(changes: Sequence[PolicySettingChange]) -> Iterator[str]:
    """What the verdict says: what loosens first, then what tightens, then the rest."""
    if found := _rules(changes, Kind.LEVEL, Direction.LOOSENS):
        yield f"loosens {_count(found, 'rule')}"
    if any(change.name == "unknown" and change.direction is Direction.LOOSENS for change in _of_stack(changes)):
        yield "loosens what is not known before `up`"
    exemptions = [one for one in changes if one.kind is Kind.EXEMPTION]
    widened = _widened(changes)
    if found := len({one.name for one in exemptions if one.before is None and one not in widened}):
        yield f"exempts {_count(found, 'rule')}"
    if widened:
        yield f"widens the exemption of {_count(len({one.name for one in widened}), 'rule')}"
    if found := len({one.name for one in exemptions if one.before and one.direction is Direction.LOOSENS}):
        yield f"exempts {_count(found, 'rule')} for longer"
    if found := _rules(changes, Kind.LEVEL, Direction.TIGHTENS):
        yield f"tightens {_count(found, 'rule')}"
    if found := _rules([one for one in changes if not _is_within(one, widened)], Kind.EXEMPTION, Direction.TIGHTENS):
        yield f"ends or shortens the exemption of {_count(found, 'rule')}"
    if found := _rules(changes, Kind.EXEMPTION, Direction.CHANGES):
        yield f"gives another reason for exempting {_count(found, 'rule')}"
    mending = next((one for one in _of_stack(changes) if one.mends), None)
    if mending:
        yield f"{'mends' if mending.after == 'true' else 'no longer mends'} {_violations(mending)}"
    rest = [one for one in _of_stack(changes) if one.direction is not Direction.LOOSENS and one is not mending]
    if rest:
        named = " and ".join(one.name for one in rest)
        yield f"changes the policy {'setting' if len(rest) == 1 else 'settings'} {named}"


def _widened(changes: Sequence[PolicySettingChange]) -> dict[PolicySettingChange, list[PolicySettingChange]]:
    """New exemptions that cover what ones that end were for, and those."""
    exemptions = [one for one in changes if one.kind is Kind.EXEMPTION]
    found = {
        new: [old for old in exemptions if old.after is None and old.name == new.name and _covers(new.urn, old.urn)]
        for new in exemptions
        if new.before is None
    }
    return {new: olds for new, olds in found.items() if olds}


def _covers(pattern: str, other: str) -> bool:
    """Whether a pattern matches whatever another one does; where that is not plain, it does not."""
    return not ("?" in pattern and "*" in other) and fnmatchcase(other, pattern.replace("[", "[[]"))


def _is_within(change: PolicySettingChange, widened: Mapping[PolicySettingChange, list[PolicySettingChange]]) -> bool:
    return any(change in olds for olds in widened.values())


def _narrower(olds: Sequence[PolicySettingChange]) -> str:
    return "; ".join(f"of {printable(old.urn)} {old.before}" for old in olds)


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
    return f"what violates {_count(len(change.mends), 'rule')}"


def _what(change: PolicySettingChange) -> str:
    if change.kind is Kind.EXEMPTION:
        return f"exemption from {change.name} of {printable(change.urn)}"
    return f"policies.{change.name}"


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else f'{one}s'}"
