"""One version of a model on AKS: its pods, their address, and what scales and keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes import apiextensions, apps, autoscaling, core, meta, policy

from components.models.event_scaling import EventSources, scaled_object
from components.models.labels import labels_of
from components.models.pod import POD_PORT, ModelPodArgs, model_pod
from components.models.pod_scaling import KEEP_OUT, horizontal, recommendation
from components.node_pools import Placement
from config.kubernetes_models import KubernetesDeployment, KubernetesModel

ROLLOUT_SECONDS = 1200
"""What a rollout may take: a new GPU node, the pull of a large image, and the load of the model."""

SERVICE_PORT = 80

FREEZE = "ai-models/freeze-live"
"""Annotation of a Deployment: `true` has the cluster refuse another image while it has live traffic."""


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
    """Name of the SecretProviderClass of the model's secrets; None without any."""
    certificate_provider: str
    """Name of the SecretProviderClass that makes the Gateway's certificate."""
    app_insights_connection: pulumi.Input[str]
    placement: Placement
    events: EventSources
    needs: Sequence[pulumi.Resource]
    """What must be there before the first pod: the identity and its roles, the firewall, the secrets."""


class KubernetesWorkload(pulumi.ComponentResource):
    """A Deployment with its Service, autoscaler and disruption budget."""

    service_name: str
    """Name of the Service, in the model's namespace; it listens on port 80."""
    service: core.v1.Service
    ready: list[pulumi.Resource]
    """What must be there before the deployment gets traffic: its pods, and what scales and keeps them."""

    def __init__(self, name: str, args: KubernetesWorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:KubernetesWorkload", name, None, opts)
        self.service_name = f"{args.model}-{args.deployment}"
        selector = {"app.kubernetes.io/name": args.model, "app.kubernetes.io/instance": args.deployment}
        version = args.config.deployments[args.deployment]
        labels = {**labels_of(args.model, args.part_of), **selector, "app.kubernetes.io/version": version.version}
        deployment = self._create_deployment(name, args, version, labels, selector)
        self.service = self._create_service(name, args, labels, selector)
        self.ready = [
            deployment,
            self._create_budget(name, args, labels, selector),
            *self._create_autoscaler(name, args, labels, deployment),
        ]
        if args.config.recommend_resources:
            self._create_custom(
                f"{name}-recommendation",
                args,
                "autoscaling.k8s.io/v1",
                "VerticalPodAutoscaler",
                labels,
                recommendation(self.service_name),
                deployment,
            )
        self.register_outputs({"serviceName": self.service_name})

    def _metadata(
        self, args: KubernetesWorkloadArgs, labels: Mapping[str, str], annotations: Mapping[str, str] | None = None
    ) -> meta.v1.ObjectMetaArgs:
        return meta.v1.ObjectMetaArgs(
            name=self.service_name, namespace=args.namespace_name, labels=labels, annotations=annotations
        )

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
        labels: Mapping[str, str],
        selector: Mapping[str, str],
    ) -> apps.v1.Deployment:
        opts = self._opts(args, *args.needs)
        if args.config.scaling is not None:
            # What scales the pods owns their number from the first one on; docs/adr tells what leaving it out would do.
            opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=["spec.replicas"]))
        return apps.v1.Deployment(
            f"{name}-deployment",
            metadata=self._metadata(args, labels, _of_deployment(args.config)),
            spec=apps.v1.DeploymentSpecArgs(
                replicas=args.config.first_replicas(args.deployment),
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
                        certificate_provider=args.certificate_provider,
                        app_insights_connection=args.app_insights_connection,
                        placement=args.placement,
                    )
                ),
            ),
            opts=opts,
        )

    def _create_service(
        self, name: str, args: KubernetesWorkloadArgs, labels: Mapping[str, str], selector: Mapping[str, str]
    ) -> core.v1.Service:
        return core.v1.Service(
            f"{name}-service",
            # A route names the Services of all deployments, one that fails among them: none waits for its pods.
            metadata=self._metadata(args, labels, {"pulumi.com/skipAwait": "true"}),
            spec=core.v1.ServiceSpecArgs(
                type="ClusterIP",
                selector=selector,
                session_affinity="None",  # users stuck to a pod would stay with a canary
                ports=[core.v1.ServicePortArgs(name="http", port=SERVICE_PORT, target_port=POD_PORT, protocol="TCP")],
            ),
            opts=self._opts(args),
        )

    def _create_budget(
        self, name: str, args: KubernetesWorkloadArgs, labels: Mapping[str, str], selector: Mapping[str, str]
    ) -> policy.v1.PodDisruptionBudget:
        return policy.v1.PodDisruptionBudget(
            f"{name}-budget",
            metadata=self._metadata(args, labels),
            spec=policy.v1.PodDisruptionBudgetSpecArgs(
                max_unavailable=1,
                unhealthy_pod_eviction_policy="AlwaysAllow",
                selector=meta.v1.LabelSelectorArgs(match_labels=selector),
            ),
            opts=self._opts(args),
        )

    def _create_autoscaler(
        self, name: str, args: KubernetesWorkloadArgs, labels: Mapping[str, str], deployment: pulumi.Resource
    ) -> list[pulumi.Resource]:
        config = args.config
        if config.event_autoscale is not None:
            spec = scaled_object(
                config.event_autoscale,
                args.events,
                workload=self.service_name,
                deployment=args.deployment,
                authentication=args.model,
            )
            made = self._create_custom(
                f"{name}-events", args, "keda.sh/v1alpha1", "ScaledObject", labels, spec, deployment
            )
            return [made]
        if config.autoscale is None:
            return []
        return [
            autoscaling.v2.HorizontalPodAutoscaler(
                f"{name}-autoscaler",
                metadata=self._metadata(args, labels, KEEP_OUT),
                spec=horizontal(config.autoscale, self.service_name),
                opts=self._opts(args, deployment),
            )
        ]

    def _create_custom(
        self,
        name: str,
        args: KubernetesWorkloadArgs,
        api_version: str,
        kind: str,
        labels: Mapping[str, str],
        spec: Mapping[str, Any],
        *depends_on: pulumi.Resource,
    ) -> apiextensions.CustomResource:
        return apiextensions.CustomResource(
            name,
            api_version=api_version,
            kind=kind,
            metadata=self._metadata(args, labels),
            spec=spec,
            opts=self._opts(args, *depends_on),
        )


def _of_deployment(config: KubernetesModel) -> dict[str, str]:
    return {
        FREEZE: str(config.rollout.freeze_live).lower(),
        # Where an autoscaler has gone, the number of pods is still its own; the config takes it back.
        "pulumi.com/patchForce": "true",
    }
