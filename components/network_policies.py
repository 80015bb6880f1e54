"""What the network policies of the platform's namespaces are put together from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi_kubernetes import meta, networking

MODEL_LABEL = "ai-models/model"
"""A namespace with this label holds a model; its value is the model's name."""

NAMESPACE_LABEL = "kubernetes.io/metadata.name"
_LINK_LOCAL = "169.254.0.0/16"
"""Where the node's metadata service hands out the node's own tokens."""


@dataclass(frozen=True, kw_only=True)
class DataPlane:
    """The pods of a gateway that requests reach the models from."""

    namespace: str
    pods: Mapping[str, str]
    """Labels that these pods have; empty for all pods of the namespace."""


def deny_all() -> networking.v1.NetworkPolicySpecArgs:
    """Nothing in, nothing out, for every pod of the namespace."""
    return networking.v1.NetworkPolicySpecArgs(
        pod_selector=meta.v1.LabelSelectorArgs(), policy_types=["Ingress", "Egress"]
    )


def pods_of(pods: Mapping[str, str], namespace: str | None = None) -> networking.v1.NetworkPolicyPeerArgs:
    """Pods by their labels, all without any, of a namespace or of the policy's own."""
    selector = meta.v1.LabelSelectorArgs(match_labels=pods) if pods else meta.v1.LabelSelectorArgs()
    if namespace is None:
        return networking.v1.NetworkPolicyPeerArgs(pod_selector=selector)
    return networking.v1.NetworkPolicyPeerArgs(
        namespace_selector=meta.v1.LabelSelectorArgs(match_labels={NAMESPACE_LABEL: namespace}),
        pod_selector=selector,
    )


def pods_of_models() -> networking.v1.NetworkPolicyPeerArgs:
    """The pods of every model."""
    expression = meta.v1.LabelSelectorRequirementArgs(key=MODEL_LABEL, operator="Exists")
    return networking.v1.NetworkPolicyPeerArgs(
        namespace_selector=meta.v1.LabelSelectorArgs(match_expressions=[expression])
    )


def from_anywhere(ports: Sequence[int]) -> networking.v1.NetworkPolicyIngressRuleArgs:
    """Whoever reaches the pods at all, inside of the cluster and outside: to Cilium, no address is a pod's."""
    outside = networking.v1.NetworkPolicyPeerArgs(ip_block=networking.v1.IPBlockArgs(cidr="0.0.0.0/0"))
    inside = networking.v1.NetworkPolicyPeerArgs(namespace_selector=meta.v1.LabelSelectorArgs())
    return networking.v1.NetworkPolicyIngressRuleArgs(from_=[outside, inside], ports=[port(number) for number in ports])


def to_name_service() -> networking.v1.NetworkPolicyEgressRuleArgs:
    """The cluster's DNS."""
    return networking.v1.NetworkPolicyEgressRuleArgs(
        to=[pods_of({"k8s-app": "kube-dns"}, namespace="kube-system")], ports=[port(53, "UDP"), port(53)]
    )


def to_outside(ports: Sequence[int]) -> networking.v1.NetworkPolicyEgressRuleArgs:
    """Whatever is outside of the cluster, its API server among it, but for the node's metadata service."""
    outside = networking.v1.IPBlockArgs(cidr="0.0.0.0/0", except_=[_LINK_LOCAL])
    return networking.v1.NetworkPolicyEgressRuleArgs(
        to=[networking.v1.NetworkPolicyPeerArgs(ip_block=outside)], ports=[port(number) for number in ports]
    )


def port(which: int | str, protocol: str = "TCP") -> networking.v1.NetworkPolicyPortArgs:
    """One port, by its number or, of each pod's own, by its name."""
    return networking.v1.NetworkPolicyPortArgs(port=which, protocol=protocol)
