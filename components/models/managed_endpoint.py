"""A model on an Azure ML managed online endpoint: the endpoint, its identity, its deployments and their autoscalers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_azure_native.machinelearningservices as ml

from components.addresses import WorkspaceAddress, endpoint_name
from components.decisions.live import STABLE_TAG, WRITE_TAG
from components.decisions.retirement import endpoint_tags
from components.decisions.stack_state import StackState
from components.decisions.traffic import TrafficPlan
from components.diagnostics import send_diagnostics
from components.identities import Identity, IdentityArgs
from components.models.environment import create_environments
from components.models.managed_autoscale import AutoscaleArgs, create_autoscaler
from components.models.managed_deployment import DeploymentArgs, create_deployment
from components.models.traffic_record import traffic_record
from components.names import Names, Service
from components.removal import goes_with
from components.roles import Grant, Role
from config.models import ManagedModel

ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"
DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"


@dataclass(frozen=True, kw_only=True)
class ManagedEndpointArgs:
    """Inputs of `ManagedEndpoint`."""

    model: str
    """Name of the model in the config."""
    config: ManagedModel
    plan: TrafficPlan
    """What the endpoint is given, and what it is still to get."""
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    """Refuse to delete the endpoint."""
    retired: bool = False
    """Let a later edit remove the model."""
    private: bool
    """Only the workspace's private endpoint reaches the endpoint."""
    address: WorkspaceAddress
    workspace_name: pulumi.Input[str]
    """Name of the workspace as its resource gives it, so that the endpoint waits for the workspace."""
    workspace_id: pulumi.Input[str]
    storage_account_id: pulumi.Input[str]
    """The workspace's storage account: model files are read there, collected data written."""
    registry_id: pulumi.Input[str]
    login_server: pulumi.Input[str]
    """Host of the registry, for images that name none."""
    app_insights_id: pulumi.Input[str]
    log_workspace_id: pulumi.Input[str]
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before a deployment runs, such as the ways out of the managed network."""
    state: StackState = field(default_factory=StackState)
    """What Pulumi's own state has, so that what it has lost is adopted."""


class ManagedEndpoint(pulumi.ComponentResource):
    """A managed online endpoint with its deployments; callers sign in with Entra tokens.

    The endpoint alone writes traffic and mirror, whole with every write. Deployments are made one after the other,
    each after all before it, and go with the endpoint unless that is protected.
    """

    name: str
    """Physical name of the endpoint."""
    scoring_uri: pulumi.Output[str]
    """Where predictions are asked for."""
    traffic: TrafficPlan
    """What the endpoint is given now, and what it is still to get."""
    deployments: dict[str, ml.OnlineDeployment]

    def __init__(self, name: str, args: ManagedEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:ManagedEndpoint", name, None, opts)
        self.name = endpoint_name(args.names, args.location, args.model)
        self.traffic = args.plan
        identity = self._create_identity(name, args)
        endpoint = self._create_endpoint(name, args, identity)
        self.deployments = self._create_deployments(name, args, endpoint, identity)
        self._create_autoscalers(name, args, endpoint)
        send_diagnostics(
            f"{name}-diagnostics",
            endpoint.id,
            args.log_workspace_id,
            pulumi.ResourceOptions(parent=self, deleted_with=goes_with(endpoint, protected=args.protect)),
        )
        self.scoring_uri = endpoint.properties.scoring_uri
        self.register_outputs(
            {
                "name": self.name,
                "scoringUri": self.scoring_uri,
                "pending": self.traffic.pending,
                **traffic_record(
                    args.model,
                    args.location,
                    args.plan.desired,
                    args.plan.live,
                    applied=args.plan.applied,
                    mirror=args.plan.mirror,
                ),
            }
        )

    def _create_identity(self, name: str, args: ManagedEndpointArgs) -> Identity:
        return Identity(
            f"{name}-identity",
            IdentityArgs(
                purpose=f"endpoint-{args.model}",
                names=args.names,
                location=args.location,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                grants={
                    "images": Grant(role=Role.ACR_PULL, scope=args.registry_id),
                    "data": Grant(role=Role.STORAGE_BLOB_DATA_CONTRIBUTOR, scope=args.storage_account_id),
                    "workspace": Grant(role=Role.WORKSPACE_METRICS_WRITER, scope=args.workspace_id),
                    "telemetry": Grant(role=Role.MONITORING_METRICS_PUBLISHER, scope=args.app_insights_id),
                },
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_endpoint(self, name: str, args: ManagedEndpointArgs, identity: Identity) -> ml.OnlineEndpoint:
        stable = args.config.rollout.stable
        return ml.OnlineEndpoint(
            f"{name}-endpoint",
            endpoint_name=self.name,
            workspace_name=args.workspace_name,
            resource_group_name=args.resource_group_name,
            location=args.location,
            kind="Managed",
            identity=identity.of_machine_learning(),
            properties=ml.OnlineEndpointPropertiesArgs(
                auth_mode="AADToken",
                description=f"Model {args.model}",
                public_network_access="Disabled" if args.private else "Enabled",
                traffic=dict(args.plan.applied),
                mirror_traffic=dict(args.plan.mirror),
            ),
            tags={
                **args.tags,
                **endpoint_tags(args.model, retired=args.retired),
                WRITE_TAG: args.plan.write,
                **({STABLE_TAG: stable} if stable else {}),
            },
            # A deployment is refused where its endpoint's identity cannot yet read the image and the model.
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[identity],
                protect=args.protect,
                import_=args.state.lost(ENDPOINT, f"{name}-endpoint", args.plan.live.own_id if args.plan.live else ""),
            ),
        )

    def _create_deployments(
        self, name: str, args: ManagedEndpointArgs, endpoint: ml.OnlineEndpoint, identity: Identity
    ) -> dict[str, ml.OnlineDeployment]:
        environments = create_environments(
            name, args, args.config.deployments.values(), pulumi.ResourceOptions(parent=self)
        )
        there = args.plan.live.deployments if args.plan.live else {}
        made: dict[str, ml.OnlineDeployment] = {}
        for deployment, config in args.config.deployments.items():
            # Two dashes, which no name has: `a` with `b-c` never meets `a-b` with `c`.
            own_name = f"{name}--{deployment}"
            live = there.get(deployment)
            made[deployment] = create_deployment(
                own_name,
                deployment,
                DeploymentArgs(
                    config=config,
                    instances=args.config.first_instances(deployment),
                    autoscaled=args.config.autoscale is not None,
                    environment_id=environments.id_of(config),
                    endpoint=endpoint,
                    endpoint_protected=args.protect,
                    identity=identity,
                    address=args.address,
                    workspace_name=args.workspace_name,
                    resource_group_name=args.resource_group_name,
                    location=args.location,
                    tags=args.tags,
                    after=list(made.values()),
                    needs=[*args.needs, *environments.needed_by(config)],
                    parent=self,
                    live=live,
                    adopted=args.state.lost(DEPLOYMENT, own_name, live.own_id if live else ""),
                ),
            )
        return made

    def _create_autoscalers(self, name: str, args: ManagedEndpointArgs, endpoint: ml.OnlineEndpoint) -> None:
        if args.config.autoscale is None:
            return
        for deployment, made in self.deployments.items():
            scaler = create_autoscaler(
                f"{name}--{deployment}-autoscale",
                AutoscaleArgs(
                    config=args.config.autoscale,
                    setting_name=args.names.of(Service.AUTOSCALE_SETTING, args.location, args.model, deployment),
                    deployment=deployment,
                    deployment_id=made.id,
                    endpoint_id=endpoint.id,
                    resource_group_name=args.resource_group_name,
                    location=args.location,
                    tags=args.tags,
                ),
                # Not deleted with it: Azure keeps the setting of what is gone, and its name taken.
                pulumi.ResourceOptions(parent=self),
            )
            send_diagnostics(
                f"{name}--{deployment}-autoscale-diagnostics",
                scaler.id,
                args.log_workspace_id,
                pulumi.ResourceOptions(parent=self, deleted_with=scaler),
            )
