"""The models of a stamp, each on the target that its config names."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes

from components.addresses import workspace_address
from components.cluster import Cluster
from components.decisions.decide import StampDecisions
from components.messaging import Messaging
from components.models.batch_endpoint import BatchEndpoint, BatchEndpointArgs
from components.models.batch_outputs import BatchOutputsArgs, create_batch_outputs
from components.models.event_scaling import EventSources
from components.models.gateway import ModelGateway, ModelGatewayArgs
from components.models.gpu_plugin import GpuPlugin, GpuPluginArgs
from components.models.kubernetes_endpoint import KubernetesEndpoint, KubernetesEndpointArgs
from components.models.managed_endpoint import ManagedEndpoint, ManagedEndpointArgs
from components.models.pod import full_image
from components.names import Names
from components.node_pools import placement
from components.providers import kubernetes_provider
from components.registry import Registry
from components.telemetry import Telemetry
from components.vault import Vault
from components.workspace import Workspace
from config.models import BatchModel, KubernetesModel, ManagedModel, of_target
from config.reserved import GATEWAY, GPU_PLUGIN, PREDICTIONS
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class ServingArgs:
    """Inputs of `Serving`."""

    config: StackConfig
    region: str
    decisions: StampDecisions
    """What the endpoints of this region are given, from what Azure answers about them."""
    names: Names
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    provider: azure.Provider
    """The Azure provider of the region."""
    cluster: Cluster
    workspace: Workspace
    messaging: Messaging
    vault: Vault
    registry: Registry
    telemetry: Telemetry
    log_workspace_id: pulumi.Input[str]


class Serving(pulumi.ComponentResource):
    """The endpoints of a stamp, with the provider that declares what is in the stamp's cluster."""

    managed: dict[str, ManagedEndpoint]
    """By model."""
    batch: dict[str, BatchEndpoint]
    """By model."""
    hosted: dict[str, KubernetesEndpoint]
    """By model."""

    def __init__(self, name: str, args: ServingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:Serving", name, None, opts)
        provider = kubernetes_provider(
            f"{name}-kubernetes", args.cluster.kubeconfig, args.cluster.id, pulumi.ResourceOptions(parent=self)
        )
        self._create_gpu_plugin(name, args, provider)
        models = args.config.models
        self.managed = {
            model: self._create_managed(f"{name}-{model}", model, config, args)
            for model, config in models.items()
            if isinstance(config, ManagedModel)
        }
        self.batch = self._create_batch(name, args)
        gateway = self._create_gateway(name, args, provider)
        self.hosted = {
            model: self._create_hosted(f"{name}-{model}", model, config, args, provider, gateway)
            for model, config in models.items()
            if isinstance(config, KubernetesModel) and gateway is not None
        }
        self.register_outputs(
            {
                "managed": {model: endpoint.scoring_uri for model, endpoint in self.managed.items()},
                "batch": {model: endpoint.scoring_uri for model, endpoint in self.batch.items()},
                "hosted": {model: endpoint.namespace for model, endpoint in self.hosted.items()},
            }
        )

    def _create_gpu_plugin(self, name: str, args: ServingArgs, provider: kubernetes.Provider) -> None:
        image = args.config.cluster.gpu_plugin
        if image is None:
            return
        GpuPlugin(
            # Two dashes, which no model has.
            f"{name}--{GPU_PLUGIN}",
            GpuPluginArgs(image=full_image(image, args.registry.login_server), part_of=args.names.workload),
            opts=pulumi.ResourceOptions(parent=self, providers=[provider]),
        )

    def _create_gateway(self, name: str, args: ServingArgs, provider: kubernetes.Provider) -> ModelGateway | None:
        """What the models on AKS are reached through; the config has it wherever there are any."""
        config = args.config.cluster.gateway
        if config is None:
            return None
        return ModelGateway(
            f"{name}--{GATEWAY}",
            ModelGatewayArgs(
                config=config,
                login_server=args.registry.login_server,
                placement=placement(0, args.config.cluster.pools),
                part_of=args.names.workload,
                needs=args.cluster.ready,
            ),
            opts=pulumi.ResourceOptions(parent=self, providers=[provider]),
        )

    def _create_managed(self, name: str, model: str, config: ManagedModel, args: ServingArgs) -> ManagedEndpoint:
        return ManagedEndpoint(
            name,
            ManagedEndpointArgs(
                model=model,
                config=config,
                plan=args.decisions.traffic[model],
                names=args.names,
                location=args.region,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                protect=args.config.protects(args.region, config),
                retired=args.config.retires(args.region, config),
                private=args.config.network.private_endpoints,
                address=workspace_address(args.names, args.region),
                workspace_name=args.workspace.name,
                workspace_id=args.workspace.id,
                storage_account_id=args.workspace.storage_account_id,
                registry_id=args.registry.registry_id,
                login_server=args.registry.login_server,
                app_insights_id=args.telemetry.app_insights_id,
                log_workspace_id=args.log_workspace_id,
                needs=args.workspace.network_rules,
                state=args.decisions.state,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_batch(self, name: str, args: ServingArgs) -> dict[str, BatchEndpoint]:
        if not args.workspace.compute:
            return {}
        # With the compute, not with the first model: what jobs have written stays when the last model goes.
        outputs = create_batch_outputs(
            # Two dashes, which no model has.
            f"{name}--{PREDICTIONS}",
            BatchOutputsArgs(
                workspace=args.workspace,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                protect=args.config.protects(args.region),
            ),
            self,
        )
        return {
            model: BatchEndpoint(
                f"{name}-{model}",
                BatchEndpointArgs(
                    model=model,
                    config=config,
                    plan=args.decisions.defaults[model],
                    names=args.names,
                    location=args.region,
                    resource_group_name=args.resource_group_name,
                    tags=args.tags,
                    protect=args.config.protects(args.region, config),
                    retired=args.config.retires(args.region, config),
                    address=workspace_address(args.names, args.region),
                    workspace_name=args.workspace.name,
                    login_server=args.registry.login_server,
                    compute_ids={cluster: made.id for cluster, made in args.workspace.compute.items()},
                    needs=[outputs, *args.workspace.network_rules],
                    state=args.decisions.state,
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )
            for model, config in of_target(args.config.models, BatchModel)
        }

    def _create_hosted(
        self,
        name: str,
        model: str,
        config: KubernetesModel,
        args: ServingArgs,
        provider: kubernetes.Provider,
        gateway: ModelGateway,
    ) -> KubernetesEndpoint:
        return KubernetesEndpoint(
            name,
            KubernetesEndpointArgs(
                model=model,
                config=config,
                pools=args.config.cluster.pools,
                gateway=gateway.config,
                data_plane=gateway.data_plane,
                names=args.names,
                location=args.region,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                protect=args.config.protects(args.region, config),
                retired=args.config.retires(args.region, config),
                tenant_id=args.config.azure.tenant_id,
                oidc_issuer_url=args.cluster.oidc_issuer_url,
                login_server=args.registry.login_server,
                vault_name=args.vault.vault_name,
                secret_ids=args.vault.secret_ids,
                app_insights_id=args.telemetry.app_insights_id,
                app_insights_connection=args.telemetry.app_insights_connection,
                events=EventSources(
                    service_bus=args.messaging.host,
                    queue_ids=args.messaging.queue_ids,
                    monitor_workspace_id=args.telemetry.monitor_workspace_id,
                    prometheus_url=args.telemetry.prometheus_url,
                ),
                needs=[*args.cluster.ready, gateway],
            ),
            opts=pulumi.ResourceOptions(parent=self, providers=[args.provider, provider]),
        )
