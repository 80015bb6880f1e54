"""The pack as Pulumi's engine asks it: the analyzer protocol over the judge.

It speaks the protocol itself. `pulumi_policy.PolicyPack` would read each resource anew for every rule, and each
unknown value would hide what the rule has to say of the others.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2
from typing_extensions import override

from policies import wire
from policies.declared import Resource
from policies.engine_resources import of_analysis, of_stack
from policies.judging import Judge
from policies.pack import NAME, VERSION
from policies.result import Level, Outcome, Result
from policies.rule import Rule, Scope
from policies.settings import Settings, SettingsError, parse
from policies.severity import Severity
from policies.tokens import canonical

_LEVELS = {
    Level.ADVISORY: analyzer_pb2.ADVISORY,
    Level.MANDATORY: analyzer_pb2.MANDATORY,
    Level.DISABLED: analyzer_pb2.DISABLED,
    Level.REMEDIATE: analyzer_pb2.REMEDIATE,
}
_ALL = "all"
"""Stands for every rule in `--policy-pack-config`; the engine has given each its level already."""
_LEVEL_OF = {number: level for level, number in _LEVELS.items()}
_SEVERITIES = {
    Severity.LOW: analyzer_pb2.POLICY_SEVERITY_LOW,
    Severity.MEDIUM: analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    Severity.HIGH: analyzer_pb2.POLICY_SEVERITY_HIGH,
    Severity.CRITICAL: analyzer_pb2.POLICY_SEVERITY_CRITICAL,
}
_SCOPES = {
    Scope.RESOURCE: analyzer_pb2.POLICY_TYPE_RESOURCE,
    Scope.STACK: analyzer_pb2.POLICY_TYPE_STACK,
}


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """What the engine asks of a policy pack, of one stack in one run.

    The engine shows single resources as they are asked for and all resources as they are answered, outputs in place of
    inputs. Rules judge what is asked for, so the inputs are kept until all resources are judged together.
    """

    def __init__(self, rules: Sequence[Rule], today: Callable[[], datetime.date]) -> None:
        self._rules = rules
        self._today = today
        self._descriptions = {rule.name: f"{rule.title}." for rule in rules}
        self._asked_for: dict[str, Resource] = {}
        self._take(Settings())

    @override
    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The engine's greeting."""
        return analyzer_pb2.AnalyzerHandshakeResponse()

    @override
    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The version of the pack."""
        return plugin_pb2.PluginInfo(version=VERSION)

    @override
    def ConfigureStack(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Take the stack's own settings from its config."""
        try:
            text = request.config.get(f"{request.project}:policies", "null")
            self._take(parse(_json(text), self._descriptions))
        except SettingsError as error:
            _refuse(context, error)
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    @override
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Take levels from `--policy-pack-config`; the engine sends back those of `GetAnalyzerInfo` for the others."""
        given = {name: one for name, one in request.policyConfig.items() if name != _ALL}
        levels = {name: _LEVEL_OF[one.enforcementLevel] for name, one in given.items()}
        try:
            _refuse_properties(given)
            self._take(self._settings.with_levels(levels, self._descriptions))
        except SettingsError as error:
            _refuse(context, error)
        return empty_pb2.Empty()

    @override
    def GetAnalyzerInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The rules."""
        return analyzer_pb2.AnalyzerInfo(
            name=NAME,
            version=VERSION,
            supportsConfig=True,
            policies=[self._info(rule) for rule in self._rules],
        )

    @override
    def Remediate(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Mend one resource, where the settings ask for that."""
        response = analyzer_pb2.RemediateResponse()
        response.CopyFrom(self._without_remedy)
        if self._judge.mends(request.type):
            properties = request.properties
            for rule, edit in self._judge.remedy(of_analysis(request)).edits:
                wire.set_in_struct(properties, edit.path, edit.value)
                response.remediations.add(
                    policyName=rule.name,
                    policyPackName=NAME,
                    policyPackVersion=VERSION,
                    description=self._descriptions[rule.name],
                    properties=properties,
                )
        return response

    @override
    def Analyze(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Judge one resource as it is asked for."""
        resource = of_analysis(request)
        self._asked_for[resource.urn] = resource
        return self._response(self._judge.judge_resource(resource), self._elsewhere(canonical(resource.type)))

    @override
    def AnalyzeStack(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Judge all resources together."""
        resources = [of_stack(one, self._asked_for.get(one.urn)) for one in request.resources]
        return self._response(self._judge.judge_stack(resources), analyzer_pb2.AnalyzeResponse())

    @override
    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Nothing is left to be stopped: each question is answered at once."""
        return empty_pb2.Empty()

    def _take(self, settings: Settings) -> None:
        self._settings = settings
        self._judge = Judge(self._rules, settings, self._today())
        self._not_about: dict[str, Any] = {}
        self._without_remedy = analyzer_pb2.RemediateResponse(
            not_applicable=[
                analyzer_pb2.PolicyNotApplicable(policy_name=rule.name, reason="It mends nothing.")
                for rule in self._rules
                if rule.scope is Scope.RESOURCE and settings.level_of(rule) is not Level.REMEDIATE
            ]
        )

    def _elsewhere(self, type_: str) -> Any:
        """An answer that names the rules that a type does not concern: the engine would count them as passed."""
        if type_ not in self._not_about:
            self._not_about[type_] = analyzer_pb2.AnalyzeResponse(
                not_applicable=[
                    analyzer_pb2.PolicyNotApplicable(policy_name=rule.name, reason=f"It is not about {type_}.")
                    for rule in self._rules
                    if rule.scope is Scope.RESOURCE and type_ not in rule.types
                ]
            )
        return self._not_about[type_]

    def _info(self, rule: Rule) -> Any:
        return analyzer_pb2.PolicyInfo(
            name=rule.name,
            displayName=rule.title,
            description=self._descriptions[rule.name],
            enforcementLevel=_LEVELS[self._settings.level_of(rule)],
            policy_type=_SCOPES[rule.scope],
            severity=_SEVERITIES[rule.severity],
            framework=analyzer_pb2.PolicyComplianceFramework(reference="; ".join(rule.references)),
            remediation_steps=f"Change {rule.config_key}.",
        )

    def _response(self, results: Iterable[Result], start: Any) -> Any:
        """The results as the engine reads them, after what `start` has."""
        response = analyzer_pb2.AnalyzeResponse()
        response.CopyFrom(start)
        for result in results:
            if result.outcome is Outcome.EXEMPT:
                response.not_applicable.add(policy_name=result.rule, reason=result.message)
            else:
                response.diagnostics.add(
                    policyName=result.rule,
                    policyPackName=NAME,
                    policyPackVersion=VERSION,
                    description=self._descriptions[result.rule],
                    message=result.message,
                    enforcementLevel=_LEVELS[result.enforcement],
                    urn=result.urn,
                    severity=_SEVERITIES[result.severity],
                )
        return response


def _refuse_properties(given: Mapping[str, Any]) -> None:
    problems = [
        f"--policy-pack-config: {name}.{key}: there is no such key; a rule takes enforcementLevel alone"
        for name, one in given.items()
        for key in one.properties
    ]
    if problems:
        raise SettingsError(problems)


def _refuse(context: grpc.ServicerContext, error: SettingsError) -> None:
    context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"the policy pack cannot start:\n{error}")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
