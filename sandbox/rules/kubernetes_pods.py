"""Pods and the templates of pods: containers, ports, probes, volumes and resources.

https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
"""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.kubernetes import GIVEN_NAMESPACES, LABEL_1123, found, namespace_of
from sandbox.rules.quantities import amount
from sandbox.rules.reading import at, fields, items, number, text, unsettled
from sandbox.store import Stored, World

POD = "kubernetes:core/v1:Pod"
TEMPLATES = {
    POD: (),
    "kubernetes:apps/v1:Deployment": ("spec", "template"),
    "kubernetes:apps/v1:StatefulSet": ("spec", "template"),
    "kubernetes:apps/v1:DaemonSet": ("spec", "template"),
    "kubernetes:apps/v1:ReplicaSet": ("spec", "template"),
    "kubernetes:batch/v1:Job": ("spec", "template"),
    "kubernetes:batch/v1:CronJob": ("spec", "jobTemplate", "spec", "template"),
}
"""Where each kind has its pod."""

SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount"
SECRET_PROVIDER = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass"  # noqa: S105 - a type, no secret
SECRETS_DRIVER = "secrets-store.csi.k8s.io"

_PORT_NAME = re.compile(r"(?=.*[a-z])(?!.*--)(?=.{1,15}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_ENV_NAME = re.compile(r"[!-<>-~]+")
_IMAGE = re.compile(
    r"([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:\d+)?/)?"
    r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"
    r"(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?"
)
"""https://github.com/distribution/reference/blob/main/reference.go"""

_PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
_HANDLERS = ("httpGet", "tcpSocket", "exec", "grpc")
_SOURCES_OF_NO_VOLUME = frozenset({"name"})


@on_write(*TEMPLATES)
def containers_are_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's source."""
    path, spec = pod_of(request)
    if spec is None:
        return
    seen: set[str] = set()
    for where, container in containers_of(path, spec):
        name = text(container, "name")
        if name is not None and not LABEL_1123.fullmatch(name):
            yield (
                "Invalid",
                f"{where}.name: invalid value '{name}': write lower-case letters, digits and dashes, at most 63.",
            )
        if name and name in seen:
            yield "Invalid", f"{where}.name: duplicate value '{name}'."
        seen.add(name or "")
        image = text(container, "image")
        if image is not None and not _IMAGE.fullmatch(image):
            yield (
                "InvalidImageName",
                f"{where}.image: '{image}' is no image reference; write 'HOST/REPOSITORY@sha256:…'.",
            )
        yield from _unsound_ports(where, container)
        yield from _unsound_probes(where, container)
        for index, variable in enumerate(items(container, "env")):
            key = text(variable, "name")
            if key is not None and not _ENV_NAME.fullmatch(key):
                yield "Invalid", f"{where}.env[{index}].name: invalid value '{key}': printable characters without '='."
    if not items(spec, "containers") and not unsettled(spec, "containers"):
        yield "Invalid", f"{path}.containers: required value: a pod has at least one container."


@on_write(*TEMPLATES)
def resources_are_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/."""
    path, spec = pod_of(request)
    for where, container in containers_of(path, spec) if spec else ():
        requests, limits = (fields(container, "resources", key) for key in ("requests", "limits"))
        for key, wanted in (("requests", requests), ("limits", limits)):
            for resource, value in wanted.items():
                found_amount = amount(value)
                if isinstance(value, str | int | float) and (found_amount is None or found_amount < 0):
                    yield (
                        "Invalid",
                        f"{where}.resources.{key}['{resource}']: '{value}' is no quantity; write one such as "
                        "'500m' or '2Gi'.",
                    )
        for resource, value in requests.items():
            asked, limit = amount(value), amount(limits.get(resource))
            extended = "/" in resource
            if extended and limit is None and resource not in limits:
                yield (
                    "Invalid",
                    f"{where}.resources.limits: '{resource}' must be set for an extended resource that is requested.",
                )
            elif asked is not None and limit is not None and asked > limit:
                yield (
                    "Invalid",
                    f"{where}.resources.requests['{resource}']: invalid value '{value}': must be less than or "
                    "equal to the "
                    f"limit of {limits[resource]}.",
                )
            elif extended and asked is not None and limit is not None and asked != limit:
                yield (
                    "Invalid",
                    f"{where}.resources.requests['{resource}']: '{value}' must equal the limit of {limits[resource]}.",
                )
        for resource, value in limits.items():
            found_amount = amount(value)
            if "/" in resource and found_amount is not None and found_amount % 1:
                yield "Invalid", f"{where}.resources.limits['{resource}']: '{value}' must be a whole number."


@on_write(*TEMPLATES)
def volumes_are_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/storage/volumes/."""
    path, spec = pod_of(request)
    if spec is None:
        return
    volumes = [(index, volume, text(volume, "name")) for index, volume in enumerate(items(spec, "volumes"))]
    names = [name for _, _, name in volumes]
    for index, volume, name in volumes:
        sources = [key for key, value in volume.items() if key not in _SOURCES_OF_NO_VOLUME and value is not None]
        if len(sources) != 1:
            yield (
                "Invalid",
                f"{path}.volumes[{index}]: '{name}' has {len(sources)} sources; a volume has one, such as emptyDir.",
            )
        if name and names.index(name) != index:
            yield "Invalid", f"{path}.volumes[{index}].name: duplicate value '{name}'."
        if name and not LABEL_1123.fullmatch(name):
            yield (
                "Invalid",
                f"{path}.volumes[{index}].name: invalid value '{name}'; write lower-case letters and dashes.",
            )
    claims = {text(claim, "metadata", "name") for claim in items(request.inputs, "spec", "volumeClaimTemplates")}
    for where, container in containers_of(path, spec):
        mounted: set[str] = set()
        for index, mount in enumerate(items(container, "volumeMounts")):
            name, target = text(mount, "name"), text(mount, "mountPath")
            if name and name not in names and name not in claims and not unsettled(spec, "volumes"):
                yield "Invalid", f"{where}.volumeMounts[{index}].name: not found: '{name}'; the volumes are {names}."
            if target and target in mounted:
                yield "Invalid", f"{where}.volumeMounts[{index}].mountPath: invalid value '{target}': must be unique."
            if target and ":" in target:
                yield (
                    "Invalid",
                    f"{where}.volumeMounts[{index}].mountPath: invalid value '{target}': must not contain ':'.",
                )
            mounted.add(target or "")


@on_write(*TEMPLATES)
def references_exist(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Without them no pod starts, and whoever waits for the workload waits in vain.

    https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
    https://secrets-store-csi-driver.sigs.k8s.io/concepts
    """
    path, spec = pod_of(request)
    namespace = namespace_of(request)
    if spec is None or namespace is None or namespace in GIVEN_NAMESPACES:
        return
    account = text(spec, "serviceAccountName")
    if account not in (None, "", "default") and found(world, request, SERVICE_ACCOUNT, str(account), namespace) is None:
        yield (
            "Forbidden",
            f"{path}.serviceAccountName: error looking up service account {namespace}/{account}: not found; "
            "make it first "
            f"(depends_on).",
        )
    for index, volume in enumerate(items(spec, "volumes")):
        provider = text(volume, "csi", "volumeAttributes", "secretProviderClass")
        if text(volume, "csi", "driver") != SECRETS_DRIVER:
            continue
        where = f"{path}.volumes[{index}].csi.volumeAttributes.secretProviderClass"
        if provider is None and not unsettled(volume, "csi"):
            yield "FailedMount", f"{where} is missing; write the name of a SecretProviderClass in '{namespace}'."
        if provider and found(world, request, SECRET_PROVIDER, provider, namespace) is None:
            yield (
                "FailedMount",
                f"{where}: failed to get secretproviderclass {namespace}/{provider}: not found; make it first "
                "(depends_on).",
            )


def pod_of(request: Request) -> tuple[str, dict[str, Any] | None]:
    """The path of the pod's spec and the spec, None while it is not known."""
    path = (*TEMPLATES[request.type], "spec")
    spec = at(request.inputs, *path)
    return ".".join(path), spec if isinstance(spec, dict) else None


def containers_of(path: str, spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every container with its path, those that run before the others first."""
    for key in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(items(spec, key)):
            if isinstance(container, dict):
                yield f"{path}.{key}[{index}]", container


def _unsound_ports(where: str, container: dict[str, Any]) -> Iterator[Verdict]:
    names: set[str] = set()
    for index, port in enumerate(items(container, "ports")):
        value, name = number(port, "containerPort"), text(port, "name")
        if value is not None and not 1 <= value <= 65535:
            yield (
                "Invalid",
                f"{where}.ports[{index}].containerPort: invalid value {value}: must be between 1 and 65535.",
            )
        if name is not None and not _PORT_NAME.fullmatch(name):
            yield (
                "Invalid",
                f"{where}.ports[{index}].name: invalid value '{name}': at most 15 lower-case letters, digits "
                "and single "
                f"dashes, a letter among them.",
            )
        if name and name in names:
            yield "Invalid", f"{where}.ports[{index}].name: duplicate value '{name}'."
        names.add(name or "")


def _unsound_probes(where: str, container: dict[str, Any]) -> Iterator[Verdict]:
    ports = {text(port, "name") for port in items(container, "ports")}
    for probe in _PROBES:
        spec = fields(container, probe)
        if not spec:
            continue
        handlers = [key for key in _HANDLERS if spec.get(key) is not None]
        if len(handlers) != 1:
            yield "Invalid", f"{where}.{probe} has {len(handlers)} handlers; write one of {', '.join(_HANDLERS)}."
        for key in ("httpGet", "tcpSocket"):
            port = at(spec, key, "port")
            if isinstance(port, str) and not port.isdigit() and port not in ports:
                yield "Invalid", f"{where}.{probe}.{key}.port: the container has no port named '{port}'."
            if isinstance(port, int) and not 1 <= port <= 65535:
                yield "Invalid", f"{where}.{probe}.{key}.port: invalid value {port}: must be between 1 and 65535."
        for key, least in _LEAST:
            value = number(spec, key)
            if value is not None and value < least:
                yield "Invalid", f"{where}.{probe}.{key}: invalid value {value}: must be {least} or more."
        if probe != "readinessProbe" and number(spec, "successThreshold") not in (None, 1):
            yield "Invalid", f"{where}.{probe}.successThreshold: must be 1."


_LEAST = (
    ("initialDelaySeconds", 0),
    ("periodSeconds", 1),
    ("timeoutSeconds", 1),
    ("failureThreshold", 1),
    ("successThreshold", 1),
)
