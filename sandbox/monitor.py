"""Front door 1: Pulumi's mock monitor, which keeps what the engine would have kept."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.mocks import MockMonitor, Mocks
from pulumi.runtime.proto import provider_pb2, resource_pb2
from typing_extensions import override

from sandbox import answers, sdk
from sandbox.aliases import alias_urn
from sandbox.core import Cloud
from sandbox.providers import Providers, urn_of
from sandbox.recording import RecordedResource, Recording, Refusal
from sandbox.request import Refused, Request
from sandbox.turns import Order
from sandbox.wire import packed, plain, secret_names, unpacked

STACK_TYPE = "pulumi:pulumi:Stack"
REFERENCE_TYPE = "pulumi:pulumi:StackReference"
READ_STATE = "pulumi:pulumi:readStackResourceOutputs"
"""The engine's own function: the resources of a stack's state, with their outputs."""


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a run finds when it starts."""

    project: str
    stack: str
    config: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The outputs of other stacks, by the name that a StackReference gives."""
    predict: bool = True
    """Whether outputs that can be told beforehand are known; if not, only what echoes an input is."""
    seed: Callable[[Cloud], None] | None = None
    """Puts into the cloud what is there already, right before the program first asks for anything of it."""
    state: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What the stack has made before: by URN the `type` and the plain `outputs` of each resource."""


class SandboxMonitor(MockMonitor):
    """Records every registration and answers it as the sandbox does.

    A refused resource fails alone: the others register still, so that one run reports every refusal.
    """

    def __init__(self, circumstances: Circumstances) -> None:
        super().__init__(_NoMocks())
        self.recording = Recording()
        self._circumstances = circumstances
        self._providers = Providers(circumstances.config)
        self._order = Order()
        self._answers = answers.Answers(Cloud(), predict=circumstances.predict)
        self._seed = circumstances.seed

    def learn(self, secrets: frozenset[str]) -> None:
        """Keep these texts out of what functions answer and refuse."""
        self._answers.learn(secrets)

    @override
    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The engine's rule: the parent's full qualified type in front, unless the parent is the stack."""
        parent_type = parent.split("::")[2] if parent else STACK_TYPE
        qualified = type_ if parent_type == STACK_TYPE else f"{parent_type}${type_}"
        return f"urn:pulumi:{self._circumstances.stack}::{self._circumstances.project}::{qualified}::{name}"

    @override
    def RegisterResource(self, request: Any) -> resource_pb2.RegisterResourceResponse:
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if request.custom and not request.type.startswith(sdk.PROVIDER_PREFIX):
            self._find()
        if urn in self.recording.resources:
            return self._refuse(urn, _duplicate(urn, request, self.recording.resources[urn]))
        wire = unpacked(request.object)
        if request.custom:
            wire = self._providers.with_defaults(self._request(urn, request, wire), wire)
        try:
            id_, outputs = self._answer(urn, request, wire)
        except Refused as refused:
            self._record(urn, request, wire, struct_pb2.Struct())
            return self._refuse(urn, *refused.refusals)
        secrets = secret_names(wire) | frozenset(request.additionalSecretOutputs)
        answer = packed(outputs, secrets) if request.custom else request.object
        self._record(urn, request, wire, answer)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=id_, object=answer)

    @override
    def RegisterResourceOutputs(self, request: Any) -> empty_pb2.Empty:
        known = self.recording.resources
        if f"::{STACK_TYPE}::" in request.urn:
            self.recording.outputs = unpacked(request.outputs)
        elif request.urn in known:
            known[request.urn] = replace(known[request.urn], outputs=unpacked(request.outputs))
        return empty_pb2.Empty()

    @override
    def ReadResource(self, request: Any) -> resource_pb2.ReadResourceResponse:
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == REFERENCE_TYPE:
            return resource_pb2.ReadResourceResponse(urn=urn, properties=self._reference(request))
        self._find()
        try:
            found = self._answers.read(self._request(urn, request, {}), request.id)
        except Refused as refused:
            self.recording.refusals.extend(refused.refusals)
            return resource_pb2.ReadResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)
        return resource_pb2.ReadResourceResponse(urn=urn, properties=packed(found))

    @override
    def Invoke(self, request: Any) -> resource_pb2.ResourceInvokeResponse:
        self._find()
        token, provider = sdk.canonical(request.tok), urn_of(request.provider)
        if token == READ_STATE:
            return _answered(packed({**plain(unpacked(request.args)), "outputs": dict(self._circumstances.state)}))
        try:
            self._require_provider("", token, provider)
            settings = self._providers.settings_of(provider)
            answer = self._answers.invoke(token, unpacked(request.args), settings)
        except Refused as refused:
            if not answers.is_absence(refused):
                self.recording.refusals.extend(refused.refusals)
            words = self._providers.words_of_failure(token).invoke_error(refused)
            return resource_pb2.ResourceInvokeResponse(failures=[provider_pb2.CheckFailure(reason=words)])
        return _answered(answer)

    def _find(self) -> None:
        """Have in the cloud what is there already."""
        seed, self._seed = self._seed, None
        if seed:
            seed(self._answers.cloud)

    def _answer(self, urn: str, request: Any, wire: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        if request.remote:
            message = f"{request.type} is built by its provider, which the sandbox has not; declare its parts instead."
            raise Refused.because("NotSupported", message, urn)
        if not request.custom:
            self._order.add(urn, (*request.dependencies, request.parent))
            return "", {}
        if request.type.startswith(sdk.PROVIDER_PREFIX):
            self._providers.add(request.type, urn, plain(wire))
        else:
            self._require_provider(urn, request.type, urn_of(request.provider))
        asked = replace(self._request(urn, request, wire), ignored=tuple(request.ignoreChanges))
        if request.type.startswith(sdk.PROVIDER_PREFIX):
            return self._answers.provider(asked, str(uuid.uuid5(uuid.NAMESPACE_URL, urn)))
        self._order.add(urn, (*request.dependencies, request.parent))
        answer = self._answers.register(asked)
        self._order.claim(asked)
        return answer

    def _request(self, urn: str, request: Any, wire: dict[str, Any]) -> Request:
        settings = self._providers.settings_of(urn_of(request.provider))
        return settings.request(urn, sdk.canonical(request.type), request.name, wire)

    def _require_provider(self, urn: str, token: str, provider: str) -> None:
        package = token.partition(":")[0]
        if self._providers.is_missing(package, provider):
            message = (
                f"default provider for '{package}' disabled: {urn.rpartition('::')[2] or token} must use an explicit "
                "provider; pass it in opts (provider=…), or in providers=[…] of the component around it."
            )
            raise Refused.because("DefaultProviderDisabled", message, urn)

    def _refuse(self, urn: str, *refusals: Refusal) -> resource_pb2.RegisterResourceResponse:
        self.recording.refusals.extend(refusals)
        return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)

    def _reference(self, request: Any) -> struct_pb2.Struct:
        name = str(plain(request.properties).get("name", request.id))
        outputs = dict(self._circumstances.references.get(name, {}))
        return packed({"name": name, "outputs": outputs, "secretOutputNames": sorted(secret_names(outputs))})

    def _record(self, urn: str, request: Any, wire: dict[str, Any], outputs: struct_pb2.Struct) -> None:
        self.recording.resources[urn] = RecordedResource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=request.custom,
            provider=urn_of(request.provider),
            inputs=wire,
            outputs=unpacked(outputs),
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies={
                name: tuple(sorted(found.urns)) for name, found in request.propertyDependencies.items()
            },
            protect=request.HasField("protect") and request.protect,
            deleted_with=request.deletedWith,
            ignore_changes=tuple(request.ignoreChanges),
            aliases=tuple(alias_urn(one, request, urn) for one in request.aliases),
            source=_source(request),
        )


def _answered(answer: struct_pb2.Struct) -> resource_pb2.ResourceInvokeResponse:
    response = resource_pb2.ResourceInvokeResponse()
    # `return` is a word of Python's own, so the field has no attribute.
    getattr(response, "return").CopyFrom(answer)
    return response


def _duplicate(urn: str, request: Any, first: RecordedResource) -> Refusal:
    place = f" (first in {first.source})" if first.source else ""
    message = (
        f"{request.type} '{request.name}' is registered twice under the same parent{place}: give one another name."
    )
    return Refusal(urn=urn, code="DuplicateUrn", message=message)


def _source(request: Any) -> str:
    """The program's own file, relative to its folder, which is where it runs."""
    position, home = request.sourcePosition, f"file://{Path.cwd()}/"
    return f"{position.uri.removeprefix(home)}:{position.line}" if position.uri.startswith(home) else ""


class _NoMocks(Mocks):
    """The base class wants mocks; the sandbox answers without them."""

    @override
    def call(self, args: Any) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)

    @override
    def new_resource(self, args: Any) -> tuple[str, dict[str, Any]]:
        raise NotImplementedError(args.typ)
