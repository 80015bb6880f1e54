"""Front door 1: Pulumi's mock monitor, which keeps what the engine would have kept."""

from typing import Any

from google.protobuf import empty_pb2, json_format
from pulumi.runtime.mocks import MockMonitor, Mocks
from pulumi.runtime.proto import resource_pb2

from sandbox.recording import RecordedResource, Recording, Refusal

STACK_TYPE = "pulumi:pulumi:Stack"


class SandboxMonitor(MockMonitor):
    """Records every registration and answers it as the sandbox does."""

    def __init__(self, project: str, stack: str) -> None:
        super().__init__(_NoMocks())
        self.recording = Recording()
        self._prefix = f"urn:pulumi:{stack}::{project}::"

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The engine's rule: the parent's full qualified type in front, unless the parent is the stack."""
        parent_type = parent.split("::")[2] if parent else STACK_TYPE
        qualified = type_ if parent_type == STACK_TYPE else f"{parent_type}${type_}"
        return f"{self._prefix}{qualified}::{name}"

    def RegisterResource(self, request: Any) -> resource_pb2.RegisterResourceResponse:  # noqa: N802 - the wire's name
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if urn in self.recording.resources:
            self.recording.refusals.append(Refusal(urn=urn, code="DuplicateUrn", message="registered twice"))
            return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)
        inputs = json_format.MessageToDict(request.object)
        self.recording.resources[urn] = RecordedResource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=request.custom,
            provider=request.provider.rsplit("::", 1)[0],
            inputs=inputs,
            outputs=inputs,
            dependencies=tuple(sorted(request.dependencies)),
            protect=request.HasField("protect") and request.protect,
            deleted_with=request.deletedWith,
            ignore_changes=tuple(request.ignoreChanges),
        )
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=f"{request.name}-id" if request.custom else "", object=request.object
        )

    def RegisterResourceOutputs(self, request: Any) -> empty_pb2.Empty:  # noqa: N802 - the wire's name
        if f"::{STACK_TYPE}::" in request.urn:
            self.recording.outputs = json_format.MessageToDict(request.outputs)
        return empty_pb2.Empty()


class _NoMocks(Mocks):
    """The base class wants mocks; the sandbox answers without them."""

    def call(self, args: Any) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)

    def new_resource(self, args: Any) -> tuple[str, dict[str, Any]]:
        raise NotImplementedError(args.typ)
