"""What a stack wants of the pack: profile, levels, exemptions."""

import datetime
import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from policies.result import Level
from policies.rule import Rule
from policies.severity import Severity


class Profile(StrEnum):
    """How strict the pack is where the stack says nothing of a rule."""

    PROD = "prod"
    """Mandatory but for what is of low severity."""
    DEV = "dev"
    """Mandatory where it is critical or high, unless the rule tells why dev differs."""


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """Resources that may violate a rule for a while."""

    rule: str
    urn: str
    """URN, or a pattern of URNs with `*` and `?`."""
    reason: str
    expires: datetime.date
    """The last day on which it holds."""

    def covers(self, rule: str, urn: str) -> bool:
        """Whether it is about that rule on that resource."""
        # A bracket is itself, not the beginning of a set of characters.
        return rule == self.rule and fnmatchcase(urn, self.urn.replace("[", "[[]"))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a stack wants of the pack."""

    profile: Profile = Profile.PROD
    enforcement: Mapping[str, Level] = field(default_factory=dict)
    """Levels by rule, in place of what the profile and `remediate` say."""
    unknown: Level = Level.ADVISORY
    """Level of what only `up` will tell; `mandatory` stands for the rule's own."""
    remediate: bool = False
    """Mend what a rule has a remedy for, where `enforcement` says nothing of the rule."""
    exemptions: tuple[Exemption, ...] = ()

    def level_of(self, rule: Rule) -> Level:
        """What a violation of the rule does; a level that is given stands, whatever would mend."""
        given = self.enforcement.get(rule.name)
        if given is not None:
            return given
        return Level.REMEDIATE if self.remediate and rule.remedy else self._by_profile(rule)

    def with_levels(self, levels: Mapping[str, Level], rules: Collection[str]) -> "Settings":
        """These settings with the levels of `--policy-pack-config`, `rules` being the names there are.

        Raises `SettingsError` with every name that is none of them.
        """
        problems = [told for name in levels for told in _rule(f"--policy-pack-config: {name}", name, rules)]
        if problems:
            raise SettingsError(problems)
        return replace(self, enforcement={**self.enforcement, **levels})

    def _by_profile(self, rule: Rule) -> Level:
        if self.profile is Profile.PROD:
            return Level.ADVISORY if rule.severity is Severity.LOW else Level.MANDATORY
        strict = rule.severity in {Severity.CRITICAL, Severity.HIGH} and not rule.advisory_in_dev
        return Level.MANDATORY if strict else Level.ADVISORY


class SettingsError(Exception):
    """The settings are wrong: every error, a line each."""

    def __init__(self, problems: Collection[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


_KEYS = ("profile", "enforcement", "unknown", "remediate", "exemptions")
_LEVELS = (Level.MANDATORY, Level.ADVISORY, Level.DISABLED)
_UNKNOWN_LEVELS = (Level.ADVISORY, Level.MANDATORY)
_EXEMPTION_KEYS = ("rule", "urn", "reason", "expires")


def parse(data: Any, rules: Collection[str]) -> Settings:
    """The settings in plain data, `rules` being the names there are; None and `{}` are the defaults.

    Raises `SettingsError` with everything that is wrong.
    """
    if data is None:
        return Settings()
    if not isinstance(data, Mapping):
        raise SettingsError([f"policies: has to be a mapping of {', '.join(_KEYS)}; write `profile: prod`"])
    problems = [*_problems(data, rules)]
    if problems:
        raise SettingsError(problems)
    return Settings(
        profile=Profile(data.get("profile", Profile.PROD)),
        enforcement={rule: Level(level) for rule, level in (data.get("enforcement") or {}).items()},
        unknown=Level(data.get("unknown", Level.ADVISORY)),
        remediate=data.get("remediate", False),
        exemptions=tuple(
            Exemption(
                rule=one["rule"],
                urn=one["urn"],
                reason=one["reason"],
                expires=_day(one["expires"]),
            )
            for one in data.get("exemptions") or ()
        ),
    )


def _problems(data: Mapping[Any, Any], rules: Collection[str]) -> Iterator[str]:
    for key in data:
        if key not in _KEYS:
            yield f"policies.{key}: there is no such key; {_nearest(str(key), _KEYS)}"
    yield from _choice("policies.profile", data.get("profile", Profile.PROD), tuple(Profile))
    yield from _choice("policies.unknown", data.get("unknown", Level.ADVISORY), _UNKNOWN_LEVELS)
    if not isinstance(data.get("remediate", False), bool):
        yield "policies.remediate: has to be true or false"
    yield from _enforcement_problems(data.get("enforcement"), rules)
    yield from _exemption_problems(data.get("exemptions"), rules)


def _enforcement_problems(levels: Any, rules: Collection[str]) -> Iterator[str]:
    if levels is None:
        return
    if not isinstance(levels, Mapping):
        yield "policies.enforcement: has to be a mapping of rules to levels, such as {RULE: advisory}"
        return
    for rule, level in levels.items():
        yield from _rule(f"policies.enforcement.{rule}", rule, rules)
        yield from _choice(f"policies.enforcement.{rule}", level, _LEVELS)


def _exemption_problems(exemptions: Any, rules: Collection[str]) -> Iterator[str]:
    if exemptions is None:
        return
    if not isinstance(exemptions, (list, tuple)):
        yield "policies.exemptions: has to be a list"
        return
    for number, exemption in enumerate(exemptions):
        where = f"policies.exemptions[{number}]"
        if not isinstance(exemption, Mapping):
            yield f"{where}: has to be a mapping of {', '.join(_EXEMPTION_KEYS)}"
            continue
        for key in exemption:
            if key not in _EXEMPTION_KEYS:
                yield f"{where}.{key}: there is no such key; {_nearest(str(key), _EXEMPTION_KEYS)}"
        for key in _EXEMPTION_KEYS:
            value = exemption.get(key)
            if not isinstance(value, str) or not value.strip():
                yield f"{where}.{key}: has to be a text that is not empty"
            elif key == "rule":
                yield from _rule(f"{where}.rule", value, rules)
            elif key == "expires" and not _is_day(value):
                yield f'{where}.expires: has to be a day as YYYY-MM-DD, such as "2027-01-31"'


def _rule(where: str, rule: Any, rules: Collection[str]) -> Iterator[str]:
    if rule not in rules:
        yield f"{where}: there is no rule of that name; {_nearest(str(rule), rules)}"


def _choice(where: str, value: Any, allowed: tuple[str, ...]) -> Iterator[str]:
    if value not in allowed:
        yield f"{where}: has to be {' or '.join(allowed)}"


def _nearest(word: str, words: Collection[str]) -> str:
    found = difflib.get_close_matches(word, words, n=1)
    if found:
        return f"did you mean {found[0]}?"
    return (
        f"there are {', '.join(sorted(words))}" if len(words) <= len(_KEYS) else "`python -m ops policies` lists them"
    )


def _day(text: str) -> datetime.date:
    """The day in a text; Pulumi's YAML reader makes a time of one without quotes. Raises `ValueError`."""
    day = text.removesuffix(" 00:00:00 +0000 UTC")
    if len(day) != len("2027-01-31"):
        raise ValueError(day)
    return datetime.date.fromisoformat(day)


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True
