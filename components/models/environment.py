"""What a model's deployments on Azure ML run: models and code by their ids, images of one's own as environments.

Azure ML runs no image by itself: an environment names it, and says where its server answers.
https://learn.microsoft.com/azure/machine-learning/how-to-deploy-custom-container
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import pulumi
import pulumi_azure_native.machinelearningservices as ml

from components.addresses import WorkspaceAddress
from components.environments import Packaged, environment_name, environment_of, environment_version, server_of
from components.models.pod import full_image
from config.runtimes import CodeConfig, ServerRoutes


class EnvironmentsArgs(Protocol):
    """Where a model's environments go, as the inputs of online and batch endpoints say alike."""

    @property
    def model(self) -> str: ...
    @property
    def address(self) -> WorkspaceAddress: ...
    @property
    def resource_group_name(self) -> pulumi.Input[str]: ...
    @property
    def workspace_name(self) -> pulumi.Input[str]: ...
    @property
    def login_server(self) -> pulumi.Input[str]: ...
    @property
    def tags(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, kw_only=True)
class Environments:
    """What the deployments of a model run in: images of its own, and environments that others have made."""

    model: str
    address: WorkspaceAddress
    own: Mapping[str, ml.EnvironmentVersion]
    """Those of the model's own images, by `environment_of`."""

    def id_of(self, deployment: Packaged) -> str | None:
        """ARM id, or the reference in a shared registry; None where Azure picks the environment of an MLflow model."""
        environment = environment_of(self.model, deployment)
        return self.address.asset_id(environment, "environments") if environment else None

    def needed_by(self, deployment: Packaged) -> list[pulumi.Resource]:
        """What of it must be there before the deployment is made."""
        version = self.own.get(environment_of(self.model, deployment))
        return [version] if version else []


def create_environments(
    name: str, args: EnvironmentsArgs, deployments: Iterable[Packaged], opts: pulumi.ResourceOptions
) -> Environments:
    """Declare the environments of the images that deployments name.

    A version never changes; its number is drawn from what is in it, so that two deployments of one image share it.
    """
    own = {environment_of(args.model, deployment): deployment for deployment in deployments if deployment.image}
    return Environments(
        model=args.model, address=args.address, own=_create_versions(f"{name}--environment", args, own, opts)
    )


def code_configuration(code: CodeConfig | None, address: WorkspaceAddress) -> ml.CodeConfigurationArgs | None:
    """The scoring script of a deployment."""
    if code is None:
        return None
    return ml.CodeConfigurationArgs(code_id=address.asset_id(code.asset, "codes"), scoring_script=code.script)


def _create_versions(
    name: str, args: EnvironmentsArgs, own: Mapping[str, Packaged], opts: pulumi.ResourceOptions
) -> dict[str, ml.EnvironmentVersion]:
    if not own:
        return {}
    container = ml.EnvironmentContainer(
        name,
        name=environment_name(args.model),
        workspace_name=args.workspace_name,
        resource_group_name=args.resource_group_name,
        properties=ml.EnvironmentContainerPropertiesArgs(
            description=f"Images of model {args.model}", is_archived=False, tags=args.tags
        ),
        opts=opts,
    )
    return {
        reference: _create_version(name, args, deployment, container, opts) for reference, deployment in own.items()
    }


def _create_version(
    name: str,
    args: EnvironmentsArgs,
    deployment: Packaged,
    container: ml.EnvironmentContainer,
    opts: pulumi.ResourceOptions,
) -> ml.EnvironmentVersion:
    server, version = server_of(deployment), environment_version(deployment)
    return ml.EnvironmentVersion(
        f"{name}-{version}",
        name=container.name,
        version=version,
        workspace_name=args.workspace_name,
        resource_group_name=args.resource_group_name,
        properties=ml.EnvironmentVersionPropertiesArgs(
            description=f"Image of model {args.model}",
            image=full_image(deployment.image or "", args.login_server),
            inference_config=_routes(server) if server else None,
            is_anonymous=False,
            is_archived=False,
            os_type=ml.OperatingSystemType.LINUX,
            tags=args.tags,
        ),
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(deleted_with=container)),
    )


def _routes(server: ServerRoutes) -> ml.InferenceContainerPropertiesArgs:
    return ml.InferenceContainerPropertiesArgs(
        liveness_route=ml.RouteArgs(path=server.liveness, port=server.port),
        readiness_route=ml.RouteArgs(path=server.readiness, port=server.port),
        scoring_route=ml.RouteArgs(path=server.scoring, port=server.port),
    )
