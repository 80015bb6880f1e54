"""checkov finds nothing in dev and prod but what `accepted.py` gives a reason for: `make judge`."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ops.commands import main
from tests.outside.accepted import ACCEPTED
from tests.outside.arm import template

ROOT = Path(__file__).parents[2]
OWN = ROOT / ".checkov" / "bin"
"""Where `make judge` puts it: what it needs does not go together with what the program needs."""

STACKS = ("dev", "prod")
_LEAST_PASSED = {"dev": 120, "prod": 440}
"""Checks on resources; fewer, and it has not seen all that there is."""


@pytest.fixture(scope="module")
def checkov() -> str:
    """The path of checkov; without it these tests are skipped."""
    path = shutil.which("checkov", path=f"{OWN}{os.pathsep}{os.environ.get('PATH', '')}")
    if path is None:
        pytest.skip("no checkov: `make judge` installs it")
    return path


@pytest.fixture(scope="module", params=STACKS)
def judged(request: pytest.FixtureRequest, checkov: str, tmp_path_factory: pytest.TempPathFactory) -> "Judged":
    """What checkov says of a stack: of its Kubernetes objects, and of its Azure resources as a template."""
    folder = tmp_path_factory.mktemp(request.param)
    plan = folder / "plan.json"
    main(["preview", "-C", str(ROOT), "--stack", request.param, "--json", str(plan), "--render", str(folder / "seen")])
    declared = template(json.loads(plan.read_text())["resources"])
    (folder / "seen" / "azure.json").write_text(json.dumps(declared, indent=1))
    return Judged(request.param, _reports(checkov, folder / "seen"))


class Judged:
    """The outcome of checkov's checks on one stack."""

    def __init__(self, stack: str, reports: list[dict[str, Any]]) -> None:
        self.stack = stack
        self.frameworks = {report["check_type"] for report in reports}
        self.errors = [error for report in reports for error in report["results"]["parsing_errors"]]
        self.passed = sum(report["summary"]["passed"] for report in reports)
        self.failed = {
            (found["check_id"], found["resource"]) for report in reports for found in report["results"]["failed_checks"]
        }


def test_checkov_reads_everything(judged: Judged) -> None:
    assert judged.frameworks == {"arm", "kubernetes"}
    assert judged.errors == []
    assert judged.passed >= _LEAST_PASSED[judged.stack]


def test_checkov_finds_nothing_without_a_reason(judged: Judged) -> None:
    held = {
        (check, resource)
        for check, resource in judged.failed
        if not any(one.covers(judged.stack, check, resource) for one in ACCEPTED)
    }
    assert held == set()


def test_no_reason_is_left_over(judged: Judged) -> None:
    mine = [one for one in ACCEPTED if judged.stack in one.stacks]
    idle = [one.check for one in mine if not any(one.covers(judged.stack, *found) for found in judged.failed)]
    assert idle == []


def _reports(checkov: str, folder: Path) -> list[dict[str, Any]]:
    words = ["--framework", "arm", "kubernetes", "--directory", str(folder), "--compact", "--skip-download"]
    environment = {**os.environ, "HOME": str(folder.parent), "LOG_LEVEL": "ERROR"}
    ran = subprocess.run(
        [checkov, *words, "--output", "json"], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout.startswith(("[", "{")), ran.stderr
    return json.loads(ran.stdout)
