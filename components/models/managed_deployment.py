"""One version of a model behind a managed online endpoint."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_azure_native.machinelearningservices as ml

from components.addresses import WorkspaceAddress
from components.decisions.live import SETTINGS_TAG
from components.decisions.runs import environment_tag
from components.decisions.traffic_state import LiveDeployment
from components.identities import Identity
from components.models.environment import code_configuration
from components.removal import goes_with
from config.managed_models import CollectionConfig, ManagedDeployment, ManagedProbe

AUTOSCALED = ("sku.capacity",)
"""What the autoscaler sets of a deployment, and no `up` sets back."""


@dataclass(frozen=True, kw_only=True)
class DeploymentArgs:
    """What a deployment is made from."""

    config: ManagedDeployment
    instances: int
    """Instances that it begins with."""
    autoscaled: bool
    """An autoscaler sets the number from then on."""
    environment_id: pulumi.Input[str] | None
    """None where Azure picks the environment of an MLflow model."""
    endpoint: ml.OnlineEndpoint
    endpoint_protected: bool
    identity: Identity
    address: WorkspaceAddress
    workspace_name: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]
    location: str
    tags: Mapping[str, str]
    after: Sequence[pulumi.Resource]
    """All deployments before it: Azure refuses a deployment while its endpoint is `Updating` for another one."""
    needs: Sequence[pulumi.Resource]
    parent: pulumi.Resource
    live: LiveDeployment | None = None
    """What Azure answers about it; None where it does not exist."""
    adopted: str | None = None
    """Its id, where it exists and Pulumi's state has lost it."""


def create_deployment(name: str, deployment: str, args: DeploymentArgs) -> ml.OnlineDeployment:
    """Declare the deployment that the config names `deployment`."""
    tags = {
        **args.tags,
        **environment_tag(picked=args.environment_id is None),
        **({SETTINGS_TAG: _settings(args)} if args.autoscaled else {}),
    }
    written = args.live is not None and args.live.settings != tags.get(SETTINGS_TAG)
    left_alone = args.autoscaled and not written
    instances = args.live.instances if args.live and args.autoscaled and written else args.instances
    return ml.OnlineDeployment(
        name,
        deployment_name=deployment,
        endpoint_name=args.endpoint.name,
        workspace_name=args.workspace_name,
        resource_group_name=args.resource_group_name,
        location=args.location,
        kind="Managed",
        identity=args.identity.of_machine_learning(),
        sku=ml.SkuArgs(name="Default", capacity=instances or args.instances),
        properties=_properties(args),
        tags=tags,
        opts=pulumi.ResourceOptions(
            parent=args.parent,
            depends_on=[*args.after, *args.needs],
            # Azure deletes an endpoint with its deployments, and refuses to delete one that has traffic by itself.
            deleted_with=goes_with(args.endpoint, protected=args.endpoint_protected),
            # What is ignored goes out as the state has it with every other change of the deployment, and would take
            # away what the autoscaler has added since: such a write carries the number of now instead.
            ignore_changes=[*AUTOSCALED] if left_alone else None,
            import_=args.adopted,
        ),
    )


def _settings(args: DeploymentArgs) -> str:
    """A mark of all that the config says of the deployment, but for the number that the autoscaler sets."""
    said = args.config.model_dump_json(exclude={"instances"})
    return hashlib.sha256(f"{said} {sorted(args.tags.items())}".encode()).hexdigest()[:12]


def _properties(args: DeploymentArgs) -> ml.ManagedOnlineDeploymentArgs:
    config = args.config
    return ml.ManagedOnlineDeploymentArgs(
        endpoint_compute_type="Managed",
        model=args.address.asset_id(config.model) if config.model else None,
        environment_id=args.environment_id,
        code_configuration=code_configuration(config.code, args.address),
        environment_variables=dict(config.environment_variables) or None,
        instance_type=config.instance_type,
        scale_settings=ml.DefaultScaleSettingsArgs(scale_type="Default"),
        request_settings=ml.OnlineRequestSettingsArgs(
            max_concurrent_requests_per_instance=config.requests.concurrent,
            max_queue_wait=_seconds(config.requests.queue_seconds),
            request_timeout=_seconds(config.requests.timeout_seconds),
        ),
        liveness_probe=_probe(config.probes.liveness),
        readiness_probe=_probe(config.probes.readiness),
        app_insights_enabled=config.app_insights,
        data_collector=_collector(config, args.identity),
        # The workspace's managed network decides what leaves; `Disabled` is the older way, for workspaces without one.
        egress_public_network_access="Enabled",
    )


def _collector(config: ManagedDeployment, identity: Identity) -> ml.DataCollectorArgs | None:
    """What is kept of production requests, for drift monitors.

    https://learn.microsoft.com/azure/machine-learning/how-to-collect-production-data
    """
    kept = _kept(config.collect, own_server=config.image is not None and config.code is None)
    if not kept:
        return None
    collection = ml.CollectionArgs(
        client_id=identity.client_id,
        data_collection_mode="Enabled",
        sampling_rate=config.collect.sampling_percent / 100,
    )
    return ml.DataCollectorArgs(collections=dict.fromkeys(kept, collection), rolling_rate="Hour")


def _kept(collect: CollectionConfig, *, own_server: bool) -> list[str]:
    """Azure's names of what is kept: scripts and MLflow models hand over tables, a server of one's own plain bodies."""
    inputs, outputs = ("request", "response") if own_server else ("model_inputs", "model_outputs")
    return [*([inputs] if collect.inputs else []), *([outputs] if collect.outputs else [])]


def _probe(config: ManagedProbe) -> ml.ProbeSettingsArgs:
    return ml.ProbeSettingsArgs(
        initial_delay=_seconds(config.initial_delay_seconds),
        period=_seconds(config.period_seconds),
        timeout=_seconds(config.timeout_seconds),
        success_threshold=1,
        failure_threshold=config.failure_threshold,
    )


def _seconds(count: int) -> str:
    """ISO 8601, as Azure takes durations."""
    return f"PT{count}S"
