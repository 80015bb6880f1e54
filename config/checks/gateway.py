"""The gateway of the models on AKS: that there is one, who runs it, and which hosts it answers for."""

from collections.abc import Iterator, Mapping

from config.cluster import ClusterConfig
from config.errors import Problem
from config.gateway import GatewayConfig
from config.models import KubernetesModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import as_yaml, flow, remove, set_value

_PATH: Path = ("cluster", "gateway")
_ZEROS = f"@sha256:{'0' * 64}"
_CONTROLLER = {
    "version": "v1.9.0",
    "images": {"gateway": f"envoyproxy/gateway{_ZEROS}", "proxy": f"envoyproxy/envoy{_ZEROS}"},
}
_IMPORT = (
    "`az acr import --source docker.io/envoyproxy/gateway:VERSION` brings an image into the registry; put its digest "
    "in place of the zeros"
)
_LONGEST_HOST = 253


def gateway_for_models(cluster: ClusterConfig, models: Mapping[str, Model]) -> Iterator[Problem]:
    """Models on AKS are reached through a gateway."""
    first = next((name for name, _ in of_target(models, KubernetesModel)), None)
    if first and cluster.gateway is None:
        new = {"domain": "models.example.com", "certificate": "gateway-tls", "controller": _CONTROLLER}
        yield Problem(
            path=dotted(_PATH),
            allowed=f"the gateway through which `{first}` is reached, and who runs it: `controller`, or "
            "`existingController` where one is in the clusters already",
            example=as_yaml(_PATH, new),
            hint=_IMPORT,
        )


def one_controller(cluster: ClusterConfig) -> Iterator[Problem]:
    """One controller answers for the class: one that the platform installs, or one that is there."""
    gateway = cluster.gateway
    if gateway and gateway.controller and gateway.existing_controller:
        yield Problem(
            path=dotted((*_PATH, "existingController")),
            value=flow({"namespace": gateway.existing_controller.namespace}),
            allowed="nothing beside `controller`: one of them runs the gateway",
            example=remove((*_PATH, "existingController")),
            hint="or take `controller` out",
        )
    if gateway and not gateway.controller and not gateway.existing_controller:
        yield Problem(
            path=dotted((*_PATH, "controller")),
            allowed="Envoy Gateway's chart and images, or instead `existingController`",
            example=as_yaml((*_PATH, "controller"), _CONTROLLER),
            hint=_IMPORT,
        )


def hosts_apart(cluster: ClusterConfig, models: Mapping[str, Model]) -> Iterator[Problem]:
    """Each model has a host of its own: the gateway has one listener a host.

    Source: https://gateway-api.sigs.k8s.io/reference/spec/#listener
    """
    if cluster.gateway is None:
        return
    owners: dict[str, str] = {}
    for name, model in of_target(models, KubernetesModel):
        host = model.route.host or f"{name}.{cluster.gateway.domain}"
        path: Path = ("models", name, "route", "host")
        owner = owners.setdefault(host, name)
        if owner != name:
            given = path if model.route.host else ("models", owner, "route", "host")
            yield Problem(
                path=dotted(given),
                value=flow(host),
                allowed=f"a host of its own: `{owner if given == path else name}` has this one",
                example=remove(given),
                hint=f"without it, the model answers at {given[1]}.{cluster.gateway.domain}",
            )


def hosts_of_certificate(cluster: ClusterConfig, models: Mapping[str, Model]) -> Iterator[Problem]:
    """The gateway's certificate is for names right below its domain; other hosts have one of their own."""
    if cluster.gateway is None:
        return
    for name, model in of_target(models, KubernetesModel):
        host = model.route.host
        if host and not model.route.certificate and not _covered(host, cluster.gateway):
            path: Path = ("models", name, "route", "certificate")
            yield Problem(
                path=dotted(path),
                allowed=f"the certificate of {host}, one of `secrets`: the gateway's is for *.{cluster.gateway.domain}",
                example=set_value(path, f"{name}-tls"),
                hint=f"or choose a host such as {name}.{cluster.gateway.domain}",
            )


def host_lengths(cluster: ClusterConfig, models: Mapping[str, Model]) -> Iterator[Problem]:
    """A model's name and the domain together are a DNS name."""
    if cluster.gateway is None:
        return
    names = [name for name, model in of_target(models, KubernetesModel) if not model.route.host]
    longest = max(names, key=len, default="")
    host = f"{longest}.{cluster.gateway.domain}"
    if names and len(host) > _LONGEST_HOST:
        yield Problem(
            path=dotted((*_PATH, "domain")),
            value=flow(cluster.gateway.domain),
            allowed=f"at most {_LONGEST_HOST - len(longest) - 1} characters: {longest}.DOMAIN has to be a DNS name",
            example=set_value((*_PATH, "domain"), "models.example.com"),
        )


def _covered(host: str, gateway: GatewayConfig) -> bool:
    return host.partition(".")[2] == gateway.domain
