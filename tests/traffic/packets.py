"""The way of one request in a cluster: listener, route, Service, pod, and every NetworkPolicy in between.

It reads the objects as they lie in the cluster and nothing of the code that wrote them: names that both sides must
agree on are written down here once more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.core import Cloud
from sandbox.identity import kubernetes_key
from sandbox.store import Stored
from tests.traffic.pods import Pod, pods

_API = "kubernetes:gateway.networking.k8s.io/v1"
GATEWAY, ROUTE = f"{_API}:Gateway", f"{_API}:HTTPRoute"
_SERVICE = "kubernetes:core/v1:Service"
_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
_ACCOUNT = "kubernetes:core/v1:ServiceAccount"
_PROVIDER = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass"

_PROXIES = "envoy-gateway-system"
_PROXY = {"gateway.envoyproxy.io/owning-gatewayclass": "envoy"}
"""Where the gateway's proxies are, and how their controller labels them."""

_PORT = "PORT"
"""The environment variable that tells a server what to listen on."""


class Lost(Exception):  # noqa: N818 - said of a request
    """A request that reaches nobody, and where it ended."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A namespace of a cluster."""

    cloud: Cloud
    cluster: str
    namespace: str

    @property
    def notes(self) -> Mapping[str, str]:
        """The namespace's annotations."""
        space = self._own()
        return (space.inputs["metadata"].get("annotations") or {}) if space else {}

    @property
    def labels(self) -> Mapping[str, str]:
        """The namespace's labels."""
        space = self._own()
        return (space.inputs["metadata"].get("labels") or {}) if space else {}

    def _own(self) -> Stored | None:
        key = kubernetes_key(self.cluster, "core/v1", "Namespace", "", self.namespace)
        return self.cloud.store.get(key)

    def get(self, type_: str, name: str) -> Stored | None:
        """The object of that name."""
        return next((one for one in self.all(type_) if one.id.endswith(f"/{name}")), None)

    def all(self, type_: str) -> Iterator[Stored]:
        """Every object of a kind."""
        for one in self.cloud.store.of_type(type_):
            cluster, _, place = one.id.split("|")
            if cluster == self.cluster and place.startswith(f"{self.namespace}/"):
                yield one


def address(place: Place, model: str) -> str | None:
    """What callers of the model write before their paths; None where no listener takes the route."""
    route = place.get(ROUTE, model)
    try:
        return _listened_to(place, route) if route else None
    except Lost:
        return None


def lost(place: Place, model: str, service: str) -> str:
    """Why requests that the model's route sends to a Service reach nobody; empty where each of them is answered."""
    route = place.get(ROUTE, model)
    try:
        if route:
            _listened_to(place, route)
        _answered(place, service, _port_asked(route, service))
    except Lost as found:
        return str(found)
    return ""


def _listened_to(place: Place, route: Stored) -> str:
    """The address of a route. Raises `Lost` where no listener of its Gateway takes it."""
    spec = route.inputs["spec"]
    [parent], [host] = spec["parentRefs"], spec["hostnames"]
    gateway = place.get(GATEWAY, parent["name"])
    if gateway is None:
        raise Lost(f"there is no Gateway {parent['name']}")
    listeners = [one for one in gateway.inputs["spec"]["listeners"] if one["name"] == parent["sectionName"]]
    if [one["hostname"] for one in listeners] != [host]:
        raise Lost(f"no listener {parent['sectionName']} is for {host}: {listeners}")
    for reference in listeners[0]["tls"]["certificateRefs"]:
        if not any(_keeps(place, pod, reference["name"]) for pod in _ready(place)):
            raise Lost(f"no pod keeps the certificate {reference['name']} in the cluster")
    return f"https://{host}{spec['rules'][0]['matches'][0]['path']['value']}"


def _keeps(place: Place, pod: Pod, secret: str) -> bool:
    """Whether a pod mounts what makes a Secret."""
    made = [one for name in _mounted(pod) if (one := place.get(_PROVIDER, name))]
    return any(item["secretName"] == secret for one in made for item in one.inputs["spec"].get("secretObjects", ()))


def _port_asked(route: Stored | None, service: str) -> int | None:
    rules = route.inputs["spec"]["rules"] if route else []
    asked = [one for rule in rules for one in rule.get("backendRefs") or () if one["name"] == service]
    return int(asked[0]["port"]) if asked else None


def _answered(place: Place, name: str, port: int | None) -> None:
    """Raises `Lost` where a ready pod of a Service does not get its requests, or where there is none."""
    service = place.get(_SERVICE, name)
    if service is None:
        raise Lost(f"there is no Service {name}")
    spec = service.inputs["spec"]
    ports = [one for one in spec["ports"] if port in {None, int(one["port"])}]
    if not ports:
        raise Lost(f"the Service {name} has no port {port}")
    found = [pod for pod in _ready(place) if _selects(spec["selector"], pod.labels)]
    if not found:
        raise Lost(f"the Service {name} has no pod that is ready")
    for pod in found:
        number = _listens(pod)
        if pod.deployment != name:
            raise Lost(f"the Service {name} leads to pods of {pod.deployment}")
        if number != _number(pod, ports[0]["targetPort"]):
            raise Lost(f"the Service {name} asks for {ports[0]['targetPort']}, the server is at {number}")
        _let_in(place, pod, number)
        _let_out(place, pod)


def _ready(place: Place) -> list[Pod]:
    """The pods that work, and that a drained node would see again: what they need to start is there."""
    there = [pod for pod in pods(place.cloud, place.namespace, place.cluster) if pod.works]
    return [pod for pod in there if _starts(place, pod) and _well(pod)]


def _starts(place: Place, pod: Pod) -> bool:
    spec = pod.template["spec"]
    account = place.get(_ACCOUNT, spec["serviceAccountName"])
    return account is not None and all(place.get(_PROVIDER, name) for name in _mounted(pod))


def _mounted(pod: Pod) -> list[str]:
    volumes = [one["csi"] for one in pod.template["spec"].get("volumes", ()) if "csi" in one]
    return [one["volumeAttributes"]["secretProviderClass"] for one in volumes]


def _well(pod: Pod) -> bool:
    """Whether its own probes find its server."""
    probes = [pod.container.get(f"{kind}Probe") for kind in ("startup", "readiness", "liveness")]
    return all(_number(pod, probe["httpGet"]["port"]) == _listens(pod) for probe in probes if probe)


def _listens(pod: Pod) -> int:
    return next(int(one["value"]) for one in pod.container["env"] if one["name"] == _PORT)


def _number(pod: Pod, port: int | str) -> int | None:
    """What a port's name means to a pod."""
    if not isinstance(port, str):
        return int(port)
    named = {one["name"]: int(one["containerPort"]) for one in pod.container["ports"]}
    return named.get(port)


def _let_in(place: Place, pod: Pod, number: int) -> None:
    """Raises `Lost` where the policies of the pod's namespace keep the gateway's proxies out."""
    policies = [one.inputs["spec"] for one in place.all(_POLICY)]
    closed = [
        spec for spec in policies if _matches(spec["podSelector"], pod.labels) and "Ingress" in spec["policyTypes"]
    ]
    proxies = {"kubernetes.io/metadata.name": _PROXIES}
    if closed and not any(
        _from(rule.get("from", ()), proxies, _PROXY, place.namespace == _PROXIES) and _through(rule, pod, number)
        for spec in closed
        for rule in spec.get("ingress") or ()
    ):
        raise Lost(f"no NetworkPolicy of {place.namespace} lets the gateway in to {pod.deployment} at {number}")


def _let_out(place: Place, pod: Pod) -> None:
    """Raises `Lost` where the policies of the proxies keep them from the pod."""
    gateway = Place(cloud=place.cloud, cluster=place.cluster, namespace=_PROXIES)
    closed = [
        one.inputs["spec"]
        for one in gateway.all(_POLICY)
        if _matches(one.inputs["spec"]["podSelector"], _PROXY) and "Egress" in one.inputs["spec"]["policyTypes"]
    ]
    if closed and not any(
        _from(rule.get("to", ()), place.labels, pod.labels, own=False)
        for spec in closed
        for rule in spec.get("egress") or ()
        if not rule.get("ports")
    ):
        raise Lost(f"no NetworkPolicy lets the gateway out to {place.namespace}")


def _from(peers: Sequence[Mapping[str, Any]], space: Mapping[str, str], labels: Mapping[str, str], own: bool) -> bool:
    """Whether pods with these labels, in a namespace with those, are among the peers of a rule."""
    return any(
        "ipBlock" not in peer
        and (_matches(peer["namespaceSelector"], space) if "namespaceSelector" in peer else own)
        and _matches(peer.get("podSelector") or {}, labels)
        for peer in peers
    )


def _through(rule: Mapping[str, Any], pod: Pod, number: int) -> bool:
    return not rule.get("ports") or any(_number(pod, one["port"]) == number for one in rule["ports"])


def _matches(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    for expression in selector.get("matchExpressions", ()):
        there = expression["key"] in labels
        if expression["operator"] != "Exists" or not there:
            return False
    return _selects(selector.get("matchLabels", {}), labels)


def _selects(wanted: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in wanted.items())
