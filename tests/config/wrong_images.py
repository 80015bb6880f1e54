"""Images that the platform's registry cannot have, and values of which one part is right."""

from typing import Any

from tests.config.documents import DIGEST, GROUP
from tests.config.wrong import Wrong

IMAGE = "models.recommendation-engine.deployments.blue.image"
REGISTRY = {"registry.existingId": f"{GROUP}/Microsoft.ContainerRegistry/registries/Shared"}

CASES = (
    *(
        Wrong(f"an image of {host}", {IMAGE: f"{host}/engine@{DIGEST}"}, "az acr import")
        for host in (
            "docker.io/library",
            "ghcr.io/org",
            "mcr.microsoft.com",
            "localhost",
            "localhost:5000",
            "registry:5000",
            "someoneelse.azurecr.io",
        )
    ),
    Wrong(
        "an image of another registry than the existing one",
        {**REGISTRY, IMAGE: f"someoneelse.azurecr.io/engine@{DIGEST}"},
        "or shared.azurecr.io in front of it",
        path=IMAGE,
    ),
    Wrong(
        "an image of a registry whose name begins alike",
        {**REGISTRY, IMAGE: f"shared2.azurecr.io/engine@{DIGEST}"},
        f"'{IMAGE}' engine@sha256:",
        path=IMAGE,
    ),
    Wrong(
        "a plugin from where it is published",
        {"cluster.gpuPlugin": f"nvcr.io/nvidia/k8s-device-plugin@{DIGEST}"},
        f"nvidia/k8s-device-plugin@{DIGEST}",
    ),
    Wrong(
        "a gateway from where it is published",
        {"cluster.gateway.controller.images.gateway": f"docker.io/envoyproxy/gateway@{DIGEST}"},
        "az acr import",
    ),
    Wrong(
        "an image of Docker Hub for Azure ML",
        {
            "models.fraud.deployments.blue": {
                "model": "azureml:fraud:3",
                "image": f"docker.io/library/nginx@{DIGEST}",
            }
        },
        "az acr import",
        path="models.fraud.deployments.blue.image",
    ),
    Wrong("an image by tag keeps its repository", {IMAGE: "team/engine:v2.0.4"}, "team/engine@sha256:0123"),
    Wrong(
        "an image elsewhere by tag keeps its repository", {IMAGE: "ghcr.io/org/engine:v2"}, " org/engine@sha256:0123"
    ),
)

RIGHT_IMAGES: dict[str, dict[str, Any]] = {
    "the existing registry": {**REGISTRY, IMAGE: f"shared.azurecr.io/engine@{DIGEST}"},
    "the existing registry by its domain name label": {
        **REGISTRY,
        IMAGE: f"shared-h2bqfxd5.azurecr.io/engine@{DIGEST}",
    },
    "a repository with a dot": {IMAGE: f"engine.v2@{DIGEST}"},
    "a repository below a folder": {IMAGE: f"team/engine.v2@{DIGEST}"},
}
