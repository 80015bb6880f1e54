"""The pages on the real engine: every `pulumi` of theirs, against the sandbox."""

from collections.abc import Mapping
from typing import Any

from config.yaml_files import mapping_in
from tests.docs import shown
from tests.docs.pages import Step
from tests.docs.projects import STACK_FILE, Project, words_of
from tests.engine.conftest import Sandbox

_STATE = ".sandbox"
_QUIET = "--non-interactive --color never"
_SURE = f"--yes --skip-preview {_QUIET}"
"""`up` shows a preview first and asks; the pages show what comes after the answer."""


def perform(project: Project, step: Step) -> str | None:
    """Do what pulumi does; `ops preview` is for those without one."""
    words = words_of(step)
    if words[0] != "pulumi":
        project.prepare(words)
        return None
    verb = words[1]
    faults = project.folder / "faults.yaml"
    faults.write_text(step.faults, encoding="utf-8")
    line = " ".join([*words[1:], {"up": _SURE, "preview": _QUIET}.get(verb, "")])
    ran = Sandbox(project.folder, project.folder / _STATE).pulumi(line, faults if step.faults else None)
    if verb not in {"up", "preview"}:
        return ran.text
    return shown.of_diff(ran.text) if "--diff" in words else shown.of_engine(ran.text)


def edited_models(project: Project) -> Mapping[str, Any]:
    """The stack's models as `pulumi config` left them in the sandbox."""
    return mapping_in(project.folder / _STATE / "project" / STACK_FILE)["config"]["ai-models:models"]
