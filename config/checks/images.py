"""Images: they come from the platform's own registry, the only one that the clusters and endpoints may pull from."""

from collections.abc import Iterator, Mapping

from config.cluster import ClusterConfig
from config.errors import Problem
from config.images import AZURE_REGISTRIES, host_of, without_host
from config.models import Model
from config.paths import Path, dotted
from config.registry import RegistryConfig
from config.remedies import flow, set_value


def own_registry(registry: RegistryConfig, cluster: ClusterConfig, models: Mapping[str, Model]) -> Iterator[Problem]:
    """No image names a host other than that of the existing registry; the platform puts its own in front."""
    existing = registry.existing_id.rpartition("/")[2].lower() if registry.existing_id else ""
    for path, image in _images(cluster, models):
        host = host_of(image)
        if host and not (existing and _is_of(host, existing)):
            own = f", or {existing}{AZURE_REGISTRIES} in front of it" if existing else ""
            yield Problem(
                path=dotted(path),
                value=flow(image),
                allowed=f"the repository alone{own}: the platform puts its own registry in front and may pull from no "
                "other",
                example=set_value(path, without_host(image)),
                hint=f"`az acr import --name REGISTRY --source {image}` brings the image into it, with its digest",
            )


def _is_of(host: str, registry: str) -> bool:
    """Whether the host is that of the registry: its name, perhaps with the dash and hash of a domain name label.

    Source: https://learn.microsoft.com/azure/container-registry/container-registry-get-started-portal
    """
    name = host.removesuffix(AZURE_REGISTRIES)
    return host.endswith(AZURE_REGISTRIES) and (name == registry or name.rpartition("-")[0] == registry)


def _images(cluster: ClusterConfig, models: Mapping[str, Model]) -> Iterator[tuple[Path, str]]:
    if cluster.gpu_plugin:
        yield ("cluster", "gpuPlugin"), cluster.gpu_plugin
    if cluster.gateway and cluster.gateway.controller:
        images = cluster.gateway.controller.images
        yield ("cluster", "gateway", "controller", "images", "gateway"), images.gateway
        yield ("cluster", "gateway", "controller", "images", "proxy"), images.proxy
    for name, model in models.items():
        for key, deployment in model.deployments.items():
            if deployment.image:
                yield ("models", name, "deployments", key, "image"), deployment.image
