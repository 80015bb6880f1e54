"""Ways into a cluster: nothing is asked or answered in the clear."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule
from policies.workloads import holds_for_one, told

SERVICE = "kubernetes:core/v1:Service"
GATEWAY = "kubernetes:gateway.networking.k8s.io/v1:Gateway"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"

_REFERENCE = "https://kubernetes.io/docs/concepts/services-networking/service/"
_INTERNAL = ("metadata", "annotations", "service.beta.kubernetes.io/azure-load-balancer-internal")
"""https://learn.microsoft.com/azure/aks/internal-lb"""
_HTTPS = 443
_TLS = ("https", "tls")
"""Names of services, whose case does not count: https://www.rfc-editor.org/rfc/rfc6335#section-5.1"""


@resource_rule(
    "service-load-balancer-tls",
    title="A public address speaks TLS",
    row="kubernetes-load-balancer",
    types=(SERVICE,),
    safe="an internal load balancer, or ports for TLS only",
    config_key=f"the annotation `{_INTERNAL[-1]}` of the Service to true, or its ports",
    defaults={"spec.type": Default(value="ClusterIP", source=_REFERENCE)},
)
def load_balancer(service: Reader) -> Iterator[Finding]:
    """A LoadBalancer with a public address has no port but 443 and those whose protocol is TLS."""
    if not service.equals("spec.type", "LoadBalancer") or service.equals(_INTERNAL, "true"):
        return
    for port in service.items("spec.ports"):
        yield from told(_in_the_clear(port))


@resource_rule(
    "gateway-listeners-tls",
    title="A gateway answers over TLS only",
    row="kubernetes-load-balancer",
    types=(GATEWAY,),
    safe="HTTPS or TLS",
    config_key="`listeners` of the Gateway, in components/models/route.py",
)
def gateway(gateway: Reader) -> Iterator[Finding]:
    """Every listener of a Gateway is of TLS."""
    for listener in gateway.items("spec.listeners"):
        yield from listener.must_be("protocol", "HTTPS", "TLS", known=("HTTP", "TCP", "UDP"))


@resource_rule(
    "ingress-tls",
    title="An ingress answers over TLS",
    row="kubernetes-load-balancer",
    types=(INGRESS,),
    safe="a host and the Secret with its certificate",
    config_key="`tls` of the Ingress",
)
def ingress(ingress: Reader) -> Iterator[Finding]:
    """Every Ingress has a certificate for each of its hosts."""
    yield from ingress.must_have("spec.tls")
    certificates = ingress.items("spec.tls")
    for certificate in certificates:
        yield from certificate.must_have("secretName")
    for rule in ingress.items("spec.rules"):
        yield from told(_uncovered(rule, certificates))


def _uncovered(rule: Reader, certificates: list[Reader]) -> Iterator[Finding]:
    host = rule.text("host") or ""
    if certificates and not holds_for_one(certificates, lambda certificate: _covers(certificate, host)):
        yield rule.finding(f"no entry of `spec.tls` is for the host of `{rule.path}`")


def _covers(certificate: Reader, host: str) -> bool:
    """Whether an entry of `tls` is for a host; one without hosts is for whatever its certificate is for.

    https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/
    """
    hosts = {one.casefold() for one in certificate.texts("hosts")}
    own = host.casefold()
    return not hosts or own in hosts or f"*.{own.partition('.')[2]}" in hosts


def _in_the_clear(port: Reader) -> Iterator[Finding]:
    if not (port.equals("port", _HTTPS) or (port.text("appProtocol") or "").casefold() in _TLS):
        yield port.finding(f"the load balancer is public, and {port.words('port')}")
