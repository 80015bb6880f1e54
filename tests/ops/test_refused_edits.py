"""An edit of the traffic that a guard refuses is a wrong config: exit 2, in words, nothing written."""

import json
import re
import shutil
from pathlib import Path

import pytest

from ops.exits import Exit
from tests.ops.conftest import ROOT, Ops


@pytest.fixture
def real_project(tmp_path: Path) -> Path:
    """The real program with a stack file of its own."""
    for name in ("__main__.py", "components", "config"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_an_edit_that_a_guard_refuses_exits_2_and_says_what_to_write(
    ops: Ops, real_project: Path, tmp_path: Path
) -> None:
    live, refused = tmp_path / "live.json", tmp_path / "refused.json"
    assert ops("preview", "-C", real_project, "--stack", "dev", "--live", "converged", "--json", live).status == 0
    stack_file = real_project / "Pulumi.dev.yaml"
    edited = stack_file.read_text().replace('model: "azureml:fraud:3"', 'model: "azureml:fraud:4"')
    assert edited != stack_file.read_text()
    stack_file.write_text(edited)
    ran = ops("preview", "-C", real_project, "--stack", "dev", "--live", live, "--json", refused)
    assert ran.status == Exit.CONFIG_INVALID
    assert "models.fraud.deployments.blue" in ran.err
    assert "rollout.freezeLive" in ran.err
    assert "Traceback" not in ran.err
    assert (ran.out, refused.exists()) == ("", False)


def test_converged_is_where_the_default_of_a_batch_endpoint_waits_for_nothing(
    ops: Ops, real_project: Path, tmp_path: Path
) -> None:
    stack_file, plan = real_project / "Pulumi.dev.yaml", tmp_path / "plan.json"
    text = stack_file.read_text()
    batch = (
        "    scores:\n      target: batch\n      deployments:\n"
        '        blue: {model: "azureml:scores:1", environment: "azureml:scoring:1", compute: builds, '
        'code: {asset: "azureml:scores-code:1"}}\n      default: blue\n'
    )
    stack_file.write_text(re.sub(r"    fraud:\n.*?(?=\n\n)", batch, text, count=1, flags=re.DOTALL))
    assert ops("preview", "-C", real_project, "--stack", "dev", "--live", "converged", "--json", plan).status == 0
    assert json.loads(plan.read_text())["outputs"]["batch"]["scores"]["eastus"]["default"] == "blue"
