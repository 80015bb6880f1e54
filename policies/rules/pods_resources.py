"""Pods: each says what it needs, takes no more, and can be asked whether it is well."""

import re
from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Path, Reader
from policies.rule import Rule, resource_rule
from policies.workloads import LASTING, WORKLOADS, each_container

_POD = "the spec of the pod, in components/models/pod.py for a model"
_RESOURCED = ("containers", "initContainers")
"""Kubernetes takes no resources for ephemeral containers."""
_NOTHING = re.compile(r"[0.]*[A-Za-z]*")


def _is_given(part: Reader, way: Path) -> bool:
    """Whether there is an amount; to Kubernetes, nothing of a resource is none that is asked for, and no limit."""
    return _NOTHING.fullmatch(str(part.value(way) or 0)) is None


def _requested(resource: str, title: str, config_key: str) -> Rule:
    def check(container: Reader, pod: Reader) -> Iterator[Finding]:
        ways: list[Path] = [("resources", "requests", resource), ("resources", "limits", resource)]
        if not any(_is_given(one, way) for one in (container, pod) for way in ways):
            yield container.finding(f"`{container.path}.resources.requests` has no {resource}")

    @resource_rule(
        f"pod-{resource}-requested",
        title=title,
        row="pods-resources",
        types=WORKLOADS,
        safe="a request, or a limit, which Kubernetes takes for one",
        config_key=config_key,
    )
    def requested(workload: Reader) -> Iterator[Finding]:
        """Every container but those for debugging has a request, or its pod has."""
        yield from each_container(workload, check, _RESOURCED)

    return requested


def _limited(resource: str, title: str, config_key: str) -> Rule:
    def check(container: Reader, pod: Reader) -> Iterator[Finding]:
        if not any(_is_given(one, ("resources", "limits", resource)) for one in (container, pod)):
            yield container.finding(f"`{container.path}.resources.limits` has no {resource}")

    @resource_rule(
        f"pod-{resource}-limited",
        title=title,
        row="pods-resources",
        types=WORKLOADS,
        safe="a limit",
        config_key=config_key,
    )
    def limited(workload: Reader) -> Iterator[Finding]:
        """Every container but those for debugging has a limit, or its pod has."""
        yield from each_container(workload, check, _RESOURCED)

    return limited


_CPU = f"`models.NAME.deployments.NAME.cpu`, or `resources` in {_POD}"
_MEMORY = f"`models.NAME.deployments.NAME.memory`, or `resources` in {_POD}"
_STORAGE = f"`resources` in {_POD}"

cpu_requested = _requested("cpu", "A pod is put where there is the CPU that it needs", _CPU)
memory_requested = _requested("memory", "A pod is put where there is the memory that it needs", _MEMORY)
storage_requested = _requested("ephemeral-storage", "A pod is put where there is room for what it writes", _STORAGE)
cpu_limited = _limited("cpu", "A pod takes no CPU from its neighbors", _CPU)
memory_limited = _limited("memory", "A pod that grows is ended before its node runs out of memory", _MEMORY)
storage_limited = _limited("ephemeral-storage", "A pod that writes is ended before its node runs full", _STORAGE)


@resource_rule(
    "pod-liveness-probe",
    title="A container that hangs is started anew",
    row="pods-resources",
    types=LASTING,
    safe="a probe",
    config_key=f"`models.NAME.probes.health`, or `liveness_probe` in {_POD}",
)
def liveness(workload: Reader) -> Iterator[Finding]:
    """Every container that is to run on is asked whether it lives; without a probe one counts as alive."""
    yield from each_container(workload, lambda container, _: container.must_have("livenessProbe"), ("containers",))


@resource_rule(
    "pod-readiness-probe",
    title="Nobody is sent to a container before it can answer",
    row="pods-resources",
    types=LASTING,
    safe="a probe",
    config_key=f"`models.NAME.probes.health`, or `readiness_probe` in {_POD}",
)
def readiness(workload: Reader) -> Iterator[Finding]:
    """Every container that is to run on is asked whether it is ready; without a probe one counts as ready."""
    yield from each_container(workload, lambda container, _: container.must_have("readinessProbe"), ("containers",))
