"""One version of a model on AKS: its pods, their address, and what scales and keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes import apps, autoscaling, core, meta, policy

from components.model_pod import ModelPodArgs, model_pod
from components.node_pools import Placement
from config.models import KubernetesAutoscale, KubernetesDeployment, KubernetesModel

ROLLOUT_SECONDS = 1200
"""What a rollout may take: a new GPU node, the pull of a large image, and the load of the model."""

SERVICE_PORT = 80


@dataclass(frozen=True, kw_only=True)
class KubernetesWorkloadArgs:
    """Inputs of `KubernetesWorkload`."""

    model: str
    deployment: str
    """Name of the deployment in the config."""
    config: KubernetesModel
    namespace: core.v1.Namespace
    namespace_name: str
    part_of: str
    """Name of the workload that the model is a part of."""
    login_server: pulumi.Input[str]
    service_account: str
    secret_provider: str | None
    app_insights_connection: pulumi.Input[str]
    placement: Placement
    needs: Sequence[pulumi.Resource]
    """What must be there before the first pod: the identity and its roles, the firewall, the secrets."""


class KubernetesWorkload(pulumi.ComponentResource):
    """A Deployment with its Service, autoscaler and disruption budget."""

    service_name: str
    """Name of the Service, in the model's namespace; it listens on port 80."""
    deployment: apps.v1.Deployment

    def __init__(self, name: str, args: KubernetesWorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:KubernetesWorkload", name, None, opts)
        self.service_name = f"{args.model}-{args.deployment}"
        selector = {"app.kubernetes.io/name": args.model, "app.kubernetes.io/instance": args.deployment}
        version = args.config.deployments[args.deployment]
        labels = {
            **selector,
            "app.kubernetes.io/version": version.version,
            "app.kubernetes.io/part-of": args.part_of,
            "app.kubernetes.io/managed-by": "pulumi",
        }
        metadata = meta.v1.ObjectMetaArgs(name=self.service_name, namespace=args.namespace_name, labels=labels)
        self.deployment = self._create_deployment(name, args, version, metadata, labels, selector)
        self._create_service(name, args, metadata, selector)
        self._create_budget(name, args, metadata, selector)
        if args.config.autoscale:
            self._create_autoscaler(name, args, args.config.autoscale, metadata)
        self.register_outputs({"serviceName": self.service_name})

    def _opts(self, args: KubernetesWorkloadArgs, *depends_on: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self,
            depends_on=[args.namespace, *depends_on],
            deleted_with=args.namespace,
            custom_timeouts=pulumi.CustomTimeouts(create=f"{ROLLOUT_SECONDS}s", update=f"{ROLLOUT_SECONDS}s"),
        )

    def _create_deployment(
        self,
        name: str,
        args: KubernetesWorkloadArgs,
        version: KubernetesDeployment,
        metadata: meta.v1.ObjectMetaArgs,
        labels: Mapping[str, str],
        selector: Mapping[str, str],
    ) -> apps.v1.Deployment:
        return apps.v1.Deployment(
            f"{name}-deployment",
            metadata=metadata,
            spec=apps.v1.DeploymentSpecArgs(
                # An autoscaler owns the number of pods; naming one here would fight it at every `up`.
                replicas=None if args.config.autoscale else version.replicas,
                selector=meta.v1.LabelSelectorArgs(match_labels=selector),
                strategy=apps.v1.DeploymentStrategyArgs(
                    type="RollingUpdate",
                    rolling_update=apps.v1.RollingUpdateDeploymentArgs(max_unavailable=0, max_surge="25%"),
                ),
                min_ready_seconds=10,
                progress_deadline_seconds=ROLLOUT_SECONDS,
                revision_history_limit=3,
                template=model_pod(
                    ModelPodArgs(
                        model=args.model,
                        config=args.config,
                        deployment=version,
                        labels=labels,
                        selector=selector,
                        login_server=args.login_server,
                        service_account=args.service_account,
                        secret_provider=args.secret_provider,
                        app_insights_connection=args.app_insights_connection,
                        placement=args.placement,
                    )
                ),
            ),
            opts=self._opts(args, *args.needs),
        )

    def _create_service(
        self,
        name: str,
        args: KubernetesWorkloadArgs,
        metadata: meta.v1.ObjectMetaArgs,
        selector: Mapping[str, str],
    ) -> None:
        core.v1.Service(
            f"{name}-service",
            metadata=metadata,
            spec=core.v1.ServiceSpecArgs(
                type="ClusterIP",
                selector=selector,
                session_affinity="None",  # users stuck to a pod would stay with a canary
                ports=[core.v1.ServicePortArgs(name="http", port=SERVICE_PORT, target_port="http", protocol="TCP")],
            ),
            # The provider waits for a Service to have pods behind it, in vain while there are none yet.
            opts=self._opts(args, self.deployment),
        )

    def _create_budget(
        self,
        name: str,
        args: KubernetesWorkloadArgs,
        metadata: meta.v1.ObjectMetaArgs,
        selector: Mapping[str, str],
    ) -> None:
        policy.v1.PodDisruptionBudget(
            f"{name}-budget",
            metadata=metadata,
            spec=policy.v1.PodDisruptionBudgetSpecArgs(
                max_unavailable=1,
                unhealthy_pod_eviction_policy="AlwaysAllow",
                selector=meta.v1.LabelSelectorArgs(match_labels=selector),
            ),
            opts=self._opts(args),
        )

    def _create_autoscaler(
        self,
        name: str,
        args: KubernetesWorkloadArgs,
        autoscale: KubernetesAutoscale,
        metadata: meta.v1.ObjectMetaArgs,
    ) -> None:
        autoscaling.v2.HorizontalPodAutoscaler(
            f"{name}-autoscaler",
            metadata=metadata,
            spec=autoscaling.v2.HorizontalPodAutoscalerSpecArgs(
                scale_target_ref=autoscaling.v2.CrossVersionObjectReferenceArgs(
                    api_version="apps/v1", kind="Deployment", name=self.service_name
                ),
                min_replicas=autoscale.min_replicas,
                max_replicas=autoscale.max_replicas,
                metrics=[
                    autoscaling.v2.MetricSpecArgs(
                        type="Resource",
                        resource=autoscaling.v2.ResourceMetricSourceArgs(
                            name="cpu",
                            target=autoscaling.v2.MetricTargetArgs(
                                type="Utilization", average_utilization=autoscale.cpu_utilization
                            ),
                        ),
                    )
                ],
            ),
            opts=self._opts(args, self.deployment),
        )
