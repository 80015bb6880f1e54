"""Who may talk to a model's pods, and whom they may talk to."""

from collections.abc import Mapping, Sequence

from pulumi_kubernetes import meta, networking

from components.models.pod import POD_PORT
from components.network_policies import DataPlane, pods_of, port, to_name_service, to_outside


def allow_model(
    pods: Mapping[str, str], *, gateway: DataPlane, scraped: bool, outbound_ports: Sequence[int]
) -> networking.v1.NetworkPolicySpecArgs:
    """What a model's pods need: the gateway on their port, names, and TLS services outside of the cluster.

    `pods` are the labels of the pods, `outbound_ports` the TCP ports that they reach out by, `scraped` lets
    Prometheus in. Nobody else calls a model but through the gateway, which alone splits and mirrors its traffic.
    """
    callers = [
        pods_of(gateway.pods, gateway.namespace),
        *([pods_of({"rsName": "ama-metrics"}, namespace="kube-system")] if scraped else []),
    ]
    return networking.v1.NetworkPolicySpecArgs(
        pod_selector=meta.v1.LabelSelectorArgs(match_labels=pods),
        policy_types=["Ingress", "Egress"],
        ingress=[networking.v1.NetworkPolicyIngressRuleArgs(from_=callers, ports=[port(POD_PORT)])],
        egress=[to_name_service(), to_outside(outbound_ports)],
    )
