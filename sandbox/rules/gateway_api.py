"""What the Gateway API's definitions ask across fields, and what a route refers to.

The rules are those that the definitions carry: https://gateway-api.sigs.k8s.io/reference/spec/ (v1.3, standard).
A route whose Service does not exist is taken by the API, and its share of the requests is answered with 500; here it is
refused where that share is not 0, since a program that declares both can order them.
"""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.kubernetes import found, namespace_of
from sandbox.rules.kubernetes_network import SERVICE
from sandbox.rules.reading import at, fields, items, number, text
from sandbox.store import Stored, World

GATEWAY_CLASS = "kubernetes:gateway.networking.k8s.io/v1:GatewayClass"
GATEWAY = "kubernetes:gateway.networking.k8s.io/v1:Gateway"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"

_SETTINGS = {
    "RequestHeaderModifier": "requestHeaderModifier",
    "ResponseHeaderModifier": "responseHeaderModifier",
    "RequestMirror": "requestMirror",
    "RequestRedirect": "requestRedirect",
    "URLRewrite": "urlRewrite",
    "ExtensionRef": "extensionRef",
}
_ONCE = ("RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite")
_MOST_MATCHES = 128
_DURATION = re.compile(r"(\d+)(h|ms|m|s)")
_TIMES = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


@on_write(GATEWAY_CLASS)
def class_keeps_its_controller(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    was, wanted = (text(one, "spec", "controllerName") for one in (old.inputs if old else {}, request.inputs))
    if was and wanted and was != wanted:
        yield "Invalid", "spec.controllerName: field is immutable; give the class another name."


@on_write(GATEWAY)
def listeners_are_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    listeners = items(request.inputs, "spec", "listeners")
    for index, listener in enumerate(listeners):
        where = f"spec.listeners[{index}]"
        protocol, tls = text(listener, "protocol"), fields(listener, "tls")
        if protocol in ("HTTP", "TCP", "UDP") and tls:
            yield "Invalid", f"{where}.tls: must not be specified for protocol {protocol}; write protocol HTTPS."
        mode = text(tls, "mode") or "Terminate"
        if protocol == "HTTPS" and mode != "Terminate":
            yield "Invalid", f"{where}.tls.mode: must be Terminate for protocol HTTPS."
        if tls and mode == "Terminate" and not at(tls, "certificateRefs") and not fields(tls, "options"):
            yield "Invalid", f"{where}.tls: certificateRefs or options must be specified when mode is Terminate."
        if protocol in ("TCP", "UDP") and text(listener, "hostname"):
            yield "Invalid", f"{where}.hostname: must not be specified for protocol {protocol}."
    for key, told in (("name", "name"), ("place", "combination of port, protocol and hostname")):
        seen = [_place(one) if key == "place" else text(one, "name") for one in listeners]
        if len(set(seen)) < len(seen):
            yield "Invalid", f"spec.listeners: two have the same {told}; it must be unique."


@on_write(ROUTE)
def rules_are_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    rules = items(request.inputs, "spec", "rules")
    if sum(len(items(rule, "matches")) for rule in rules) > _MOST_MATCHES:
        yield "Invalid", f"spec.rules: all rules together have at most {_MOST_MATCHES} matches."
    for index, rule in enumerate(rules):
        where = f"spec.rules[{index}]"
        for number_, match in enumerate(items(rule, "matches")):
            yield from _unsound_path(f"{where}.matches[{number_}].path", fields(match, "path"))
        yield from _unsound_filters(request, world, where, items(rule, "filters"))
        for place, backend in enumerate(items(rule, "backendRefs")):
            yield from _unsound_backend(request, world, f"{where}.backendRefs[{place}]", backend)
            yield from _unsound_filters(request, world, f"{where}.backendRefs[{place}]", items(backend, "filters"))
        redirects = any(text(one, "type") == "RequestRedirect" for one in items(rule, "filters"))
        if redirects and items(rule, "backendRefs"):
            yield "Invalid", f"{where}: RequestRedirect filter must not be used together with backendRefs."
        whole, one = (_seconds(text(rule, "timeouts", key)) for key in ("request", "backendRequest"))
        if whole and one and one > whole:
            yield "Invalid", f"{where}.timeouts: backendRequest cannot be longer than request."


@on_write(ROUTE)
def parents_exist(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """A route whose parent is missing attaches nowhere, and nobody says so: the sandbox does."""
    for index, parent in enumerate(items(request.inputs, "spec", "parentRefs")):
        name, namespace = text(parent, "name"), text(parent, "namespace") or namespace_of(request)
        if (text(parent, "kind") or "Gateway") != "Gateway" or not name or not namespace:
            continue
        gateway = found(world, request, GATEWAY, name, namespace)
        if gateway is None:
            if next(iter(world.of_type(GATEWAY)), None) is not None:
                yield (
                    "NoMatchingParent",
                    (f"spec.parentRefs[{index}]: Gateway '{namespace}/{name}' not found; make it first (depends_on)."),
                )
            continue
        section = text(parent, "sectionName")
        names = [text(one, "name") for one in items(gateway.inputs, "spec", "listeners")]
        if section and section not in names:
            known = ", ".join(str(one) for one in names)
            yield (
                "NoMatchingParent",
                (f"spec.parentRefs[{index}].sectionName: the gateway has no listener '{section}'; it has {known}."),
            )


def _place(listener: Any) -> tuple[Any, ...]:
    return (number(listener, "port"), text(listener, "protocol"), text(listener, "hostname"))


def _unsound_path(where: str, path: dict[str, Any]) -> Iterator[Verdict]:
    value = text(path, "value")
    if value is None or (text(path, "type") or "PathPrefix") == "RegularExpression":
        return
    if not value.startswith("/"):
        yield "Invalid", f"{where}.value is '{value}'; it must be an absolute path and start with '/'."
    for part in ("//", "/./", "/../", "%2f", "%2F", "#"):
        if part in value:
            yield "Invalid", f"{where}.value is '{value}'; it must not contain '{part}'."


def _unsound_filters(request: Request, world: World, where: str, filters: list[Any]) -> Iterator[Verdict]:
    kinds = [text(one, "type") for one in filters]
    for kind in _ONCE:
        if kinds.count(kind) > 1:
            yield "Invalid", f"{where}.filters: {kind} filter cannot be repeated."
    if {"RequestRedirect", "URLRewrite"} <= set(kinds):
        yield "Invalid", f"{where}.filters: RequestRedirect and URLRewrite cannot be used together."
    for index, one in enumerate(filters):
        wanted = _SETTINGS.get(text(one, "type") or "")
        for name in _SETTINGS.values():
            if name == wanted and name not in one:
                yield (
                    "Invalid",
                    f"{where}.filters[{index}].{name} must be specified for {text(one, 'type')} filter.type.",
                )
            if wanted and name != wanted and name in one:
                yield (
                    "Invalid",
                    f"{where}.filters[{index}].{name} must be nil if the filter.type is {text(one, 'type')}.",
                )
        mirror = fields(one, "requestMirror")
        path = f"{where}.filters[{index}].requestMirror"
        if "percent" in mirror and "fraction" in mirror:
            yield "Invalid", f"{path}: only one of percent or fraction may be specified."
        if mirror:
            yield from _unsound_backend(request, world, f"{path}.backendRef", fields(mirror, "backendRef"))


def _unsound_backend(request: Request, world: World, where: str, backend: Any) -> Iterator[Verdict]:
    if (text(backend, "kind") or "Service") != "Service" or text(backend, "group"):
        return
    if "port" not in backend:
        yield "Invalid", f"{where}: must have port for Service reference."
    name, namespace = text(backend, "name"), text(backend, "namespace") or namespace_of(request)
    if not name or not namespace:
        return
    service = found(world, request, SERVICE, name, namespace)
    if service is None and number(backend, "weight") == 0:
        return
    if service is None:
        yield (
            "BackendNotFound",
            (
                f"{where}: service '{namespace}/{name}' not found; its requests would be answered with 500. "
                "Make the Service first (depends_on)."
            ),
        )
        return
    ports = [number(one, "port") for one in items(service.inputs, "spec", "ports")]
    port = number(backend, "port")
    if port is not None and None not in ports and port not in ports:
        yield "BackendNotFound", f"{where}.port: service '{namespace}/{name}' has no port {port}; it has {ports}."


def _seconds(words: str | None) -> float:
    """`1m30s`, in the API's own form of durations."""
    return sum(int(count) * _TIMES[unit] for count, unit in _DURATION.findall(words or ""))
