"""What the stack has made, as Pulumi answers: every resource by its URN, and loudly where there is no answer."""

from pathlib import Path

import pytest

from components.decisions import made
from sandbox.program import run

_CONFIG = {"pulumi:disable-default-providers": '["*"]'}
_URN = "urn:pulumi:dev::ai-models::ai-models:a:B$azure-native:resources:ResourceGroup::shop-group"
_GROUP = {"type": "azure-native:resources:ResourceGroup", "outputs": {"tags": {"stamp": "eastus"}, "list": ["a"]}}
_PROGRAM = """\
import pulumi

from components.decisions import made


async def main():
    found = await made.ask_made()
    return {"seen": [[m.name, m.type, m.text("tags", "stamp"), m.text("list", 0), m.text("list", 7)] for m in found]}


pulumi.run(main)
"""


def _folder(folder: Path) -> Path:
    (folder / "__main__.py").write_text(_PROGRAM)
    return folder


def test_what_the_stack_has_made_is_told_before_anything_is_declared(tmp_path: Path) -> None:
    recording = run(_folder(tmp_path), "ai-models", "dev", _CONFIG, state={_URN: _GROUP})
    assert recording.outputs["seen"] == [["shop-group", "azure-native:resources:ResourceGroup", "eastus", "a", ""]]
    assert recording.refusals == []


def test_a_new_stack_has_made_nothing(tmp_path: Path) -> None:
    assert run(_folder(tmp_path), "ai-models", "dev", _CONFIG).outputs["seen"] == []


def test_a_run_that_is_told_nothing_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "ASK_STATE", "pulumi:pulumi:noSuchFunction")
    recording = run(_folder(tmp_path), "ai-models", "dev", _CONFIG)
    assert "nothing is deleted without knowing" in recording.messages[-1][1]
    assert recording.outputs == {}
