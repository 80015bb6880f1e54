"""`python -m ops sandbox` around a pulumi that only notes what it is asked."""

import argparse
import errno
import gzip
import json
import os
import re
import shlex
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.errors import ConfigError
from ops.exits import CommandError, Exit
from ops.sandbox import add_command

CONFIG = """\
encryptionsalt: v1:real:v1:salt
secretsprovider: azurekeyvault://vault/keys/pulumi
config:
  shop:name: shop
  shop:kubernetesVersion: "1.33"
  shop:enabled: yes
  shop:token: {secure: v1:ciphertext}
  shop:secrets:
    api.key: {value: {secure: v1:nested}, contentType: text/plain}
  shop:list: [plain, {secure: v1:listed}]
"""

NOTES = """\
#!/bin/sh
echo "$@" >> "$NOTES"
case "$1 $2" in
  "stack init") mkdir -p "${PULUMI_BACKEND_URL#file://}/.pulumi/stacks/shop"
                touch "${PULUMI_BACKEND_URL#file://}/.pulumi/stacks/shop/$3.json";;
  "up --config-file") exit 7;;
  "refresh --config-file") trap 'echo interrupted >> "$NOTES"; exit 9' INT
                           echo "waiting $$" >> "$NOTES"; while true; do sleep 0.02; done;;
esac
"""


class Run:
    """Runs the command in a project of its own."""

    def __init__(self, project: Path, notes: Path) -> None:
        self.project = project
        self.state = project / ".sandbox"
        self._notes = notes

    def __call__(self, line: str) -> int:
        parser = argparse.ArgumentParser()
        add_command(parser.add_subparsers(required=True))
        args = parser.parse_args(["sandbox", *shlex.split(line)])
        status = args.run(args)
        assert isinstance(status, int)
        return status

    @property
    def asked(self) -> list[str]:
        """What pulumi was asked since the last look."""
        lines = self._notes.read_text().splitlines() if self._notes.exists() else []
        self._notes.unlink(missing_ok=True)
        return lines


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    binaries, project, notes = tmp_path / "bin", tmp_path / "project", tmp_path / "notes"
    binaries.mkdir()
    (binaries / "pulumi").write_text(NOTES)
    (binaries / "pulumi").chmod(0o755)
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (project / "Pulumi.dev.yaml").write_text(CONFIG)
    monkeypatch.chdir(project)
    monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("NOTES", str(notes))
    monkeypatch.delenv("PULUMI_STACK", raising=False)
    return Run(project, notes)


def test_the_first_run_makes_the_stack_and_later_ones_do_not(run: Run) -> None:
    copy = run.state / "project" / "Pulumi.dev.yaml"
    assert run("-- pulumi preview") == 0
    made, secrets, previewed = run.asked
    assert made == f"stack init dev --cwd {copy.parent} --non-interactive"
    assert secrets.startswith("config set-all --path --secret")
    assert previewed == f"preview --config-file {copy}"
    assert run("-- pulumi preview") == 0
    assert run.asked == [f"preview --config-file {copy}"]


def test_the_copy_has_the_plain_values_and_a_placeholder_for_every_secret(run: Run) -> None:
    run("-- pulumi preview")
    words = shlex.split(run.asked[1])
    set_paths = [word for word in words if word.endswith("=sandbox-placeholder")]
    assert set_paths == [
        "shop:token=sandbox-placeholder",
        "shop:secrets[api.key].value=sandbox-placeholder",  # its quotes are gone with the shell's words
        "shop:list[1]=sandbox-placeholder",
    ]
    copied = (run.state / "project" / "Pulumi.dev.yaml").read_text()
    assert "v1:" not in copied
    assert "azurekeyvault" not in copied
    assert yaml.safe_load(copied)["config"] == {
        "shop:name": "shop",
        "shop:kubernetesVersion": "1.33",
        "shop:enabled": "yes",
        "shop:token": "sandbox-placeholder",
        "shop:secrets": {"api.key": {"value": "sandbox-placeholder", "contentType": "text/plain"}},
        "shop:list": ["plain", "sandbox-placeholder"],
    }
    assert "shop:enabled: 'yes'" in copied, "YAML's dialects read the word differently; to the engine it is text"
    assert (run.project / "Pulumi.dev.yaml").read_text() == CONFIG


def test_the_copy_is_made_anew_only_when_the_real_config_changes(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("-- pulumi preview")
    copy = run.state / "project" / "Pulumi.dev.yaml"
    copy.write_text(f"{copy.read_text()}encryptionsalt: v1:own\n")
    run("-- pulumi preview")
    assert "v1:own" in copy.read_text()
    assert capsys.readouterr().err == ""
    (run.project / "Pulumi.dev.yaml").write_text("config: {shop:name: other}\n")
    run("-- pulumi preview")
    assert yaml.safe_load(copy.read_text()) == {"config": {"shop:name": "other"}, "encryptionsalt": "v1:own"}
    assert "Pulumi.dev.yaml has changed" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "# a new stack\n"])
def test_an_empty_file_is_a_stack_whose_config_is_still_to_be_set(run: Run, content: str) -> None:
    (run.project / "Pulumi.dev.yaml").write_text(content)
    assert run("-- pulumi config set name shop") == 0
    copy = run.state / "project" / "Pulumi.dev.yaml"
    made, asked = run.asked
    assert made.startswith("stack init dev")
    assert asked == f"config --config-file {copy} set name shop"
    assert yaml.safe_load(copy.read_text()) == {"config": {}}
    assert (run.project / "Pulumi.dev.yaml").read_text() == content


def test_the_exit_status_is_pulumis(run: Run) -> None:
    assert run("-- pulumi up") == 7


def _keep(run: Run, *resources: dict[str, Any], packed: bool = False) -> None:
    """Let the stack have these resources in Pulumi's state."""
    assert run("-- pulumi preview") == 0
    (file,) = (run.state / "backend" / ".pulumi" / "stacks" / "shop").iterdir()
    text = json.dumps({"version": 3, "checkpoint": {"latest": {"resources": resources}}})
    if packed:
        file.unlink()
        file.with_name("dev.json.gz").write_bytes(gzip.compress(text.encode()))
    else:
        file.write_text(text)
    assert run.asked


_VAULT = {"type": "azure-native:keyvault:Vault", "urn": "urn::vault", "protect": True}
_ACCOUNT = {"type": "azure-native:storage:StorageAccount", "urn": "urn::account", "protect": True}
_SUBNET = {"type": "azure-native:network:Subnet", "urn": "urn::subnet"}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("line", ["destroy --yes --skip-preview", "--non-interactive down"])
def test_a_destroy_that_would_stop_at_what_is_protected_is_not_begun(run: Run, line: str, *, packed: bool) -> None:
    _keep(run, _ACCOUNT, _VAULT, _SUBNET, _ACCOUNT, packed=packed)
    with pytest.raises(CommandError) as raised:
        run(f"-- pulumi {line}")
    assert raised.value.status == Exit.REFUSED
    assert run.asked == [], "pulumi is not asked"
    assert "3 resources are protected:\n  2 StorageAccount, 1 Vault\n" in str(raised.value)
    assert "\n  python -m ops sandbox -- pulumi config set --stack dev protect false\n" in str(raised.value)


def test_the_lines_that_take_the_protection_off_are_about_the_same_sandbox(run: Run) -> None:
    run.state = run.project / "other"
    (run.project / "Pulumi.prod.yaml").write_text(CONFIG)
    assert run("--state other -- pulumi preview --stack prod") == 0
    (file,) = (run.state / "backend" / ".pulumi" / "stacks" / "shop").iterdir()
    file.write_text(json.dumps({"checkpoint": {"latest": {"resources": [_VAULT]}}}))
    with pytest.raises(CommandError) as raised:
        run("--state other -- pulumi destroy --stack prod")
    assert "python -m ops sandbox --state other -- pulumi up --stack prod --yes" in str(raised.value)


def test_the_lines_take_the_protection_off_each_model_that_has_its_own(run: Run) -> None:
    models = "  shop:models: {fraud: {protect: true}, churn: {protect: false}, fast: {protect: 'true'}, engine: {}}\n"
    (run.project / "Pulumi.dev.yaml").write_text(CONFIG + models)
    _keep(run, _VAULT)
    with pytest.raises(CommandError) as raised:
        run("-- pulumi destroy")
    sandbox = "  python -m ops sandbox -- pulumi"
    assert str(raised.value).splitlines()[-5:] == [
        f"{sandbox} config set --stack dev protect false",
        f"{sandbox} config set --stack dev --path 'models.fraud.protect' false",
        f"{sandbox} config set --stack dev --path 'models.fast.protect' false",
        f"{sandbox} up --stack dev --yes",
        f"{sandbox} destroy --stack dev --yes",
    ]


@pytest.mark.parametrize("flag", ["--exclude-protected", "--ignore-protect", "--target urn::subnet", "--help"])
def test_a_destroy_that_goes_past_what_is_protected_is_pulumis(run: Run, flag: str) -> None:
    _keep(run, _VAULT)
    assert run(f"-- pulumi destroy {flag}") == 0
    assert run.asked


@pytest.mark.parametrize("resources", [[], [_SUBNET]])
def test_a_destroy_of_what_nobody_protects_is_pulumis(run: Run, resources: list[dict[str, Any]]) -> None:
    _keep(run, *resources)
    assert run("-- pulumi destroy --yes") == 0
    assert run.asked


def test_a_reset_forgets_the_stack(run: Run) -> None:
    run("-- pulumi preview")
    assert run("--reset") == Exit.FINE
    assert not (run.state / "cloud.sqlite").exists()
    assert run.asked
    run("-- pulumi preview")
    assert run.asked[0].startswith("stack init dev")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_reaches_pulumi_and_leaves_nothing_behind(
    run: Run, number: signal.Signals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ops.sandbox._in_foreground", lambda: False)
    sender = threading.Thread(target=_send_when_waiting, args=(number,))
    sender.start()
    assert run("-- pulumi refresh") == 9
    sender.join()
    *_, waited, interrupted = run.asked
    assert interrupted == "interrupted"
    told = capsys.readouterr().err
    assert told.startswith("interrupted: run the same command again")
    assert told.count("\n") == 1, "one line, no traceback"
    with pytest.raises(ProcessLookupError):
        os.kill(int(waited.split()[1]), 0)


def test_without_pulumi_there_is_a_way_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(CommandError, match=r"https://www.pulumi.com/docs/install/") as raised:
        run("-- pulumi up")
    assert raised.value.status == 2
    assert not run.state.exists(), "nothing is made for a run that cannot be"


def test_a_stack_without_a_file_is_answered_with_those_that_have_one(run: Run) -> None:
    (run.project / "Pulumi.prod.yaml").write_text(CONFIG)
    with pytest.raises(ConfigError, match=r"the file of a stack: `dev`, `prod`"):
        run("-- pulumi up --stack prd")


@pytest.mark.parametrize("command", ["preview", "preview --config-file Pulumi.dev.yaml", "stack", "stack rename new"])
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../dev", "a stack's name has no slash; the stacks here: dev. Did you mean `{written}dev`?"),
        ("organization/shop/dev", "Did you mean `{written}dev`?"),
        ("..\\prod", "a stack's name has no slash; the stacks here: dev"),
    ],
)
def test_a_path_in_place_of_a_stacks_name_is_refused_before_anything_is_made(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, name: str, says: str
) -> None:
    with pytest.raises(CommandError, match=re.escape(says.format(written="--stack "))):
        run(f"-- pulumi {command} --stack {shlex.quote(name)}")
    monkeypatch.setenv("PULUMI_STACK", name)
    with pytest.raises(CommandError, match=re.escape(says.format(written="PULUMI_STACK="))) as refused:
        run(f"-- pulumi {command}")
    assert str(refused.value).startswith(f"PULUMI_STACK={name}: ")
    assert run.asked == []
    assert not run.state.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"config: [", "not closed"),
        (b"- a\n", "a list"),
        (b"config: 5\n", "a mapping"),
        (b"config: {a: \xff}\n", "no UTF-8"),
        (b"config:\n  shop:map: {[a, b]: c}\n", "a key that is a list"),
        (b"config:\n  ? {a: b}\n  : c\n", "a key that is a list or a mapping"),
        (b"config:\n  shop:map: &a {x: *a}\n", "too deeply"),
        (b"config:\n  shop:list: &a [*a]\n", "too deeply"),
        (b"config: " + b"[" * 20_000, "too deeply"),
        (b"config: {shop:name: !secret x}\n", "a tag"),
    ],
)
def test_a_broken_stack_file_is_told(run: Run, content: bytes, says: str) -> None:
    (run.project / "Pulumi.dev.yaml").write_bytes(content)
    with pytest.raises(ConfigError, match=says):
        run("-- pulumi up")
    assert run.asked == [], "pulumi is not asked"


@pytest.mark.parametrize(
    ("name", "says"), [("folder", "a folder"), (".", "a folder"), ("none.yaml", "--config-file Pulumi.dev.yaml")]
)
def test_a_config_file_that_cannot_be_read_is_told(run: Run, name: str, says: str) -> None:
    (run.project / "folder").mkdir()
    with pytest.raises(ConfigError, match=says):
        run(f"-- pulumi up --config-file {name}")


@pytest.mark.parametrize("file", [".sandbox/project/Pulumi.dev.yaml", "../project/.sandbox/project/Pulumi.prod.yaml"])
def test_the_sandboxes_own_copy_is_not_to_be_its_config_file(run: Run, file: str) -> None:
    assert run("-- pulumi preview") == 0
    copy = run.state / "project" / "Pulumi.dev.yaml"
    copy.write_text(edited := copy.read_text().replace("shop:name: shop", "shop:name: edited"))
    assert run.asked
    with pytest.raises(CommandError, match="the sandbox's own, which it reads and edits; leave out the flag"):
        run(f"-- pulumi up --config-file {file}")
    assert run.asked == [], "pulumi is not asked"
    assert copy.read_text() == edited


def test_a_config_file_that_is_forbidden_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def forbid(path: Path, *mode: Any, **options: Any) -> Any:
        if path.name == "Pulumi.dev.yaml":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *mode, **options)

    monkeypatch.setattr(Path, "open", forbid)
    with pytest.raises(ConfigError, match=r"Permission denied(.|\n)*a file that you may read"):
        run("-- pulumi up")


def test_a_copy_that_somebody_broke_is_told_from_the_real_file(run: Run) -> None:
    run("-- pulumi preview")
    (run.state / "project" / "Pulumi.dev.yaml").write_text("[")
    (run.project / "Pulumi.dev.yaml").write_text("config: {}\n")
    with pytest.raises(CommandError, match=r"own copy .*--reset"):
        run("-- pulumi preview")


def test_a_secret_behind_an_alias_or_a_merge_is_a_secret_at_each_of_its_places(run: Run) -> None:
    (run.project / "Pulumi.dev.yaml").write_text(
        "config:\n  shop:one: &one {value: {secure: v1:x}, plain: 1}\n  shop:two: *one\n"
        "  shop:three: {<<: *one, plain: 2}\n"
    )
    run("-- pulumi preview")
    set_paths = [word for word in shlex.split(run.asked[1]) if word.endswith("=sandbox-placeholder")]
    assert set_paths == [f"shop:{key}.value=sandbox-placeholder" for key in ("one", "two", "three")]
    copied = yaml.safe_load((run.state / "project" / "Pulumi.dev.yaml").read_text())["config"]
    assert copied["shop:three"] == {"value": "sandbox-placeholder", "plain": 2}


def test_outside_of_a_project_the_way_back_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(run.project.parent)
    with pytest.raises(CommandError, match=r"no Pulumi.yaml in"):
        run("-- pulumi up")


def _send_when_waiting(number: signal.Signals) -> None:
    notes = Path(os.environ["NOTES"])
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if notes.exists() and "waiting" in notes.read_text():
            os.kill(os.getpid(), number)
            return


def test_faults_are_read_before_pulumi_runs_and_those_that_nobody_met_are_told(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = run.project / "faults.yaml"
    faults.write_text("- {operation: create, type: 'azure-native:*', status: 404}\n")
    with pytest.raises(CommandError, match=r"--faults: .*faults\.yaml: fault 1: status is 404; write one of 409"):
        run(f"--faults {faults} -- pulumi preview --stack dev")
    faults.write_text("- {operation: create, type: 'azure-native:*', nth: 2}\n")
    run(f"--faults {faults} -- pulumi preview --stack dev")
    assert "no request met the fault: create of azure-native:*, nth 2" in capsys.readouterr().err
