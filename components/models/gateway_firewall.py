"""Who may talk to the gateway's controller and proxies, and whom they may talk to.

Ports: https://github.com/envoyproxy/gateway/blob/v1.9.0/charts/gateway-helm/values.tmpl.yaml
"""

from collections.abc import Mapping

from pulumi_kubernetes import meta, networking

from components.network_policies import from_anywhere, pods_of, pods_of_models, port, to_name_service, to_outside

HTTPS = 443
PROXY_HTTPS = 10443
"""What a proxy listens on for a listener of port 443: ports below 1024 are moved up by 10000."""

_XDS = 18000
"""What a proxy asks the controller for its configuration on."""

_CONTROLLER = {"control-plane": "envoy-gateway"}
_ISSUER = {"app": "certgen"}


def allow_controller() -> networking.v1.NetworkPolicySpecArgs:
    """The controller: proxies ask it, it asks the API server."""
    return networking.v1.NetworkPolicySpecArgs(
        pod_selector=meta.v1.LabelSelectorArgs(match_labels=_CONTROLLER),
        policy_types=["Ingress", "Egress"],
        ingress=[networking.v1.NetworkPolicyIngressRuleArgs(from_=[pods_of({})], ports=[port(_XDS)])],
        egress=[to_name_service(), to_outside([HTTPS])],
    )


def allow_issuer() -> networking.v1.NetworkPolicySpecArgs:
    """The job that makes the certificates between controller and proxies: it keeps them by the API server."""
    return networking.v1.NetworkPolicySpecArgs(
        pod_selector=meta.v1.LabelSelectorArgs(match_labels=_ISSUER),
        policy_types=["Egress"],
        egress=[to_name_service(), to_outside([HTTPS])],
    )


def allow_proxies(pods: Mapping[str, str]) -> networking.v1.NetworkPolicySpecArgs:
    """The proxies: callers on their TLS port, the controller, and the models behind them."""
    to_controller = networking.v1.NetworkPolicyEgressRuleArgs(to=[pods_of(_CONTROLLER)], ports=[port(_XDS)])
    return networking.v1.NetworkPolicySpecArgs(
        pod_selector=meta.v1.LabelSelectorArgs(match_labels=pods),
        policy_types=["Ingress", "Egress"],
        ingress=[from_anywhere([PROXY_HTTPS])],
        egress=[
            to_name_service(),
            to_controller,
            networking.v1.NetworkPolicyEgressRuleArgs(to=[pods_of_models()]),
        ],
    )
