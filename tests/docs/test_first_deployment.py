"""The first deployment: what its commands leave is a platform without anything that needs an image."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.docs.edits import edit
from tests.docs.pages import ROOT
from tests.ops.conftest import Ops, ops  # noqa: F401 - a fixture

DOCUMENT = (ROOT / "docs" / "first-deployment.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_platform_comes_up_first_without_whatever_runs_from_an_image(stack: str, tmp_path: Path, ops: Ops) -> None:  # noqa: F811
    for name in ("__main__.py", "components", "config", "policies"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("Pulumi.yaml", f"Pulumi.{stack}.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    (command,) = re.findall(r"^ *\$ (pulumi config .*)$", DOCUMENT, re.MULTILINE)
    edit(tmp_path / f"Pulumi.{stack}.yaml", [*shlex.split(command)[2:], "--stack", stack])
    plan = ops("preview", "-C", tmp_path, "--stack", stack, "--json", "-")
    assert plan.status == 0, plan.err
    assert "pulumi:providers:kubernetes" in plan.out
    assert re.findall(r"kubernetes:\S+:(?:Release|DaemonSet|Deployment)", plan.out) == []
