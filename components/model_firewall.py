"""Who may talk to a model's pods, and whom they may talk to."""

from collections.abc import Mapping

from pulumi_kubernetes import meta, networking

CLIENT_LABEL = "ai-models/client"
"""A namespace with this label set to `true` may call models."""

_NAMESPACE_LABEL = "kubernetes.io/metadata.name"
_LINK_LOCAL = "169.254.0.0/16"
"""Where the node's metadata service hands out the node's own tokens."""


def deny_all() -> networking.v1.NetworkPolicySpecArgs:
    """Nothing in, nothing out, for every pod of the namespace."""
    return networking.v1.NetworkPolicySpecArgs(
        pod_selector=meta.v1.LabelSelectorArgs(), policy_types=["Ingress", "Egress"]
    )


def allow_model(
    pods: Mapping[str, str], port: int, *, scraped: bool, outbound_ports: tuple[int, ...]
) -> networking.v1.NetworkPolicySpecArgs:
    """What a model's pods need: callers on their port, names, and TLS services outside of the cluster.

    `pods` are the labels of the pods, `outbound_ports` the TCP ports that they reach out by, `scraped` lets
    Prometheus in.
    """
    callers = [
        _peer({}),
        networking.v1.NetworkPolicyPeerArgs(
            namespace_selector=meta.v1.LabelSelectorArgs(match_labels={CLIENT_LABEL: "true"})
        ),
        *([_peer({"rsName": "ama-metrics"}, namespace="kube-system")] if scraped else []),
    ]
    return networking.v1.NetworkPolicySpecArgs(
        pod_selector=meta.v1.LabelSelectorArgs(match_labels=pods),
        policy_types=["Ingress", "Egress"],
        ingress=[networking.v1.NetworkPolicyIngressRuleArgs(from_=callers, ports=[_port(port)])],
        egress=[
            networking.v1.NetworkPolicyEgressRuleArgs(
                to=[_peer({"k8s-app": "kube-dns"}, namespace="kube-system")], ports=[_port(53, "UDP"), _port(53)]
            ),
            networking.v1.NetworkPolicyEgressRuleArgs(
                to=[
                    networking.v1.NetworkPolicyPeerArgs(
                        ip_block=networking.v1.IPBlockArgs(cidr="0.0.0.0/0", except_=[_LINK_LOCAL])
                    )
                ],
                ports=[_port(outbound) for outbound in outbound_ports],
            ),
        ],
    )


def _peer(pods: Mapping[str, str], *, namespace: str | None = None) -> networking.v1.NetworkPolicyPeerArgs:
    """Pods by their labels, of a namespace or of the policy's own."""
    selector = meta.v1.LabelSelectorArgs(match_labels=pods) if pods else meta.v1.LabelSelectorArgs()
    if namespace is None:
        return networking.v1.NetworkPolicyPeerArgs(pod_selector=selector)
    return networking.v1.NetworkPolicyPeerArgs(
        namespace_selector=meta.v1.LabelSelectorArgs(match_labels={_NAMESPACE_LABEL: namespace}),
        pod_selector=selector,
    )


def _port(number: int, protocol: str = "TCP") -> networking.v1.NetworkPolicyPortArgs:
    return networking.v1.NetworkPolicyPortArgs(port=number, protocol=protocol)
