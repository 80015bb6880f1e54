"""The plan: what a preview found, as plain data and as the JSON that other tools read."""

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from config.paths import dotted
from ops.exits import CommandError
from sandbox.recording import RecordedResource, Recording
from sandbox.wire import masked

_AS_WRITTEN = ConfigDict(strict=True, alias_generator=to_camel)
"""How a plan is read again: every type as it is written, keys in camel case, those that nobody knows passed over."""


@dataclass(frozen=True, kw_only=True)
class PlannedResource:
    """One resource that `up` would declare."""

    __pydantic_config__: ClassVar[ConfigDict] = _AS_WRITTEN

    urn: str
    type: str
    name: str
    parent: str
    """URN of the parent; that of the stack is not among a plan's resources."""
    custom: bool
    """False for a component."""
    provider: str
    """URN of the provider; empty for the default one."""
    inputs: dict[str, Any]
    """Camel-case wire values: a secret is `[secret]`, what is not known yet is Pulumi's unknown sentinel."""
    outputs: dict[str, Any]
    dependencies: tuple[str, ...]
    protect: bool
    deleted_with: str
    ignore_changes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyResult:
    """One thing that the policy pack tells."""

    __pydantic_config__: ClassVar[ConfigDict] = _AS_WRITTEN

    name: str
    enforcement: str
    """`mandatory`, `advisory`, `remediate`, or `disabled` for what is exempt."""
    severity: str
    urn: str
    """Of the resource that violates it; empty for the stack as a whole."""
    message: str
    outcome: str = "violated"
    """`violated`, `unknown`, `broken`, `exempt`, `exemption-expired`, `exemption-unmatched` or `remediated`."""


@dataclass(frozen=True, kw_only=True)
class PlannedExemption:
    """Resources that may violate a rule for a while, as the stack's config has it."""

    __pydantic_config__: ClassVar[ConfigDict] = _AS_WRITTEN

    rule: str
    urn: str
    reason: str
    expires: str
    """The last day on which it holds, as `2027-01-31`."""


@dataclass(frozen=True, kw_only=True)
class PolicySettings:
    """What the stack wants of the policy pack."""

    __pydantic_config__: ClassVar[ConfigDict] = _AS_WRITTEN

    profile: str
    unknown: str
    remediate: bool
    levels: dict[str, str]
    """What a violation of each rule of the pack does, `remediate` aside: `mandatory`, `advisory` or `disabled`."""
    exemptions: tuple[PlannedExemption, ...] = ()
    mendable: tuple[str, ...] = ()
    """The rules of the pack that `remediate` is about: what violates them can be mended, and no level is given them."""


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """Who answers the requests of one model in one stamp; whole percents by deployment."""

    __pydantic_config__: ClassVar[ConfigDict] = _AS_WRITTEN

    applied: dict[str, int] = field(default_factory=dict)
    """What `up` writes to the endpoint."""
    pending: dict[str, int] = field(default_factory=dict)
    """The move that waits for deployments to be live; empty when nothing waits."""
    mirror: dict[str, int] = field(default_factory=dict)
    """Percent of the live requests that a shadow deployment gets a copy of."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that one preview found."""

    __pydantic_config__: ClassVar[ConfigDict] = _AS_WRITTEN

    project: str
    stack: str
    resources: tuple[PlannedResource, ...]
    """Sorted by URN; the stack itself is not among them."""
    policies: tuple[PolicyResult, ...] = ()
    """As the pack has them, worst first."""
    traffic: dict[str, dict[str, Traffic]] = field(default_factory=dict)
    """By model, then by stamp."""
    outputs: dict[str, Any] = field(default_factory=dict)
    """What the stack exports."""
    policy_settings: PolicySettings | None = None
    """None where nobody judged it, or an older version of the program wrote the plan."""
    warnings: tuple[str, ...] | None = None
    """What the program warned of, in the order of the alphabet; None where an older version of it wrote the plan."""

    def to_json(self) -> str:
        """The plan as canonical JSON, a line a resource: the same plan gives the same text, byte for byte."""
        resources = ",\n".join(_json(_resource_document(resource)) for resource in self.resources)
        rest = {
            "policies": [vars(policy) for policy in self.policies],
            "traffic": {
                model: {stamp: vars(traffic) for stamp, traffic in stamps.items()}
                for model, stamps in self.traffic.items()
            },
            "outputs": self.outputs,
        }
        parts = [
            f'"project": {_json(self.project)}',
            f'"stack": {_json(self.stack)}',
            f'"resources": [\n{resources}\n]',
            *(f'"{name}": {_json(value)}' for name, value in rest.items()),
            *([f'"policySettings": {_json(_settings_document(self.policy_settings))}'] if self.policy_settings else []),
            *([] if self.warnings is None else [f'"warnings": {_json(self.warnings)}']),
        ]
        return "{\n" + ",\n".join(parts) + "\n}\n"


def plan_of(
    recording: Recording,
    project: str,
    stack: str,
    policies: Iterable[PolicyResult] = (),
    policy_settings: PolicySettings | None = None,
    warnings: Iterable[str] = (),
) -> Plan:
    """The plan of what a program registered; no secret value is in it."""
    outputs = masked(recording.outputs)
    resources = map(_planned, recording.resources.values())
    return Plan(
        project=project,
        stack=stack,
        resources=tuple(sorted(resources, key=lambda resource: resource.urn)),
        policies=tuple(policies),
        traffic=_traffic(outputs.get("traffic")),
        outputs=outputs,
        policy_settings=policy_settings,
        warnings=tuple(sorted(set(warnings))),
    )


def read_plan(path: Path) -> Plan:
    """The plan that `to_json` wrote to `path`. Raises `CommandError` where there is none."""
    try:
        return _reader().validate_json(path.read_bytes())
    except OSError as error:
        raise CommandError(f"the plan {path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        found = error.errors(include_input=False, include_context=False)[0]
        where = f"{dotted(found['loc'])}: " if found["loc"] else ""
        raise CommandError(
            f"{path} is no plan ({where}{found['msg']}): "
            "that is what `python -m ops preview --stack NAME --json PLAN.json` writes"
        ) from None


@functools.cache
def _reader() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _resource_document(resource: PlannedResource) -> dict[str, Any]:
    return {to_camel(name): value for name, value in vars(resource).items()}


def _settings_document(settings: PolicySettings) -> dict[str, Any]:
    return {**vars(settings), "exemptions": [vars(exemption) for exemption in settings.exemptions]}


def _planned(resource: RecordedResource) -> PlannedResource:
    return PlannedResource(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        parent=resource.parent,
        custom=resource.custom,
        provider=resource.provider,
        inputs=masked(resource.inputs),
        outputs=masked(resource.outputs),
        dependencies=tuple(sorted(resource.dependencies)),
        protect=resource.protect,
        deleted_with=resource.deleted_with,
        ignore_changes=tuple(sorted(resource.ignore_changes)),
    )


def _traffic(exported: Any) -> dict[str, dict[str, Traffic]]:
    """The `traffic` output of the program; empty where a stack has no models."""
    if not isinstance(exported, Mapping):
        return {}
    return {
        model: {stamp: _traffic_of(state) for stamp, state in sorted(stamps.items())}
        for model, stamps in sorted(exported.items())
    }


def _traffic_of(state: Mapping[str, Any]) -> Traffic:
    maps = {name: dict(sorted((state.get(name) or {}).items())) for name in ("applied", "pending", "mirror")}
    return Traffic(**maps)
