"""The pod that runs one version of a model: the restricted Pod Security Standard, with nothing left to defaults."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes import core, meta

from components.node_pools import POOL_LABEL, Placement
from config.images import host_of
from config.kubernetes_models import KubernetesDeployment, KubernetesModel

USER_ID = 10001
"""Above the users of any host: CKV_K8S_40."""

SECRETS_PATH = "/mnt/secrets"
CERTIFICATE_PATH = "/mnt/certificate"
"""Where the TLS certificate of the Gateway is mounted, which keeps it in the cluster; only root may read it there."""

SCRATCH_SIZE = "1Gi"
"""What a pod may write, to /tmp and its logs together."""

DRAIN_SECONDS = 15
"""What a pod that is to end goes on taking requests for, until the gateway's proxies have learned that it ends."""

STOP_SECONDS = 15
"""What a server may take to stop, once its last request is answered."""

STARTUP_SECONDS = 600
"""What a server may take to load its model."""

POD_PORT = "http"
"""Name of the port of a model's server.

Whoever means the port says its name: while a rollout changes the number, each pod still answers on its own.
"""

_PROBE_PERIOD_SECONDS = 10
_SCRATCH = "scratch"
_SECRETS = "secrets"
_CERTIFICATE = "certificate"


@dataclass(frozen=True, kw_only=True)
class ModelPodArgs:
    """What a pod is made from."""

    model: str
    config: KubernetesModel
    deployment: KubernetesDeployment
    labels: Mapping[str, str]
    selector: Mapping[str, str]
    """The labels that the pods of the deployment, and no others, have."""
    login_server: pulumi.Input[str]
    """Host of the platform's registry."""
    service_account: str
    secret_provider: str | None
    """Name of the SecretProviderClass whose secrets are mounted; None without any."""
    certificate_provider: str
    """Name of the SecretProviderClass that makes the Gateway's certificate while a pod mounts it."""
    app_insights_connection: pulumi.Input[str]
    """Where the pod's traces go: an address, not a credential."""
    placement: Placement


def model_pod(args: ModelPodArgs) -> core.v1.PodTemplateSpecArgs:
    """The template of a deployment's pods."""
    return core.v1.PodTemplateSpecArgs(
        metadata=meta.v1.ObjectMetaArgs(labels={**args.labels, "azure.workload.identity/use": "true"}),
        spec=core.v1.PodSpecArgs(
            service_account_name=args.service_account,
            automount_service_account_token=False,
            enable_service_links=False,
            host_network=False,
            host_pid=False,
            host_ipc=False,
            security_context=core.v1.PodSecurityContextArgs(
                run_as_non_root=True,
                run_as_user=USER_ID,
                run_as_group=USER_ID,
                fs_group=USER_ID,
                fs_group_change_policy="OnRootMismatch",
                seccomp_profile=core.v1.SeccompProfileArgs(type="RuntimeDefault"),
            ),
            # A request that arrives last still has all the time that the route gives it.
            termination_grace_period_seconds=DRAIN_SECONDS + args.config.route.timeout_seconds + STOP_SECONDS,
            node_selector=args.placement.node_selector,
            tolerations=[
                core.v1.TolerationArgs(key=key, operator="Equal", value=value, effect="NoSchedule")
                for key, value in args.placement.tolerations.items()
            ],
            affinity=_affinity(args.placement),
            topology_spread_constraints=[_spread(key, args) for key in _SPREAD_OVER],
            containers=[_container(args)],
            volumes=_volumes(args),
        ),
    )


def full_image(image: str, login_server: pulumi.Input[str]) -> pulumi.Input[str]:
    """An image's reference with a registry's host in front: the platform's, where the config names none."""
    return image if host_of(image) else pulumi.Output.concat(login_server, "/", image)


_SPREAD_OVER = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")


def _spread(topology_key: str, args: ModelPodArgs) -> core.v1.TopologySpreadConstraintArgs:
    """Even over zones and nodes while there is room; a full zone delays no pod."""
    return core.v1.TopologySpreadConstraintArgs(
        topology_key=topology_key,
        max_skew=1,
        when_unsatisfiable="ScheduleAnyway",
        label_selector=meta.v1.LabelSelectorArgs(match_labels=args.selector),
        match_label_keys=["pod-template-hash"],
    )


def _affinity(placement: Placement) -> core.v1.AffinityArgs | None:
    if not placement.avoided:
        return None
    elsewhere = core.v1.NodeSelectorRequirementArgs(key=POOL_LABEL, operator="NotIn", values=list(placement.avoided))
    term = core.v1.NodeSelectorTermArgs(match_expressions=[elsewhere])
    required = core.v1.NodeSelectorArgs(node_selector_terms=[term])
    return core.v1.AffinityArgs(
        node_affinity=core.v1.NodeAffinityArgs(required_during_scheduling_ignored_during_execution=required)
    )


def _container(args: ModelPodArgs) -> core.v1.ContainerArgs:
    return core.v1.ContainerArgs(
        name="model",
        image=full_image(args.deployment.image, args.login_server),
        image_pull_policy="IfNotPresent",  # a digest never changes
        ports=[core.v1.ContainerPortArgs(name=POD_PORT, container_port=args.config.probes.port, protocol="TCP")],
        env=[
            core.v1.EnvVarArgs(name=name, value=value)
            for name, value in {
                **args.deployment.environment_variables,
                "APPLICATIONINSIGHTS_CONNECTION_STRING": args.app_insights_connection,
                "LOG_LEVEL": args.config.log_level,
                "MODEL_NAME": args.model,
                "MODEL_VERSION": args.deployment.version,
                "PORT": str(args.config.probes.port),
            }.items()
        ],
        resources=_resources(args.deployment),
        security_context=core.v1.SecurityContextArgs(
            privileged=False,
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            run_as_non_root=True,
            run_as_user=USER_ID,
            run_as_group=USER_ID,
            capabilities=core.v1.CapabilitiesArgs(drop=["ALL"]),
            seccomp_profile=core.v1.SeccompProfileArgs(type="RuntimeDefault"),
        ),
        startup_probe=_probe(args, failure_threshold=STARTUP_SECONDS // _PROBE_PERIOD_SECONDS),
        readiness_probe=_probe(args, failure_threshold=2),
        liveness_probe=_probe(args, failure_threshold=6),
        lifecycle=core.v1.LifecycleArgs(
            pre_stop=core.v1.LifecycleHandlerArgs(sleep=core.v1.SleepActionArgs(seconds=DRAIN_SECONDS))
        ),
        volume_mounts=[
            core.v1.VolumeMountArgs(name=_SCRATCH, mount_path="/tmp"),  # noqa: S108 - the pod's own, an emptyDir
            *(
                core.v1.VolumeMountArgs(name=volume, mount_path=path, read_only=True)
                for volume, path, _ in _mounted(args)
            ),
        ],
    )


def _resources(deployment: KubernetesDeployment) -> core.v1.ResourceRequirementsArgs:
    """Limits equal requests, so that no pod lives on what another one was promised."""
    amounts = {
        "cpu": deployment.cpu,
        "memory": deployment.memory,
        "ephemeral-storage": SCRATCH_SIZE,
        **({"nvidia.com/gpu": str(deployment.gpu)} if deployment.gpu else {}),
    }
    return core.v1.ResourceRequirementsArgs(requests=amounts, limits=amounts)


def _probe(args: ModelPodArgs, failure_threshold: int) -> core.v1.ProbeArgs:
    return core.v1.ProbeArgs(
        http_get=core.v1.HTTPGetActionArgs(path=args.config.probes.health, port=POD_PORT),
        period_seconds=_PROBE_PERIOD_SECONDS,
        timeout_seconds=2,
        failure_threshold=failure_threshold,
    )


def _volumes(args: ModelPodArgs) -> list[core.v1.VolumeArgs]:
    scratch = core.v1.VolumeArgs(name=_SCRATCH, empty_dir=core.v1.EmptyDirVolumeSourceArgs(size_limit=SCRATCH_SIZE))
    return [scratch, *(_from_vault(volume, provider) for volume, _, provider in _mounted(args))]


def _mounted(args: ModelPodArgs) -> list[tuple[str, str, str]]:
    """What comes from the vault: name of the volume, where it is mounted, name of its SecretProviderClass.

    A volume that no container mounts would not be mounted at all.
    """
    certificate = (_CERTIFICATE, CERTIFICATE_PATH, args.certificate_provider)
    return [certificate, *([(_SECRETS, SECRETS_PATH, args.secret_provider)] if args.secret_provider else [])]


def _from_vault(volume: str, provider: str) -> core.v1.VolumeArgs:
    mounted = core.v1.CSIVolumeSourceArgs(
        driver="secrets-store.csi.k8s.io", read_only=True, volume_attributes={"secretProviderClass": provider}
    )
    return core.v1.VolumeArgs(name=volume, csi=mounted)
