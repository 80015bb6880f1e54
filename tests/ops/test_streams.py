"""What becomes of a command whose output nobody reads, or nobody can."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.exits import Exit
from tests.ops.conftest import ROOT

PREVIEW = """
import sys
from ops import commands, preview
from ops.plan import Plan, PolicyResult
from ops.planning import Outcome
from sandbox.recording import Refusal

enforcement, refused = sys.argv[1:]
policy = PolicyResult(name="tls", enforcement=enforcement, severity="high", urn="", message="TLS 1.0 is old." * 9999)
plan = Plan(project="shop", stack="dev", resources=(), policies=(policy,))
refusal = Refusal(urn="urn:pulumi:dev::shop::a:b:C::c", code="Conflict", message="taken " * 9999)
refusals = (refusal,) if refused == "yes" else ()
preview.open_stack = lambda *_: None
preview.make_plan = lambda *_: Outcome(plan=plan, refusals=refusals, sources={}, messages=())
sys.exit(commands.main(["preview", "--stack", "dev"]))
"""
"""A preview whose policies and refusals are given."""

HEAD = {"buffered": {}, "unbuffered": {"PYTHONUNBUFFERED": "1"}}


@pytest.mark.parametrize("extra", HEAD.values(), ids=HEAD)
@pytest.mark.parametrize(("enforcement", "status"), [("mandatory", Exit.POLICY_VIOLATED), ("advisory", Exit.FINE)])
def test_a_reader_that_has_had_enough_changes_no_status(enforcement: str, status: Exit, extra: dict[str, str]) -> None:
    command = [sys.executable, "-c", PREVIEW, enforcement, "no"]
    with _process(command, extra) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (status, b"")


@pytest.mark.parametrize("extra", HEAD.values(), ids=HEAD)
def test_a_refusal_that_nobody_reads_is_one_all_the_same(extra: dict[str, str]) -> None:
    with _process([sys.executable, "-c", PREVIEW, "advisory", "yes"], extra) as process:
        assert process.stderr
        process.stderr.close()
    assert process.returncode == Exit.REFUSED


def test_a_mistake_that_nobody_reads_is_one_all_the_same() -> None:
    with _process([sys.executable, "-m", "ops", "preview", "--stack", "none"], {}) as process:
        assert process.stderr
        process.stderr.close()
    assert process.returncode == Exit.CONFIG_INVALID


@pytest.mark.parametrize("words", [["--help"], ["preview", "--help"], ["schema", "--check"]])
def test_commands_whose_output_nobody_reads_are_fine(words: list[str]) -> None:
    with _process([sys.executable, "-m", "ops", *words], {}) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (Exit.FINE, b"")


def test_without_any_output_the_status_is_there() -> None:
    script = f"exec '{sys.executable}' -c \"$PROGRAM\" mandatory no >&- 2>&-"
    environment = {**os.environ, "PROGRAM": PREVIEW}
    ran = subprocess.run(["/bin/sh", "-c", script], cwd=ROOT, env=environment, check=False)
    assert ran.returncode == Exit.POLICY_VIOLATED


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-c", PREVIEW, "advisory", "no"]
        ran = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert ran.returncode == Exit.CONFIG_INVALID
    assert ran.stderr == b"error: [Errno 28] No space left on device\n"


def test_what_the_output_has_no_bytes_for_is_escaped() -> None:
    command = [sys.executable, "-c", PREVIEW, "advisory", "no"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (Exit.FINE, b"")
    assert b"\\u2713 dev: nothing refused" in ran.stdout


def _process(command: list[str], extra: dict[str, str]) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, **extra}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
