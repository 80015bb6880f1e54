"""What makes a cluster's GPUs known to Kubernetes: NVIDIA's device plugin on every GPU node.

AKS installs the driver and leaves the plugin to the user; without it no node offers `nvidia.com/gpu`.
https://learn.microsoft.com/azure/aks/use-nvidia-gpu
"""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes import apps, core, meta, networking

from components.models.labels import RESTRICTED, labels_of
from components.network_policies import deny_all

NAMESPACE = "gpu-resources"

_NAME = "nvidia-device-plugin"
_SOCKETS = "/var/lib/kubelet/device-plugins"
"""Where the kubelet listens for plugins, on the node itself."""


@dataclass(frozen=True, kw_only=True)
class GpuPluginArgs:
    """Inputs of `GpuPlugin`."""

    image: pulumi.Input[str]
    """NVIDIA's device plugin, pinned by its digest, host in front."""
    part_of: str
    """Name of the workload that the cluster is a part of."""


class GpuPlugin(pulumi.ComponentResource):
    """NVIDIA's device plugin, in a namespace of its own.

    It must reach the kubelet's sockets on the node, as root, so that its namespace cannot enforce the restricted
    Pod Security Standard; it has no network, no token and no capability instead.
    """

    namespace: str
    """Name of the plugin's namespace."""

    def __init__(self, name: str, args: GpuPluginArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:cluster:GpuPlugin", name, None, opts)
        labels = labels_of(_NAME, args.part_of)
        standard = {**RESTRICTED, "pod-security.kubernetes.io/enforce": "privileged"}
        namespace = core.v1.Namespace(
            f"{name}-namespace",
            metadata=meta.v1.ObjectMetaArgs(name=NAMESPACE, labels={**labels, **standard}),
            opts=pulumi.ResourceOptions(parent=self),
        )
        inside = pulumi.ResourceOptions(parent=self, depends_on=[namespace], deleted_with=namespace)
        metadata = meta.v1.ObjectMetaArgs(name=_NAME, namespace=NAMESPACE, labels=labels)
        account = core.v1.ServiceAccount(
            f"{name}-account", metadata=metadata, automount_service_account_token=False, opts=inside
        )
        firewall = networking.v1.NetworkPolicy(f"{name}-deny-all", metadata=metadata, spec=deny_all(), opts=inside)
        apps.v1.DaemonSet(
            f"{name}-plugin",
            metadata=metadata,
            spec=apps.v1.DaemonSetSpecArgs(
                selector=meta.v1.LabelSelectorArgs(match_labels={"app.kubernetes.io/name": _NAME}),
                update_strategy=apps.v1.DaemonSetUpdateStrategyArgs(type="RollingUpdate"),
                template=core.v1.PodTemplateSpecArgs(metadata=meta.v1.ObjectMetaArgs(labels=labels), spec=_pod(args)),
            ),
            opts=pulumi.ResourceOptions.merge(inside, pulumi.ResourceOptions(depends_on=[account, firewall])),
        )
        self.namespace = NAMESPACE
        self.register_outputs({"namespace": self.namespace})


def _pod(args: GpuPluginArgs) -> core.v1.PodSpecArgs:
    return core.v1.PodSpecArgs(
        service_account_name=_NAME,
        automount_service_account_token=False,
        enable_service_links=False,
        host_network=False,
        host_pid=False,
        host_ipc=False,
        priority_class_name="system-node-critical",
        node_selector={"sku": "gpu"},
        tolerations=[core.v1.TolerationArgs(operator="Exists", effect="NoSchedule")],
        security_context=core.v1.PodSecurityContextArgs(
            seccomp_profile=core.v1.SeccompProfileArgs(type="RuntimeDefault")
        ),
        containers=[_container(args)],
        volumes=[
            core.v1.VolumeArgs(
                name="sockets", host_path=core.v1.HostPathVolumeSourceArgs(path=_SOCKETS, type="Directory")
            )
        ],
    )


def _container(args: GpuPluginArgs) -> core.v1.ContainerArgs:
    amounts = {"cpu": "50m", "memory": "128Mi", "ephemeral-storage": "64Mi"}
    return core.v1.ContainerArgs(
        name=_NAME,
        image=args.image,
        image_pull_policy="IfNotPresent",
        env=[core.v1.EnvVarArgs(name="FAIL_ON_INIT_ERROR", value="false")],
        resources=core.v1.ResourceRequirementsArgs(requests=amounts, limits=amounts),
        security_context=core.v1.SecurityContextArgs(
            privileged=False,
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=core.v1.CapabilitiesArgs(drop=["ALL"]),
            seccomp_profile=core.v1.SeccompProfileArgs(type="RuntimeDefault"),
        ),
        volume_mounts=[core.v1.VolumeMountArgs(name="sockets", mount_path=_SOCKETS)],
    )
