"""Repositories in which every model of a stack changes."""

import shutil
import subprocess
from pathlib import Path

import yaml

from bench.measure import ROOT
from bench.stacks import PROD, write_stack

_CODE = ("components", "config", "ops", "policies", "sandbox")
_IDENTITY = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")


def write_repository(folder: Path, models: int) -> None:
    """Write a project as `write_stack` does, commit it with the code of the tool, and edit every model."""
    write_stack(folder, models)
    for name in _CODE:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for words in (["init", "--quiet"], ["add", "--all"], [*_IDENTITY, "commit", "--quiet", "--message", "base"]):
        subprocess.run(["git", *words], cwd=folder, check=True)  # noqa: S603, S607 - words of our own, the user's git
    _edit(folder / f"Pulumi.{PROD}.yaml")


def _edit(path: Path) -> None:
    """One more instance, or two more replicas at the most, for every model."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for model in document["config"]["ai-models:models"].values():
        if model["target"] == "managed":
            model["deployments"]["blue"]["instances"] += 1
        else:
            model["autoscale"]["maxReplicas"] += 2
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
