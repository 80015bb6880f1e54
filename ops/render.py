"""The Kubernetes objects of a plan as YAML files, one folder a stamp, and what to know of them."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import yaml_writer
from ops.counted import counted
from ops.exits import CommandError
from ops.files import write_whole
from ops.plan import Plan, PlannedResource
from ops.render_charts import Chart, charts_of
from ops.topology import Topology
from sandbox import scopes
from sandbox.wire import MASK, UNKNOWN_SENTINEL

HEADER = "# Rendered by `python -m ops preview --render`; edit the stack config instead.\n"
NOTES = "RENDERED.md"
"""What is there, what is not, and how to get it."""

UNKNOWN_TEXT = "known-after-up"
"""Stands for a value that only the service can tell: a word that labels and names may have, too."""

CLUSTER_WIDE = "_cluster"
"""Stands for the namespace of an object that has none; it sorts first, so that `kubectl apply -f` meets it first."""

_FIRST_KEYS = ("apiVersion", "kind", "metadata", "type", "spec")
_NO_OBJECTS = ("kubernetes:helm.sh/", "kubernetes:yaml/", "kubernetes:kustomize/")
"""Types of the Kubernetes SDK that are made of objects and are none."""


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """What was written."""

    folder: Path
    objects: tuple[Path, ...]
    """The files of the objects, in order."""
    charts: tuple[Chart, ...]
    """What is not among them: charts, of which the values alone are written."""

    def in_words(self) -> str:
        """One line that says what is there and what is not."""
        written = f"{self.folder}: {counted(len(self.objects), 'Kubernetes object')}"
        if not self.charts:
            return f"{written}."
        missing = f"without those of {counted(len(self.charts), 'Helm chart')}"
        return f"{written}, {missing}: {self.folder / NOTES} says how to see them."


def render(plan: Plan, folder: Path) -> Rendering:
    """Write each object to `folder/STAMP/NAMESPACE-kind-name.yaml`, the values of charts, and notes on both.

    What an earlier run left there and this one has not is removed. Raises `CommandError` where nothing can be written.
    """
    charts = charts_of(plan)
    objects = _objects(plan, folder)
    files = {
        **objects,
        **{folder / chart.file: HEADER + yaml_writer.write(_without_marks(chart.values)) for chart in charts},
        folder / NOTES: HEADER + notes(plan.stack, charts),
    }
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
        for path in {*folder.glob("*/*.yaml"), *folder.glob("*/*/*.yaml")} - files.keys():
            if _is_rendered(path):
                path.unlink()
    except OSError as error:
        raise CommandError(f"--render: {error.filename} cannot be written: {error.strerror}") from error
    return Rendering(folder=folder, objects=tuple(sorted(objects)), charts=charts)


def _objects(plan: Plan, folder: Path) -> dict[Path, str]:
    """The text of each object by its file."""
    topology = Topology(plan)
    files: dict[Path, str] = {}
    for resource in plan.resources:
        if _is_object(resource):
            path = folder / topology.stamp_of(resource) / _file_name(resource)
            # The same object in a second cluster of the stamp, or the same kind of another API.
            free = path if path not in files else path.with_stem(f"{path.stem}-{resource.name}")
            files[free] = _text(resource)
    return files


def manifest(resource: PlannedResource) -> dict[str, Any]:
    """The object as `kubectl apply -f` takes it; no secret is in it."""
    body = _without_marks(resource.inputs)
    group_and_version, kind = resource.type.removeprefix("kubernetes:").split(":")
    version = group_and_version.removeprefix("core/")
    whole = {"apiVersion": version, "kind": kind, **body}
    if kind == "Secret" and isinstance(whole.get("data"), dict):
        whole["data"] = {key: _base64_mask(value) for key, value in whole["data"].items()}
    first = {key: whole[key] for key in _FIRST_KEYS if key in whole}
    return {**first, **{key: whole[key] for key in sorted(whole) if key not in first}}


def notes(stack: str, charts: Sequence[Chart]) -> str:
    """What whoever reads the files has to know."""
    lines = [
        "",
        f"What the stack `{stack}` declares in its clusters, a folder a stamp. `{UNKNOWN_TEXT}` stands for what only",
        f"Azure can tell, `{MASK}` for secrets.",
    ]
    if charts:
        lines += [
            "",
            "Not here are objects of Helm charts, which only Helm can make. Their values are below `helm/`; run here,",
            "with Helm 3 or later, these print them. They come first: other objects are of kinds that they bring.",
            "",
            *(f"    {chart.command}" for chart in charts),
        ]
    return "\n".join([*lines, ""])


def _is_rendered(path: Path) -> bool:
    """Whether an earlier run wrote the file; what cannot be read is somebody else's, whatever it is."""
    start = HEADER.encode()
    try:
        with path.open("rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False


def _is_object(resource: PlannedResource) -> bool:
    return resource.custom and resource.type.startswith("kubernetes:") and not resource.type.startswith(_NO_OBJECTS)


def _file_name(resource: PlannedResource) -> str:
    metadata = resource.inputs.get("metadata")
    values = metadata if isinstance(metadata, Mapping) else {}
    name = values.get("name")
    known = name if isinstance(name, str) and name != UNKNOWN_SENTINEL else resource.name
    kind = resource.type.rpartition(":")[2].lower()
    namespace = (
        CLUSTER_WIDE if resource.type.rpartition(":")[2] in scopes.CLUSTER_WIDE else values.get("namespace", "default")
    )
    return re.sub(r"[^A-Za-z0-9._-]", "_", f"{namespace}-{kind}-{known}.yaml")


def _text(resource: PlannedResource) -> str:
    return HEADER + yaml_writer.write(manifest(resource))


def _without_marks(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _without_marks(value[key]) for key in sorted(value)}
        case list() | tuple():
            return [_without_marks(item) for item in value]
        case str():
            return value.replace(UNKNOWN_SENTINEL, UNKNOWN_TEXT)
        case _:
            return value


def _base64_mask(value: Any) -> Any:
    return base64.b64encode(MASK.encode()).decode() if value == MASK else value
