"""Which environment of an Azure ML workspace a deployment runs in, by its reference: its own image is one too."""

import hashlib
from typing import Protocol

from config.managed_models import ManagedDeployment
from config.runtimes import CodeConfig, ServerRoutes

_VERSION_LENGTH = 16
"""Hexadecimal digits of an environment's version; Azure takes 30 characters."""


class Packaged(Protocol):
    """What deployments of online and batch endpoints have in common."""

    @property
    def environment(self) -> str | None: ...
    @property
    def image(self) -> str | None: ...
    @property
    def code(self) -> CodeConfig | None: ...


def environment_of(model: str, deployment: Packaged) -> str:
    """Reference of the environment that a deployment runs in, `azureml:…`; empty where Azure picks one."""
    if deployment.image is None:
        return deployment.environment or ""
    return f"azureml:{environment_name(model)}:{environment_version(deployment)}"


def own_image(model: str, environment: str) -> bool:
    """Whether an environment, by its reference, is an image of a model's own."""
    return environment.startswith(f"azureml:{environment_name(model)}:")


def environment_name(model: str) -> str:
    """Name of the environment of a model's own images."""
    return f"{model}-image"


def environment_version(deployment: Packaged) -> str:
    """Version of a deployment's own image, drawn from what is in it."""
    server = server_of(deployment)
    content = "\n".join((deployment.image or "", server.model_dump_json() if server else ""))
    return hashlib.sha256(content.encode()).hexdigest()[:_VERSION_LENGTH]


def server_of(deployment: Packaged) -> ServerRoutes | None:
    """Where the image's own server answers; an image that runs a script has Azure's server, which says it itself."""
    server = deployment.server if isinstance(deployment, ManagedDeployment) else None
    if server is None and deployment.code is None:
        return ServerRoutes()
    return server
