"""A project of the pages' own: the real program, and the stack of docs/traffic/ as the pages change it."""

import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.yaml_files import mapping_in
from tests.docs.edits import edit
from tests.docs.pages import ROOT, Step

STACK_FILE = "Pulumi.tour.yaml"
_LINKED = ("__main__.py", "components", "config", "docs", "policies")


@dataclass(frozen=True, kw_only=True)
class Project:
    """A folder in which the commands of pages are run."""

    folder: Path

    @property
    def models(self) -> Mapping[str, Any]:
        """The stack's models as its file has them."""
        return mapping_in(self.folder / STACK_FILE)["config"]["ai-models:models"]

    def copy(self, folder: Path) -> "Project":
        """The same in another folder."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Project(folder=folder)

    def prepare(self, words: list[str]) -> bool:
        """Do what only prepares or edits; whether it was that."""
        if words[0] == "cp":
            _, source, target = words
            shutil.copy(self.folder / source, self.folder / target)
        elif words[:2] == ["pulumi", "config"]:
            edit(self.folder / STACK_FILE, words[2:])
        else:
            return words[0] == "alias"
        return True


def make_project(folder: Path) -> Project:
    """A folder with the real program, and no stack."""
    folder.mkdir()
    for name in _LINKED:
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    return Project(folder=folder)


def words_of(step: Step) -> list[str]:
    """The words of a command; a comment is none."""
    return shlex.split(step.command.replace("\\\n", " "), comments=True)
