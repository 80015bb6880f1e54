"""The folder that keeps a sandbox, and the variables that keep a run inside it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ops.exits import CommandError
from ops.sandbox_state import SandboxState


@pytest.fixture
def state(tmp_path: Path) -> SandboxState:
    made = SandboxState(tmp_path / "sandbox")
    made.prepare()
    return made


def test_a_run_sees_no_credentials_of_a_real_cloud(state: SandboxState) -> None:
    outer = {
        "ARM_CLIENT_SECRET": "x",
        "AZURE_TENANT_ID": "x",
        "HOME": "/home/me",
        "KUBECONFIG": "/home/me/.kube/config",
        "PULUMI_ACCESS_TOKEN": "x",
        "PULUMI_BACKEND_URL": "azblob://state",
        "PULUMI_CONFIG_PASSPHRASE_FILE": "/home/me/passphrase",
        "PULUMI_HOME": "/home/me/.pulumi",
        "PULUMI_OPTION_CONFIG_FILE": "other.yaml",
    }
    seen = state.environment("azure-native:1,kubernetes:2", "prod", outer)
    assert seen["HOME"] == "/home/me"
    assert not {"ARM_CLIENT_SECRET", "AZURE_TENANT_ID", "KUBECONFIG", "PULUMI_ACCESS_TOKEN"} & seen.keys()
    assert not {"PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_OPTION_CONFIG_FILE"} & seen.keys()
    assert seen["PULUMI_BACKEND_URL"] == state.backend.as_uri()
    assert Path(seen["PULUMI_HOME"]).is_relative_to(state.folder)
    assert (seen["PULUMI_STACK"], seen["PULUMI_DEBUG_PROVIDERS"]) == ("prod", "azure-native:1,kubernetes:2")


def test_the_passphrase_is_drawn_once_and_kept_from_others(state: SandboxState) -> None:
    passphrase = state.folder / "passphrase"
    drawn = passphrase.read_text()
    assert passphrase.stat().st_mode & 0o077 == 0
    state.prepare()
    assert passphrase.read_text() == drawn
    assert state.environment("", "dev", {})["PULUMI_CONFIG_PASSPHRASE"] == drawn


def test_the_folder_keeps_itself_out_of_git(state: SandboxState) -> None:
    assert (state.folder / ".gitignore").read_text() == "*\n"


def test_a_reset_deletes_what_a_sandbox_made_and_nothing_else(state: SandboxState) -> None:
    state.cloud.touch()
    (state.folder / "notes.txt").write_text("mine")
    state.reset()
    assert sorted(each.name for each in state.folder.iterdir()) == [".gitignore", "ai-models-sandbox", "notes.txt"]


def test_a_reset_of_what_never_was_is_fine(tmp_path: Path) -> None:
    SandboxState(tmp_path / "nowhere").reset()


@pytest.mark.parametrize("act", [SandboxState.prepare, SandboxState.reset])
def test_a_folder_of_somebody_elses_is_left_as_it_is(act: Callable[[SandboxState], None], tmp_path: Path) -> None:
    for name in ("home", "project", "backend"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine").touch()
    (tmp_path / ".gitignore").write_text("build/")
    with pytest.raises(CommandError, match="holds something else"):
        act(SandboxState(tmp_path))
    assert all((tmp_path / name / "mine").exists() for name in ("home", "project", "backend"))
    assert (tmp_path / ".gitignore").read_text() == "build/"


def test_a_file_in_the_folders_place_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="cannot be used"):
        SandboxState(tmp_path / "file").prepare()
