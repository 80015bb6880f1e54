"""What the shell of GitHub's workflows does, run with stand-ins for the commands that it calls."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.ops.diff.conftest import commit, git_in
from tests.pipelines.files import workflow

HEAD, OTHER = "1a" * 20, "2b" * 20
DIGEST = f"sha256:{'3c' * 32}"


class Runner:
    """A folder in which steps run, with stand-ins on the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.summary, self.output, self.called = (folder / name for name in ("summary", "output", "called"))
        (folder / "bin").mkdir()

    def command(self, name: str, script: str) -> None:
        """Stand in for a command; it writes down how it is called."""
        path = self.folder / ("bin" if "/" not in name else "") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/bash\necho "{Path(name).name} $*" >> {self.called}\n{script}\n')
        path.chmod(0o755)

    def run(self, place: tuple[str, str, str], **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the step as GitHub does: without `pipefail` where it names no shell."""
        name, job, wanted = place
        (step,) = (one for one in workflow(name)["jobs"][job]["steps"] if one.get("name") == wanted)
        options = ["-e", "-o", "pipefail"] if step.get("shell") == "bash" else ["-e"]
        environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_REPOSITORY": "shop/ai-models",
            "GITHUB_API_URL": "https://api.github.example",
            **variables,
        }
        words = ["bash", "--noprofile", "--norc", *options, "-c", step["run"]]
        return subprocess.run(words, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner in a folder of its own."""
    return Runner(tmp_path)


NEWEST = ("stack", "run", "Refuse to put on prod what is not the newest any more")


@pytest.mark.parametrize(("curl", "status"), [(f"echo {HEAD}", 0), (f"echo {OTHER}", 1), ("exit 22", 22), ("", 1)])
def test_only_the_newest_commit_of_main_reaches_prod(runner: Runner, curl: str, status: int) -> None:
    runner.command("curl", curl)
    assert runner.run(NEWEST, GITHUB_SHA=HEAD, TOKEN="t").returncode == status
    assert "https://api.github.example/repos/shop/ai-models/commits/main" in runner.called.read_text()


APPROVAL = ("deploy", "approve-prod", "Refuse an approval that nobody is asked for")


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        ("echo branch_policy; echo required_reviewers", 0),
        ("echo branch_policy; echo wait_timer", 1),
        ("", 1),
        ("echo '404: Not Found' >&2; exit 1", 1),
    ],
)
def test_an_environment_without_reviewers_approves_nothing(runner: Runner, rules: str, status: int) -> None:
    runner.command("gh", rules)
    assert runner.run(APPROVAL, GH_TOKEN="t").returncode == status
    assert "repos/shop/ai-models/environments/prod-approval" in runner.called.read_text()


@pytest.mark.parametrize("status", [0, 3])
def test_a_plan_that_fails_is_shown_like_one_that_does_not(runner: Runner, status: int) -> None:
    runner.command(".venv/bin/python", f"echo what it does; echo why it failed >&2; exit {status}")
    assert runner.run(("stack", "run", "Plan"), STACK="dev").returncode == status
    assert runner.summary.read_text().splitlines()[1:3] == ["what it does", "why it failed"]


def test_each_build_is_pushed_with_a_tag_that_no_other_build_takes(runner: Runner) -> None:
    runner.command("az", "true")
    runner.command("docker", f'test "$1" != inspect || echo "shop.azurecr.io/fraud@{DIGEST}"')
    variables = {"REGISTRY": "shop.azurecr.io", "MODEL": "fraud", "GITHUB_RUN_ID": "7", "GITHUB_RUN_ATTEMPT": "2"}
    ran = runner.run(("image", "push", "Push"), VERSION="v2", **variables)
    assert ran.returncode == 0, ran.stderr
    pushed = [line for line in runner.called.read_text().splitlines() if line.startswith("docker push")]
    assert pushed == [f"docker push shop.azurecr.io/fraud:{tag}" for tag in ("v2-7-2", "v2")]
    assert runner.output.read_text() == f"digest={DIGEST}\n"
    runner.run(("image", "push", "Push"), VERSION="v" * 128, **variables)
    tags = re.findall(r"docker push \S+:(\S+)", runner.called.read_text())
    assert max(map(len, tags)) == 128


def test_what_could_not_be_proposed_is_not_even_built(runner: Runner) -> None:
    runner.command("make", "true")
    runner.command(".venv/bin/python", "exit 2")
    asked = {"STACK": "prod", "MODEL": "fraud", "DEPLOYMENT": "blue", "VERSION": "v2"}
    assert runner.run(("image", "build", "Refuse what could not be proposed"), **asked).returncode == 2
    words = f"--stack prod --model fraud --deployment blue --image fraud@sha256:{'0' * 64} --version v2"
    assert f"python -m ops propose {words}" in runner.called.read_text().splitlines()


BACK = ("stack", "run", "Go back to the commit that is deployed")


def test_the_night_works_from_the_commit_that_is_deployed_and_from_no_stranger(runner: Runner) -> None:
    git = git_in(runner.folder)
    git("init", "--quiet", "--initial-branch=main")
    made = {}
    for name in ("deployed", "elsewhere", "merged"):
        git("checkout", "--quiet", "-B", name, *([made["deployed"]] if made else []))
        (runner.folder / name).write_text(name)
        made[name] = commit(runner.folder)
    runner.command("make", "true")
    runner.command(".venv/bin/python", f"echo {made['elsewhere']}")
    assert runner.run(BACK, STACK="dev").returncode != 0
    assert git("rev-parse", "HEAD") == made["merged"]
    runner.command(".venv/bin/python", f"echo {made['deployed']}")
    ran = runner.run(BACK, STACK="dev")
    assert ran.returncode == 0, ran.stderr
    assert git("rev-parse", "HEAD") == made["deployed"]
