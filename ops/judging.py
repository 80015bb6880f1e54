"""Judge what a program registered by the policy pack, without the engine."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ops.exits import CommandError
from ops.plan import PlannedExemption, PolicyResult, PolicySettings
from ops.stacks import Stack
from policies import wire
from policies.declared import Resource
from policies.pack import RULES, judge_all
from policies.result import Level, Result
from policies.settings import Settings, SettingsError, parse
from sandbox.recording import RecordedResource, Recording


def judge(recording: Recording, settings: Settings, today: datetime.date) -> tuple[PolicyResult, ...]:
    """What the pack has to tell of the resources, worst first."""
    resources = [_resource(recorded) for recorded in recording.resources.values()]
    return tuple(_planned(result) for result in judge_all(resources, settings, today))


def settings_of(stack: Stack) -> Settings:
    """What the stack's config wants of the pack. Raises `CommandError` where it names rules that there are not."""
    written = stack.config.get(f"{stack.project}:policies", "null")
    try:
        return parse(json.loads(written), {rule.name for rule in RULES})
    except SettingsError as error:
        raise CommandError(f"the policy pack cannot do what {stack.name} asks of it.\n{error}") from None


def planned_settings(settings: Settings) -> PolicySettings:
    """The settings as a plan tells them, with the level that they come to for each rule."""
    judged, mended = (replace(settings, remediate=remediate) for remediate in (False, True))
    return PolicySettings(
        profile=settings.profile.value,
        unknown=settings.unknown.value,
        remediate=settings.remediate,
        levels={rule.name: judged.level_of(rule).value for rule in RULES},
        exemptions=tuple(
            PlannedExemption(rule=one.rule, urn=one.urn, reason=one.reason, expires=one.expires.isoformat())
            for one in settings.exemptions
        ),
        mendable=tuple(rule.name for rule in RULES if mended.level_of(rule) is Level.REMEDIATE),
    )


def _resource(recorded: RecordedResource) -> Resource:
    # What a component registers is all that it is: the engine shows a pack its outputs too, once it is complete.
    registered = (recorded.inputs,) if recorded.custom else (recorded.outputs, recorded.inputs)
    properties: Mapping[str, Any] = {name: value for part in registered for name, value in wire.plain(part).items()}
    return Resource(
        urn=recorded.urn,
        type=recorded.type,
        name=recorded.name,
        properties=properties,
        secrets=frozenset[str]().union(*map(wire.secrets, registered)),
        parent=recorded.parent,
        ignore_changes=tuple(sorted(recorded.ignore_changes)),
        provider=recorded.provider,
        dependencies=tuple(sorted(recorded.dependencies)),
        property_dependencies=recorded.property_dependencies,
    )


def _planned(result: Result) -> PolicyResult:
    return PolicyResult(
        name=result.rule,
        enforcement=result.enforcement.value,
        severity=result.severity.value,
        urn=result.urn,
        message=result.message,
        outcome=result.outcome.value,
    )
