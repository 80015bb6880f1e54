"""What finds pods and fences them: services and network policies."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write
from sandbox.rules.hashes import hexadecimal, public_ip
from sandbox.rules.kubernetes import illegal_labels, unsound_selector
from sandbox.rules.ranges import inside, known, parsed
from sandbox.rules.reading import at, fields, items, number, text, texts, unsettled
from sandbox.rules.references import same
from sandbox.store import Stored, World

SERVICE = "kubernetes:core/v1:Service"
FENCE = "kubernetes:networking.k8s.io/v1:NetworkPolicy"

_PROTOCOLS = ("TCP", "UDP", "SCTP")


@on_write(SERVICE)
def service_is_sound(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/services-networking/service/."""
    spec = fields(request.inputs, "spec")
    kind = text(spec, "type") or "ClusterIP"
    ports = items(spec, "ports")
    headless = kind == "ExternalName" or text(spec, "clusterIP") == "None"
    if not ports and not headless and not unsettled(spec, "ports"):
        yield "Invalid", "spec.ports: required value: a service has at least one port."
    names = [text(port, "name") for port in ports]
    for index, port in enumerate(ports):
        value = number(port, "port")
        if value is not None and not 1 <= value <= 65535:
            yield "Invalid", f"spec.ports[{index}].port: invalid value {value}: must be between 1 and 65535."
        if len(ports) > 1 and not names[index]:
            yield "Invalid", f"spec.ports[{index}].name: required value: ports have names where there are several."
        if names[index] and names[index] in names[:index]:
            yield "Invalid", f"spec.ports[{index}].name: duplicate value '{names[index]}'."
        if number(port, "nodePort") and kind == "ClusterIP":
            yield "Invalid", f"spec.ports[{index}].nodePort: forbidden: may not be used when `type` is 'ClusterIP'."
    if kind == "ExternalName" and not text(spec, "externalName"):
        yield "Invalid", "spec.externalName: required value."
    if text(spec, "sessionAffinity") != "ClientIP" and fields(spec, "sessionAffinityConfig"):
        yield "Invalid", "spec.sessionAffinityConfig: forbidden: must not be set when session affinity is None."
    was, wanted = (text(fields(inputs, "spec"), "clusterIP") for inputs in (old.inputs if old else {}, request.inputs))
    if was and wanted and not same(was, wanted):
        yield "Invalid", "spec.clusterIPs[0]: invalid value: may not change once set."
    yield from illegal_labels("spec.selector", fields(spec, "selector"))


@on_write(FENCE)
def fence_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/services-networking/network-policies/."""
    spec = fields(request.inputs, "spec")
    yield from unsound_selector("spec.podSelector", fields(spec, "podSelector"))
    for kind in texts(spec, "policyTypes"):
        if kind not in ("Ingress", "Egress"):
            yield "Invalid", f"spec.policyTypes: unsupported value '{kind}': supported values: Ingress, Egress."
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(items(spec, direction)):
            path = f"spec.{direction}[{index}]"
            for number_, peer in enumerate(items(rule, peers)):
                yield from _unsound_peer(f"{path}.{peers}[{number_}]", peer)
            for number_, port in enumerate(items(rule, "ports")):
                yield from _unsound_port(f"{path}.ports[{number_}]", port)


@drawn(SERVICE)
def service_address(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The address of a service, and of its load balancer."""
    kind = text(request.inputs, "spec", "type") or "ClusterIP"
    if kind == "ExternalName":
        return {}
    own = (
        text(request.inputs, "spec", "clusterIP")
        or f"172.16.0.{11 + int(hexadecimal(4, request.cluster, id_), 16) % 240}"
    )
    balancer = {"ingress": [{"ip": public_ip(request.cluster, id_)}]} if kind == "LoadBalancer" else {}
    return {"spec": {"clusterIP": own, "clusterIPs": [own]}, "status": {"loadBalancer": balancer}}


def _unsound_peer(path: str, peer: Any) -> Iterator[Verdict]:
    block = fields(peer, "ipBlock")
    if block and (fields(peer, "podSelector") or fields(peer, "namespaceSelector")):
        yield "Invalid", f"{path}: forbidden: may not specify both ipBlock and another peer."
    cidr = text(block, "cidr")
    outer = parsed(cidr) if cidr else None
    if cidr and outer is None:
        yield "Invalid", f"{path}.ipBlock.cidr: invalid value '{cidr}': write a range such as '10.0.0.0/8'."
    for value in texts(block, "except"):
        inner = known([value])
        if not inner or (outer and not inside(inner[0], [outer])) or (outer and inner[0] == outer):
            yield "Invalid", f"{path}.ipBlock.except: invalid value '{value}': must be a strict subset of `cidr`."
    for key in ("podSelector", "namespaceSelector"):
        yield from unsound_selector(f"{path}.{key}", fields(peer, key))


def _unsound_port(path: str, port: Any) -> Iterator[Verdict]:
    value, last = at(port, "port"), number(port, "endPort")
    if isinstance(value, int) and not 1 <= value <= 65535:
        yield "Invalid", f"{path}.port: invalid value {value}: must be between 1 and 65535."
    if last is not None and not (isinstance(value, int) and value <= last):
        yield "Invalid", f"{path}.endPort: invalid value {last}: must be greater than or equal to `port`, a number."
    if text(port, "protocol") not in (None, *_PROTOCOLS):
        yield "Invalid", f"{path}.protocol: unsupported value '{text(port, 'protocol')}': write TCP, UDP or SCTP."
