"""A model on an Azure ML managed online endpoint: the endpoint, its identity and its deployments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_azure_native.machinelearningservices as ml

from components.addresses import WorkspaceAddress, endpoint_name
from components.diagnostics import send_diagnostics
from components.identities import Identity, IdentityArgs
from components.names import Names
from components.roles import Grant, Role
from components.traffic import LiveEndpoint, TrafficPlan, in_words, plan_traffic
from config.models import ManagedDeployment, ManagedModel

REQUEST_TIMEOUT = "PT30S"
"""What a scoring request may take; Azure allows 180 s at most."""

MAX_QUEUE_WAIT = "PT5S"
"""What a request may wait in the instance's queue before it is turned away."""

CONCURRENT_REQUESTS = 4
"""Requests that an instance works on at a time."""

COLLECTED = ("model_inputs", "model_outputs")
"""What the data collector keeps, for drift monitors:
https://learn.microsoft.com/azure/machine-learning/how-to-collect-production-data"""


@dataclass(frozen=True, kw_only=True)
class ManagedEndpointArgs:
    """Inputs of `ManagedEndpoint`."""

    model: str
    """Name of the model in the config."""
    config: ManagedModel
    live: LiveEndpoint | None
    """What Azure answers about the endpoint; None where it does not exist."""
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    private: bool
    """Only the workspace's private endpoint reaches the endpoint."""
    address: WorkspaceAddress
    workspace_name: pulumi.Input[str]
    """Name of the workspace as its resource gives it, so that the endpoint waits for the workspace."""
    workspace_id: pulumi.Input[str]
    storage_account_id: pulumi.Input[str]
    """The workspace's storage account: model files are read there, collected data written."""
    registry_id: pulumi.Input[str]
    app_insights_id: pulumi.Input[str]
    log_workspace_id: pulumi.Input[str]
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before a deployment runs, such as the ways out of the managed network."""


class ManagedEndpoint(pulumi.ComponentResource):
    """A managed online endpoint with its deployments; callers sign in with Entra tokens."""

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
        self.traffic = plan_traffic(args.config.traffic, args.live)
        self._refuse_early_retirement(args)
        self._warn(args)
        identity = self._create_identity(name, args)
        endpoint = self._create_endpoint(name, args, identity)
        self.deployments = self._create_deployments(name, args, endpoint, identity)
        send_diagnostics(
            f"{name}-diagnostics",
            endpoint.id,
            args.log_workspace_id,
            pulumi.ResourceOptions(parent=self, deleted_with=endpoint),
        )
        self.scoring_uri = endpoint.properties.scoring_uri
        self.register_outputs(
            {
                "name": self.name,
                "scoringUri": self.scoring_uri,
                "applied": self.traffic.applied,
                "pending": self.traffic.pending,
            }
        )

    def _refuse_early_retirement(self, args: ManagedEndpointArgs) -> None:
        """Azure would refuse the delete, halfway through an `up`: say so before anything is changed."""
        retired = sorted(self.traffic.applied.keys() - args.config.deployments.keys())
        if any(self.traffic.applied[name] for name in retired):
            raise pulumi.RunError(
                f"models.{args.model}.deployments: {', '.join(retired)} still answers requests in {args.location} "
                f"({in_words(self.traffic.applied)}), and {', '.join(self.traffic.waits_for)} cannot take over yet.\n"
                f"Keep it in the config, run `pulumi up` until traffic has moved, then remove it."
            )

    def _warn(self, args: ManagedEndpointArgs) -> None:
        if not self.traffic.waits_for:
            return
        pulumi.log.warn(
            f"models.{args.model}.traffic is pending in {args.location}. Now: {in_words(self.traffic.applied)}. "
            f"Asked for: {in_words(self.traffic.pending)}. Not live yet: {', '.join(self.traffic.waits_for)}. "
            "Run `pulumi up` once more when this one is done.",
            self,
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
        return ml.OnlineEndpoint(
            f"{name}-endpoint",
            endpoint_name=self.name,
            workspace_name=args.workspace_name,
            resource_group_name=args.resource_group_name,
            location=args.location,
            kind="Managed",
            identity=_acting_as(identity),
            properties=ml.OnlineEndpointPropertiesArgs(
                auth_mode="AADToken",
                description=f"Model {args.model}",
                public_network_access="Disabled" if args.private else "Enabled",
                traffic=dict(self.traffic.applied),
                mirror_traffic={},
            ),
            tags=args.tags,
            # A deployment is refused where its endpoint's identity cannot yet read the image and the model.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[identity]),
        )

    def _create_deployments(
        self, name: str, args: ManagedEndpointArgs, endpoint: ml.OnlineEndpoint, identity: Identity
    ) -> dict[str, ml.OnlineDeployment]:
        deployments: dict[str, ml.OnlineDeployment] = {}
        for deployment, config in args.config.deployments.items():
            # Two dashes, which no name has: `a` with `b-c` never meets `a-b` with `c`.
            # One at a time: Azure refuses a deployment while its endpoint is `Updating` for another one.
            previous = list(deployments.values())[-1:]
            deployments[deployment] = ml.OnlineDeployment(
                f"{name}--{deployment}",
                deployment_name=deployment,
                endpoint_name=endpoint.name,
                workspace_name=args.workspace_name,
                resource_group_name=args.resource_group_name,
                location=args.location,
                kind="Managed",
                identity=_acting_as(identity),
                sku=ml.SkuArgs(name="Default", capacity=config.instances),
                properties=_deployment_properties(config, args.address, identity),
                tags=args.tags,
                opts=pulumi.ResourceOptions(parent=self, depends_on=[*previous, *args.needs], deleted_with=endpoint),
            )
        return deployments


def _acting_as(identity: Identity) -> ml.ManagedServiceIdentityArgs:
    return ml.ManagedServiceIdentityArgs(
        type=ml.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
    )


def _deployment_properties(
    config: ManagedDeployment, address: WorkspaceAddress, identity: Identity
) -> ml.ManagedOnlineDeploymentArgs:
    collection = {
        name: ml.CollectionArgs(data_collection_mode="Enabled", sampling_rate=1.0, client_id=identity.client_id)
        for name in COLLECTED
    }
    return ml.ManagedOnlineDeploymentArgs(
        endpoint_compute_type="Managed",
        model=address.asset_id(config.model) if config.model else None,
        instance_type=config.instance_type,
        scale_settings=ml.DefaultScaleSettingsArgs(scale_type="Default"),
        request_settings=ml.OnlineRequestSettingsArgs(
            max_concurrent_requests_per_instance=CONCURRENT_REQUESTS,
            max_queue_wait=MAX_QUEUE_WAIT,
            request_timeout=REQUEST_TIMEOUT,
        ),
        liveness_probe=_probe(initial_delay="PT30S", failure_threshold=30),
        readiness_probe=_probe(initial_delay="PT10S", failure_threshold=30),
        app_insights_enabled=True,
        data_collector=ml.DataCollectorArgs(collections=collection, rolling_rate="Hour"),
        # The workspace's managed network decides what leaves; `Disabled` is the older way, for workspaces without one.
        egress_public_network_access="Enabled",
    )


def _probe(initial_delay: str, failure_threshold: int) -> ml.ProbeSettingsArgs:
    return ml.ProbeSettingsArgs(
        initial_delay=initial_delay,
        period="PT10S",
        timeout="PT2S",
        success_threshold=1,
        failure_threshold=failure_threshold,
    )
