"""The Helm charts of a plan, which are no objects before Helm has made them: their values, and the command for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from shlex import join
from typing import Any

from ops.plan import Plan, PlannedResource
from ops.topology import Topology

RELEASE = "kubernetes:helm.sh/v3:Release"

_FOLDER = "helm"
"""Below the stamp's own folder, where `kubectl apply -f STAMP` does not look."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart that the stack installs in the cluster of a stamp."""

    stamp: str
    release: str
    file: PurePath
    """Where its values are written, from the folder of the rendering."""
    values: Any
    command: str
    """What prints its objects, run in that folder."""


def charts_of(plan: Plan) -> tuple[Chart, ...]:
    """Every chart of the stack, in the plan's order."""
    return tuple(_charts(plan))


def _charts(plan: Plan) -> Iterator[Chart]:
    topology = Topology(plan)
    for resource in plan.resources:
        if resource.type == RELEASE:
            stamp = topology.stamp_of(resource)
            release = str(resource.inputs.get("name", resource.name))
            file = PurePath(stamp, _FOLDER, f"{resource.inputs.get('namespace', 'default')}-{release}.yaml")
            yield Chart(
                stamp=stamp,
                release=release,
                file=file,
                values=resource.inputs.get("values", {}),
                command=join(_command(resource, release, file)),
            )


def _command(resource: PlannedResource, release: str, file: PurePath) -> Sequence[str]:
    inputs = resource.inputs
    repository = (inputs.get("repositoryOpts") or {}).get("repo")
    return [
        *("helm", "template", release, str(inputs.get("chart", ""))),
        *(("--repo", str(repository)) if repository else ()),
        *(("--version", str(inputs["version"])) if "version" in inputs else ()),
        *("--namespace", str(inputs.get("namespace", "default"))),
        *(() if inputs.get("skipCrds") else ("--include-crds",)),
        *("--values", file.as_posix()),
    ]
