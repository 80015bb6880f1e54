"""What differs between two stacks' settings of the policy pack: which rules they loosen, and which they tighten."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ops.plan import PlannedExemption, PolicySettings

_STRICTNESS = ("disabled", "advisory", "mandatory")


class Direction(StrEnum):
    """What a change of a setting does to what the pack stops."""

    LOOSENS = "loosens"
    TIGHTENS = "tightens"
    CHANGES = "changes"
    """Neither: other words, or what is mended instead of stopped."""


class Kind(StrEnum):
    """What of the settings differs."""

    SETTING = "setting"
    """`profile`, `unknown` or `remediate`."""
    LEVEL = "level"
    """What a violation of one rule does."""
    EXEMPTION = "exemption"


@dataclass(frozen=True, kw_only=True)
class PolicySettingChange:
    """One setting of the policy pack that differs."""

    kind: Kind
    name: str
    """Of the setting, or of the rule."""
    direction: Direction
    before: str | None
    """None where there was none: a new rule, a new exemption."""
    after: str | None
    """None where there is none any more."""
    urn: str = ""
    """What an exemption is for, as it is written."""
    mends: tuple[str, ...] = ()
    """Of `remediate`, the rules whose violations it mends where it is on."""


def policy_setting_changes(base: PolicySettings | None, head: PolicySettings | None) -> tuple[PolicySettingChange, ...]:
    """Every setting that differs, what loosens first; nothing where one side does not tell its settings."""
    if base is None or head is None:
        return ()
    found = [*_settings(base, head), *_levels(base.levels, head.levels), *_exemptions(base, head)]
    order = list(Direction)
    return tuple(sorted(found, key=lambda one: order.index(one.direction)))


def _settings(base: PolicySettings, head: PolicySettings) -> Iterator[PolicySettingChange]:
    pairs = {
        "profile": (base.profile, head.profile, Direction.CHANGES),
        "unknown": (base.unknown, head.unknown, _direction(base.unknown, head.unknown)),
        "remediate": (_flag(base.remediate), _flag(head.remediate), Direction.CHANGES),
    }
    for name, (before, after, direction) in pairs.items():
        if before != after:
            yield PolicySettingChange(
                kind=Kind.SETTING,
                name=name,
                direction=direction,
                before=before,
                after=after,
                mends=_mended(base, head) if name == "remediate" else (),
            )


def _mended(base: PolicySettings, head: PolicySettings) -> tuple[str, ...]:
    """What is mended on the side that asks for it; a base of before plans told that has the rules of the head."""
    side = head if head.remediate else base
    return tuple(rule for rule in side.mendable or head.mendable if side.levels.get(rule, "disabled") != "disabled")


def _levels(base: Mapping[str, str], head: Mapping[str, str]) -> Iterator[PolicySettingChange]:
    """A rule that is not in the pack stops as little as one that is disabled."""
    for rule in sorted({*base, *head}):
        before, after = base.get(rule), head.get(rule)
        if before != after:
            direction = _direction(before or "disabled", after or "disabled")
            yield PolicySettingChange(kind=Kind.LEVEL, name=rule, direction=direction, before=before, after=after)


def _exemptions(base: PolicySettings, head: PolicySettings) -> Iterator[PolicySettingChange]:
    olds, news = _by_resource(base.exemptions), _by_resource(head.exemptions)
    for rule, urn in sorted({*olds, *news}):
        before, after = olds.get((rule, urn)), news.get((rule, urn))
        if before != after:
            yield PolicySettingChange(
                kind=Kind.EXEMPTION,
                name=rule,
                direction=_direction_of_exemption(before, after),
                before=_exemption(before),
                after=_exemption(after),
                urn=urn,
            )


def _by_resource(exemptions: tuple[PlannedExemption, ...]) -> dict[tuple[str, str], PlannedExemption]:
    """By rule and resource; of two for the same, the one that holds longer."""
    return {(one.rule, one.urn): one for one in sorted(exemptions, key=lambda one: one.expires)}


def _direction_of_exemption(before: PlannedExemption | None, after: PlannedExemption | None) -> Direction:
    old, new = before.expires if before else "", after.expires if after else ""
    if old == new:
        return Direction.CHANGES
    return Direction.LOOSENS if new > old else Direction.TIGHTENS


def _exemption(one: PlannedExemption | None) -> str | None:
    return f"until {one.expires}: {one.reason}" if one else None


def _direction(before: str, after: str) -> Direction:
    old, new = _STRICTNESS.index(before), _STRICTNESS.index(after)
    return Direction.LOOSENS if new < old else Direction.TIGHTENS if new > old else Direction.CHANGES


def _flag(value: bool) -> str:
    return "true" if value else "false"
