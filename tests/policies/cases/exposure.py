"""Ways into a cluster."""

from policies.declared import UNKNOWN
from policies.rules.exposure import GATEWAY, INGRESS, SERVICE
from tests.policies.casework import absent, broken, change, edit, fine, unknown
from tests.policies.pods import kubernetes

_INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal"
_PORTS = {"ports": [{"port": 80, "targetPort": "http"}]}

GOOD = (
    kubernetes(
        SERVICE,
        "internal",
        {"metadata": {"annotations": {_INTERNAL: "true"}}, "spec": {"type": "LoadBalancer", **_PORTS}},
    ),
    kubernetes(SERVICE, "inside", {"spec": {"type": "ClusterIP", **_PORTS}}),
    kubernetes(GATEWAY, "gateway", {"spec": {"listeners": [{"protocol": "HTTPS", "port": 443}]}}),
    kubernetes(
        INGRESS,
        "ingress",
        {
            "spec": {
                "tls": [{"hosts": ["fraud.example.com"], "secretName": "tls"}],
                "rules": [{"host": "fraud.example.com", "http": {"paths": [{"path": "/"}]}}],
            }
        },
    ),
)

_ANNOTATION = ("metadata", "annotations", _INTERNAL)
_PUBLIC = edit("internal", _ANNOTATION, "false")

CASES = {
    "service-load-balancer-tls": (
        broken("inside", "spec.type", "LoadBalancer"),
        broken("internal", _ANNOTATION, "false"),
        broken("internal", _ANNOTATION, "True"),
        change("broken", "violated", _PUBLIC, edit("internal", "spec.ports.0.appProtocol", "http")),
        absent("internal", _ANNOTATION),
        absent("inside", "spec.type", passes=True),
        change("fine", "passed", _PUBLIC, edit("internal", "spec.ports.0.port", 443)),
        change("fine", "passed", _PUBLIC, edit("internal", "spec.ports.0.appProtocol", "https")),
        unknown("inside", "spec.type"),
        unknown("internal", _ANNOTATION),
        change("broken", "violated", _PUBLIC, edit("internal", "spec.ports", [{"port": UNKNOWN}, {"port": 80}])),
        change("fine", "passed", _PUBLIC, edit("internal", "spec.ports.0.appProtocol", "TLS")),
    ),
    "gateway-listeners-tls": (
        *(broken("gateway", "spec.listeners.0.protocol", one) for one in ("HTTP", "TCP", "UDP", "https")),
        absent("gateway", "spec.listeners.0.protocol"),
        unknown("gateway", "spec.listeners"),
        fine("gateway", "spec.listeners.0.protocol", "TLS"),
    ),
    "ingress-tls": (
        broken("ingress", "spec.tls", []),
        broken("ingress", "spec.tls", [{}]),
        broken("ingress", "spec.tls.0.hosts", ["churn.example.com", "*.com", "*.fraud.example.com"]),
        broken("ingress", "spec.tls.0.secretName", ""),
        broken("ingress", "spec.tls", [UNKNOWN, {"secretName": ""}]),
        broken("ingress", "spec.rules.0.host", "a.fraud.example.com"),
        broken("ingress", "spec.rules", [{"host": UNKNOWN}, {"host": "churn.example.com"}]),
        absent("ingress", "spec.tls.0.secretName"),
        absent("ingress", "spec.rules.0.host"),
        absent("ingress", "spec.rules", passes=True),
        absent("ingress", "spec.tls.0.hosts", passes=True),
        unknown("ingress", "spec.rules"),
        unknown("ingress", "spec.rules.0.host"),
        unknown("ingress", "spec.tls.0.hosts"),
        unknown("ingress", "spec.tls.0.secretName"),
        fine("ingress", "spec.tls.0.hosts", ["churn.example.com", "*.Example.com"]),
        fine("ingress", "spec.rules.0.host", "Fraud.example.com"),
        absent("ingress", "spec.tls"),
        unknown("ingress", "spec.tls"),
    ),
}
