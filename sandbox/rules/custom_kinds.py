"""Which custom kinds a cluster has, and who brings them; a kind that nobody brings does not exist in it.

- AKS brings those of its add-ons where they are on: KEDA (https://learn.microsoft.com/azure/aks/keda-about), the
  vertical autoscaler (…/aks/vertical-pod-autoscaler) and the secrets store (…/aks/csi-secrets-store-driver). A
  Kubernetes provider does not tell which cluster is its own, so one cluster with the add-on is enough.
- The chart of Envoy Gateway brings its own and the Gateway API's:
  https://gateway.envoyproxy.io/docs/install/install-helm/. Gateways of a class that nobody made here belong to a
  controller that is there already, with its kinds.
- CustomResourceDefinitions bring what they name.
"""

import re
from collections.abc import Iterator

from sandbox.crds import is_custom
from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.reading import at, flag, text
from sandbox.store import Stored, World
from sandbox.wire import UNKNOWN

RELEASE = "kubernetes:helm.sh/v3:Release"
DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"

_CLUSTER = "azure-native:containerservice:ManagedCluster"
_ADD_ONS = {
    "keda.sh": ("workloadAutoScalerProfile", "keda", "enabled"),
    "autoscaling.k8s.io": ("workloadAutoScalerProfile", "verticalPodAutoscaler", "enabled"),
    "secrets-store.csi.x-k8s.io": ("addonProfiles", "azureKeyvaultSecretsProvider", "enabled"),
}
_CHARTS = {"gateway-helm": ("gateway.networking.k8s.io", "gateway.envoyproxy.io")}
_OF_THE_INSTALLER = (
    "kubernetes:gateway.networking.k8s.io/v1:GatewayClass",
    "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
)
_EXACT = re.compile(r"v?\d+\.\d+\.\d+([-+].+)?")
_LEAST = (1, 4)
"""Envoy Gateway 1.4 is the first with Gateway API 1.3: https://gateway.envoyproxy.io/news/releases/matrix/."""


@on_write("kubernetes:*")
def kind_is_there(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    if old is not None or not is_custom(request.type) or _is_defined(request, world):
        return
    api, _, kind = request.type.removeprefix("kubernetes:").rpartition(":")
    group, no_match = api.partition("/")[0], f'no matches for kind "{kind}" in version "{api}"'
    switch = _ADD_ONS.get(group)
    clusters = [one for one in world.of_type(_CLUSTER) if one.inputs]
    if switch and clusters and not any(_may_be_on(one, switch) for one in clusters):
        yield (
            "NoKindMatch",
            f"{no_match}: set properties {'.'.join(switch)} of the managed cluster, which brings the kind.",
        )
    if request.type in _OF_THE_INSTALLER and not any(group in _brought(one) for one in _releases(request, world)):
        yield "NoKindMatch", f"{no_match}: install the chart that brings it first (depends_on the helm Release)."


@on_write(RELEASE)
def release_is_pinned(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Of a chart that the sandbox knows an exact version is needed, to say which kinds it brings."""
    chart, version = text(request.inputs, "chart"), text(request.inputs, "version")
    if chart is None or _name_of(chart) not in _CHARTS or request.inputs.get("version") is UNKNOWN:
        return
    if version is None or not _EXACT.fullmatch(version):
        yield "Invalid", f"version is {version!r}; write the chart's exact version, such as 'v1.9.0'."
        return
    found = tuple(int(part) for part in version.removeprefix("v").split(".")[:2])
    if found < _LEAST:
        yield (
            "Invalid",
            f"version is '{version}', which brings a Gateway API without mirrors by percent; take v1.4.0 or later.",
        )


@on_write(RELEASE)
def release_comes_before_what_it_brings(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """An object of a kind that this chart brings, and that is there before it, would have been refused."""
    groups = _CHARTS.get(_name_of(text(request.inputs, "chart") or ""), ())
    defined = {text(one.inputs, "spec", "group") for one in _in_cluster(request, world, DEFINITION)}
    for group in groups if old is None and not set(groups) & defined else ():
        for one in world.all():
            if one.id.startswith(f"{request.cluster}|{group}/") and one.type not in _OF_THE_INSTALLER:
                yield (
                    "NoKindMatch",
                    f"{one.type.rpartition(':')[2]} '{one.id.rpartition('|')[2]}' was made before this chart, which "
                    "brings its kind: have it depend on the release.",
                )
                return


def _may_be_on(cluster: Stored, switch: tuple[str, ...]) -> bool:
    *above, last = switch
    found = at(cluster.inputs, *above)
    return isinstance(found, dict) and (found.get(last) is UNKNOWN or flag(found, last) is True)


def _is_defined(request: Request, world: World) -> bool:
    api, _, kind = request.type.removeprefix("kubernetes:").rpartition(":")
    group = api.partition("/")[0]
    return any(
        (text(one.inputs, "spec", "group"), text(one.inputs, "spec", "names", "kind")) == (group, kind)
        for one in _in_cluster(request, world, DEFINITION)
    )


def _releases(request: Request, world: World) -> Iterator[Stored]:
    return _in_cluster(request, world, RELEASE)


def _in_cluster(request: Request, world: World, type_: str) -> Iterator[Stored]:
    return (one for one in world.of_type(type_) if one.id.startswith(f"{request.cluster}|"))


def _brought(release: Stored) -> tuple[str, ...]:
    """The groups that a release brings."""
    chart = text(release.inputs, "chart")
    return _CHARTS.get(_name_of(chart), ()) if chart and not at(release.inputs, "skipCrds") else ()


def _name_of(chart: str) -> str:
    """`gateway-helm` of `oci://docker.io/envoyproxy/gateway-helm`, wherever a mirror has it."""
    return chart.rpartition("/")[2]
