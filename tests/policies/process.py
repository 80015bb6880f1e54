"""The pack's process, asked as the engine asks it."""

import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from policies.declared import UNKNOWN, Resource

PACK = Path(__file__).parents[2] / "policies"
UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
PROJECT = "ai-models"
_LARGEST_MESSAGE = (("grpc.max_receive_message_length", 400 * 1024 * 1024),)
"""As many bytes as the engine itself takes."""

_LEVELS = {value: name.lower() for name, value in analyzer_pb2.EnforcementLevel.items()}
_SEVERITY_PREFIX = "POLICY_SEVERITY_"


@dataclass(kw_only=True)
class Told:
    """What the pack told the engine."""

    results: set[tuple[str, str, str, str, str]] = field(default_factory=set)
    """Rule, level, severity, URN and message."""
    exempt: set[tuple[str, str]] = field(default_factory=set)
    """Rule and message."""
    remediated: set[tuple[str, str]] = field(default_factory=set)
    """Rule and URN."""


class Pack:
    """A running process of the pack."""

    def __init__(self, stub: Any) -> None:
        self.stub = stub

    def configure(self, settings: str, levels: Mapping[str, int] | None = None) -> None:
        """What the engine does before it asks: the stack's config, the rules, their levels."""
        self.stub.ConfigureStack(
            analyzer_pb2.AnalyzerStackConfigureRequest(
                stack="dev", project=PROJECT, config={f"{PROJECT}:policies": settings, f"{PROJECT}:name": "shop"}
            )
        )
        info = self.stub.GetAnalyzerInfo(empty_pb2.Empty())
        given = {policy.name: policy.enforcementLevel for policy in info.policies} | {**(levels or {})}
        config = {name: analyzer_pb2.PolicyConfig(enforcementLevel=level) for name, level in given.items()}
        self.stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config))

    def ask(self, resources: Iterable[Resource]) -> Told:
        """Show every resource by itself, then all together with outputs that say nothing."""
        told = Told()
        resources = [*resources]
        for resource in resources:
            request = analysis_of(resource)
            for remediation in self.stub.Remediate(request).remediations:
                request.properties.CopyFrom(remediation.properties)
                told.remediated.add((remediation.policyName, resource.urn))
            _take(told, self.stub.Analyze(request))
        stack = analyzer_pb2.AnalyzeStackRequest(resources=[_of_stack(resource) for resource in resources])
        _take(told, self.stub.AnalyzeStack(stack))
        return told


@contextmanager
def running_pack() -> Iterator[Pack]:
    """The pack's process as `pulumi-language-python` starts it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)],
        cwd=PACK,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}", options=_LARGEST_MESSAGE) as channel:
                yield Pack(analyzer_pb2_grpc.AnalyzerStub(channel))
        finally:
            process.send_signal(signal.SIGINT)
            rest = process.stdout.read()
            assert (process.wait(), rest) == (0, "")


def analysis_of(resource: Resource) -> Any:
    """The question about one resource."""
    return analyzer_pb2.AnalyzeRequest(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        properties=_struct(resource.properties, resource.secrets),
        options=analyzer_pb2.AnalyzerResourceOptions(ignoreChanges=resource.ignore_changes, parent=resource.parent),
        provider=analyzer_pb2.AnalyzerProviderResource(urn=resource.provider) if resource.provider else None,
    )


def _of_stack(resource: Resource) -> Any:
    return analyzer_pb2.AnalyzerResource(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        properties=_struct({"id": UNKNOWN}),
        options=analyzer_pb2.AnalyzerResourceOptions(ignoreChanges=resource.ignore_changes),
        parent=resource.parent,
        dependencies=resource.dependencies,
        propertyDependencies={
            name: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
            for name, urns in resource.property_dependencies.items()
        },
        provider=analyzer_pb2.AnalyzerProviderResource(urn=resource.provider) if resource.provider else None,
    )


def _take(told: Told, response: Any) -> None:
    for one in response.diagnostics:
        severity = analyzer_pb2.PolicySeverity.Name(one.severity).removeprefix(_SEVERITY_PREFIX).lower()
        told.results.add((one.policyName, _LEVELS[one.enforcementLevel], severity, one.urn, one.message))
    for one in response.not_applicable:
        if "Exempt until" in one.reason:
            told.exempt.add((one.policy_name, one.reason))


def on_the_wire(value: Any, secrets: Collection[str] = (), path: str = "") -> Any:
    """A value of a program as Pulumi sends it, those at the paths in `secrets` marked as secret."""
    if path and path in secrets:
        return {SIGNATURE_KEY: SECRET, "value": on_the_wire(value, (), path)}
    if value is UNKNOWN:
        return UNKNOWN_ON_THE_WIRE
    if isinstance(value, Mapping):
        below = f"{path}." if path else ""
        return {key: on_the_wire(item, secrets, f"{below}{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [on_the_wire(item, secrets, f"{path}[{number}]") for number, item in enumerate(value)]
    return value


def _struct(properties: Mapping[str, Any], secrets: Collection[str] = ()) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    wire = on_the_wire(properties, secrets)
    struct.update(wire if isinstance(wire, dict) else {})
    return struct
