"""Front door 2: Pulumi's provider protocol over the sandbox, for the real engine."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from threading import RLock
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
from typing_extensions import override

from sandbox import clusters, identity, lookups
from sandbox.changes import Change, Kind, changes
from sandbox.core import Cloud
from sandbox.dialects import Dialect, Settings
from sandbox.partly_made import partly_made
from sandbox.redaction import RedactingStore, hiding, marked, refreshed
from sandbox.request import Refused, Request
from sandbox.validation import type_errors
from sandbox.wire import packed, plain, secret_texts, unpacked

_WORK = 0.05
"""Seconds that a change takes which keeps others away."""

_KINDS = {
    (Kind.ADD, False): provider_pb2.PropertyDiff.ADD,
    (Kind.ADD, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (Kind.DELETE, False): provider_pb2.PropertyDiff.DELETE,
    (Kind.DELETE, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    (Kind.UPDATE, False): provider_pb2.PropertyDiff.UPDATE,
    (Kind.UPDATE, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


class SandboxProvider(provider_pb2_grpc.ResourceProviderServicer):
    """One package's provider (`azure-native` or `kubernetes`), all its instances at once.

    Requests do not say which provider resource they belong to; the connection does, since the engine opens one for
    each and configures it first. What is not here (components, streams, methods) the base class calls unimplemented.
    """

    def __init__(self, cloud: Cloud, store: RedactingStore, dialect: Dialect, lock: RLock) -> None:
        self._cloud = cloud
        self._store = store
        self._dialect = dialect
        self._lock = lock
        self._settings: dict[str, Settings] = {}
        self._secrets: set[str] = set()
        """Every secret text seen: an SDK takes the marks off a function's arguments before it asks."""

    @override
    def Handshake(self, request: Any, context: Any) -> Any:
        # With secrets marked the provider can keep them out of its store, and marks them in what it answers.
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    @override
    def Attach(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    @override
    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=self._dialect.version)

    @override
    def CheckConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    @override
    def DiffConfig(self, request: Any, context: Any) -> Any:
        """`DIFF_UNKNOWN` lets the engine compare; in another cluster everything is made anew."""
        replaces = self._dialect.config_replaces(plain(request.old_inputs), plain(request.news))
        if not replaces:
            return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_UNKNOWN)
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_SOME, replaces=replaces, diffs=replaces)

    @override
    def Configure(self, request: Any, context: Any) -> Any:
        settings = self._dialect.settings(request.urn, plain(request.args))
        self._settings[context.peer()] = settings
        with self._lock:
            clusters.learn(self._store, settings.cluster, settings.server)
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @override
    def Check(self, request: Any, context: Any) -> Any:
        """What the SDK's types forbid; what the services say comes with the create or update itself."""
        with _answering(context):
            given = unpacked(request.news)
            wire = self._dialect.with_defaults(self._request(request, given, context), given)
            refusals = type_errors(self._request(request, wire, context))
            # Given a property, the engine would print its value, which may be a secret.
            failures = [provider_pb2.CheckFailure(reason=f"{each.code}: {each.message}") for each in refusals]
            return provider_pb2.CheckResponse(inputs=packed(wire), failures=failures)

    @override
    def Diff(self, request: Any, context: Any) -> Any:
        with _answering(context):
            asked = self._request(request, unpacked(request.news), context)
            patterns = self._dialect.replacing(asked, self._settings[context.peer()])
            outputs = plain(request.olds)
            return _diff_response(
                [
                    (each, each.lies_in(patterns) and not _holds_already(each, asked, outputs))
                    for each in changes(plain(request.old_inputs), asked.inputs)
                ]
            )

    @override
    def Create(self, request: Any, context: Any) -> Any:
        with _answering(context):
            asked = self._request(request, unpacked(request.properties), context)
            left_behind = partly_made(context, request.properties, asked.secrets)
            with self._writing(asked, request.preview), hiding(asked.secrets), left_behind:
                id_, outputs = self._made(asked, request.preview, self._settings[context.peer()])
            # As from the real providers: at preview the id of what does not exist is not known.
            known_id = "" if request.preview else id_
            return provider_pb2.CreateResponse(id=known_id, properties=packed(marked(outputs, asked.secrets)))

    @override
    def Update(self, request: Any, context: Any) -> Any:
        with _answering(context):
            asked = self._request(request, unpacked(request.news), context)
            asked = replace(asked, ignored=tuple(request.ignoreChanges))
            left_behind = partly_made(context, request.news, asked.secrets)
            with self._writing(asked, request.preview), hiding(asked.secrets), left_behind:
                outputs = self._put(asked, request.id, request.preview)
            return provider_pb2.UpdateResponse(properties=packed(marked(outputs, asked.secrets)))

    @override
    def Read(self, request: Any, context: Any) -> Any:
        with _answering(context):
            type_, cluster = self._place(request, context)
            inputs, outputs = unpacked(request.inputs), unpacked(request.properties)
            with self._lock, hiding(secret_texts(inputs) | secret_texts(outputs)):
                stored = self._cloud.get(request.id, type_=type_, cluster=cluster)
                if stored is None:
                    return provider_pb2.ReadResponse()
                return provider_pb2.ReadResponse(
                    id=request.id,
                    inputs=packed(refreshed(inputs, self._store.redacted(plain(inputs)), stored.inputs)),
                    properties=packed(refreshed(outputs, self._store.redacted(plain(outputs)), stored.outputs)),
                )

    @override
    def Delete(self, request: Any, context: Any) -> Any:
        with _answering(context):
            type_, cluster = self._place(request, context)
            with self._change(type_, request.id, request.urn):
                self._cloud.delete(request.id, type_=type_, cluster=cluster)
            return empty_pb2.Empty()

    @override
    def Invoke(self, request: Any, context: Any) -> Any:
        with _answering(context, self._dialect.invoke_error), self._lock:
            settings, token = self._settings[context.peer()], self._dialect.canonical(request.tok)
            args = unpacked(request.args)
            secrets = secret_texts(args) | self._secrets
            answer = self._cloud.invoke(
                token,
                plain(args),
                settings.subscription_id,
                settings.cluster,
                preview=request.preview,
                secrets=secrets,
            )
            response = provider_pb2.InvokeResponse()
            # The field's name is a keyword of Python.
            getattr(response, "return").CopyFrom(lookups.on_the_wire(token, answer, secrets))
            return response

    @override
    def Cancel(self, request: Any, context: Any) -> Any:
        # The engine says this at the end of every run.
        return empty_pb2.Empty()

    def _request(self, request: Any, wire: Mapping[str, Any], context: Any) -> Request:
        settings = self._settings[context.peer()]
        asked = settings.request(request.urn, self._dialect.canonical(request.type), request.name, wire)
        self._secrets |= asked.secrets
        return asked

    def _writing(self, asked: Request, preview: bool) -> AbstractContextManager[Any]:
        return self._lock if preview else self._change(asked.type, identity.place_of(asked).id, asked.urn)

    @contextmanager
    def _change(self, type_: str, id_: str, urn: str) -> Iterator[None]:
        """One change at a time, and those of one endpoint not even in the queue together, as on Azure."""
        with self._cloud.busy.changing(type_, id_, urn) as keeps_others_away:
            with self._lock:
                yield
            if keeps_others_away:
                # On Azure it takes minutes; here long enough that what the engine sends at once meets it.
                time.sleep(_WORK)

    def _place(self, request: Any, context: Any) -> tuple[str, str]:
        return self._dialect.canonical(request.type), self._settings[context.peer()].cluster

    def _made(self, asked: Request, preview: bool, settings: Settings) -> tuple[str, dict[str, Any]]:
        """What exists is refused, whoever made it, except where the real provider takes it as it is."""
        place = identity.place_of(asked)
        there = self._cloud.world(preview=False).get(place.key) if place.key and not preview else None
        if there and self._dialect.takes_over(asked.type, settings):
            return self._cloud.update(asked, place.id, preview=preview)
        return self._cloud.create(asked, preview=preview)

    def _put(self, asked: Request, id_: str, preview: bool) -> dict[str, Any]:
        """The services' update is a PUT: what someone deleted by hand comes back."""
        there = self._cloud.read(id_, type_=asked.type, cluster=asked.cluster, preview=preview)
        if there is None:
            return self._cloud.create(asked, preview=preview)[1]
        return self._cloud.update(asked, id_, preview=preview)[1]


@contextmanager
def _answering(context: Any, worded: Callable[[Refused], str] = str) -> Iterator[None]:
    """Turn what goes wrong into an error of the protocol; only its message reaches the user."""
    try:
        yield
    except Refused as refused:
        context.abort(grpc.StatusCode.UNKNOWN, worded(refused))
    except Exception as error:
        # Its own words stay here: they may hold a value, and the value may be a secret.
        context.abort(
            grpc.StatusCode.INTERNAL, f"the sandbox itself failed: {type(error).__name__} at {_place_of(error)}"
        )


def _place_of(error: Exception) -> str:
    at = error.__traceback__
    while at and at.tb_next:
        at = at.tb_next
    return f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else "an unknown place"


def _holds_already(change: Change, asked: Request, outputs: Mapping[str, Any]) -> bool:
    """Whether a property that is named for the first time names what the resource has anyway."""
    added = change.kind is Kind.ADD and change.path in asked.inputs
    return added and outputs.get(change.path) == asked.inputs[change.path]


def _diff_response(found: list[tuple[Change, bool]]) -> provider_pb2.DiffResponse:
    replaces = [change.path for change, replaces in found if replaces]
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if found else provider_pb2.DiffResponse.DIFF_NONE,
        replaces=replaces,
        diffs=sorted({change.top for change, _ in found}),
        detailedDiff={
            change.path: provider_pb2.PropertyDiff(kind=_KINDS[change.kind, replaces], inputDiff=True)
            for change, replaces in found
        },
        hasDetailedDiff=True,
        # Physical names are fixed, so the old one goes before the new one comes.
        deleteBeforeReplace=bool(replaces),
    )
