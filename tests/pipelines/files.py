"""The pipelines' files, read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))
AZURE = [ROOT / "azure-pipelines.yml", *sorted((ROOT / "pipelines" / "azure").glob("*.yml"))]
SCRIPTS = sorted((ROOT / "pipelines").rglob("*.sh"))


def read(path: Path) -> dict[str, Any]:
    """A file with every scalar as the text that it is, so that `on` is no boolean."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def workflow(name: str) -> dict[str, Any]:
    """A workflow of GitHub by its file's name."""
    return read(ROOT / ".github" / "workflows" / f"{name}.yml")


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every job of every workflow, with a name to tell it by."""
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield f"{path.stem}.{name}", job


def stages() -> dict[str, dict[str, Any]]:
    """Every stage of Azure DevOps by its name."""
    found = {}
    for stage in read(ROOT / "azure-pipelines.yml")["stages"]:
        for one in [stage] if "stage" in stage else next(iter(stage.values())):
            found[one["stage"]] = one
    return found


def within(value: Any) -> Iterator[Any]:
    """A value and all that is in it."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from within(one)


def scripts() -> Iterator[tuple[str, str]]:
    """Every piece of shell of both systems, with the file it is in."""
    for path in (*WORKFLOWS, *ACTIONS, *AZURE):
        for found in within(read(path)):
            for key in ("run", "bash", "script", "inlineScript"):
                if isinstance(found, dict) and isinstance(found.get(key), str):
                    yield path.name, found[key]
    for path in SCRIPTS:
        yield path.name, path.read_text(encoding="utf-8")
