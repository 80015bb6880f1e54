"""A model on an Azure ML batch endpoint: the endpoint and its deployments, which score files on a compute cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_azure_native.machinelearningservices as ml

from components.addresses import WorkspaceAddress, batch_endpoint_name
from components.decisions.batch_default import DefaultPlan
from components.decisions.retirement import endpoint_tags
from components.decisions.stack_state import StackState
from components.models.batch_outputs import output_location
from components.models.environment import code_configuration, create_environments
from components.names import Names
from components.removal import goes_with
from config.batch_models import BatchDeployment
from config.models import BatchModel

ENDPOINT = "azure-native:machinelearningservices:BatchEndpoint"
DEPLOYMENT = "azure-native:machinelearningservices:BatchDeployment"


@dataclass(frozen=True, kw_only=True)
class BatchEndpointArgs:
    """Inputs of `BatchEndpoint`."""

    model: str
    """Name of the model in the config."""
    config: BatchModel
    plan: DefaultPlan
    """The default that the endpoint is given, and the one that it is still to get."""
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    """Refuse to delete the endpoint."""
    retired: bool = False
    """Let a later edit remove the model."""
    address: WorkspaceAddress
    workspace_name: pulumi.Input[str]
    login_server: pulumi.Input[str]
    """Host of the registry, for images that name none."""
    compute_ids: Mapping[str, pulumi.Input[str]]
    """ARM ids of the workspace's clusters, which scale to zero, by their names in the config."""
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before a job runs, such as the datastore that it writes to."""
    state: StackState = field(default_factory=StackState)
    """What Pulumi's own state has, so that what it has lost is adopted."""


class BatchEndpoint(pulumi.ComponentResource):
    """A batch endpoint with its deployments; callers sign in with Entra tokens, jobs with the compute's identity.

    The endpoint alone says which deployment is the default. It goes with its deployments.
    """

    name: str
    """Physical name of the endpoint."""
    scoring_uri: pulumi.Output[str]
    """Where jobs are asked for."""
    output: str
    """Where jobs are to write their predictions, each in a folder of its own."""
    default: DefaultPlan
    """The default that the endpoint is given now, and the one that it is still to get."""
    deployments: dict[str, ml.BatchDeployment]

    def __init__(self, name: str, args: BatchEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:BatchEndpoint", name, None, opts)
        self.name = batch_endpoint_name(args.names, args.location, args.model)
        self.output = output_location(args.model)
        self.default = args.plan
        endpoint = self._create_endpoint(name, args)
        self.deployments = self._create_deployments(name, args, endpoint)
        self.scoring_uri = endpoint.properties.scoring_uri
        self.register_outputs(
            {
                "name": self.name,
                "scoringUri": self.scoring_uri,
                "output": self.output,
                "default": self.default.applied,
                "pending": self.default.pending,
            }
        )

    def _create_endpoint(self, name: str, args: BatchEndpointArgs) -> ml.BatchEndpoint:
        default = args.plan.applied
        return ml.BatchEndpoint(
            f"{name}-endpoint",
            endpoint_name=self.name,
            workspace_name=args.workspace_name,
            resource_group_name=args.resource_group_name,
            location=args.location,
            properties=ml.BatchEndpointPropertiesArgs(
                auth_mode=ml.EndpointAuthMode.AAD_TOKEN,
                description=f"Model {args.model}",
                defaults=ml.BatchEndpointDefaultsArgs(deployment_name=default) if default else None,
            ),
            tags={**args.tags, **endpoint_tags(args.model, retired=args.retired)},
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.protect,
                import_=args.state.lost(ENDPOINT, f"{name}-endpoint", args.plan.live.own_id if args.plan.live else ""),
            ),
        )

    def _create_deployments(
        self, name: str, args: BatchEndpointArgs, endpoint: ml.BatchEndpoint
    ) -> dict[str, ml.BatchDeployment]:
        environments = create_environments(
            name, args, args.config.deployments.values(), pulumi.ResourceOptions(parent=self)
        )
        own_ids = args.plan.live.own_ids if args.plan.live else {}
        made: dict[str, ml.BatchDeployment] = {}
        for deployment, config in args.config.deployments.items():
            # Two dashes, which no name has: `a` with `b-c` never meets `a-b` with `c`.
            made[deployment] = ml.BatchDeployment(
                f"{name}--{deployment}",
                deployment_name=deployment,
                endpoint_name=endpoint.name,
                workspace_name=args.workspace_name,
                resource_group_name=args.resource_group_name,
                location=args.location,
                properties=_properties(config, environments.id_of(config), args),
                tags=args.tags,
                opts=pulumi.ResourceOptions(
                    parent=self,
                    # One at a time: Azure refuses a deployment while its endpoint is changed for another one.
                    depends_on=[*made.values(), *args.needs, *environments.needed_by(config)],
                    deleted_with=goes_with(endpoint, protected=args.protect),
                    import_=args.state.lost(DEPLOYMENT, f"{name}--{deployment}", own_ids.get(deployment, "")),
                ),
            )
        return made


def _properties(
    config: BatchDeployment, environment_id: str | None, args: BatchEndpointArgs
) -> ml.BatchDeploymentPropertiesArgs:
    address = args.address
    return ml.BatchDeploymentPropertiesArgs(
        model=ml.IdAssetReferenceArgs(reference_type="Id", asset_id=address.asset_id(config.model)),
        environment_id=environment_id,
        code_configuration=code_configuration(config.code, address),
        environment_variables=dict(config.environment_variables) or None,
        compute=args.compute_ids[config.compute],
        resources=ml.DeploymentResourceConfigurationArgs(instance_count=config.instances),
        mini_batch_size=config.mini_batch_size,
        max_concurrency_per_instance=config.concurrent,
        retry_settings=ml.BatchRetrySettingsArgs(
            max_retries=config.retries, timeout=f"PT{config.retry_timeout_seconds}S"
        ),
        error_threshold=config.error_threshold,
        logging_level=config.log_level.capitalize(),
        output_action=ml.BatchOutputAction.APPEND_ROW,
        output_file_name=config.output_file,
    )
