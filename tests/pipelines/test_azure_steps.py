"""What the shell of the pipelines of Azure DevOps does, run with stand-ins for the commands that it calls."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.ops.diff.conftest import commit, git_in
from tests.pipelines.files import ROOT
from tests.pipelines.test_azure_gates import step

DIGEST = f"sha256:{'3c' * 32}"


class Agent:
    """A folder in which steps run, with stand-ins on the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._calls = folder / "calls"

    def command(self, name: str, script: str = "true") -> None:
        """Stand in for a command; it writes down how it is called."""
        path = self.folder / name if "/" in name else self.folder / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/bash\necho "{path.name} $*" >> {self._calls}\n{script}\n')
        path.chmod(0o755)

    def called(self) -> list[str]:
        """How the stand-ins were called."""
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of bash."""
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        environment = {"PATH": path, "AGENT_TEMPDIRECTORY": str(self.folder), **variables}
        return subprocess.run(
            ["bash", *words], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def agent(tmp_path: Path) -> Agent:
    """An agent in a folder of its own."""
    return Agent(tmp_path)


class Night:
    """A repository in which one commit is deployed, another merged since, and a third on a branch of its own."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.git = git_in(agent.folder)
        self.git("init", "--quiet", "--initial-branch=main")
        (agent.folder / ".gitignore").write_text("*\n!deployed\n!elsewhere\n!merged\n")
        self.commits: dict[str, str] = {}
        for name in ("deployed", "elsewhere", "merged"):
            self.git("checkout", "--quiet", "-B", name, *([self.commits["deployed"]] if self.commits else []))
            (agent.folder / name).write_text(name)
            self.commits[name] = commit(agent.folder)

    def runs(self, deployed: str, settle: int = 0, drift: int = 0) -> tuple[int, list[str]]:
        """Run the drift step; its status and the calls of Python and make."""
        said = f'case "$3" in deployed) echo {deployed} ;; settle) exit {settle} ;; drift) exit {drift} ;; esac'
        self.agent.command(".venv/bin/python", said)
        self.agent.command("make")
        script = str(ROOT / "pipelines" / "azure" / "signed-in.sh")
        ran = self.agent.run(script, "drift", "--stack", "prod", "--report", "drift.txt")
        return ran.returncode, self.agent.called()


LOOKED = [
    "python -m pipelines deployed --stack prod",
    "make .venv/.runtime",
    "python -m pipelines settle --stack prod",
    "python -m pipelines drift --stack prod --report drift.txt",
]


def test_the_night_works_from_the_commit_that_is_deployed(agent: Agent) -> None:
    night = Night(agent)
    assert night.runs(night.commits["deployed"]) == (0, LOOKED)
    assert night.git("rev-parse", "HEAD") == night.commits["deployed"]


def test_the_night_runs_no_commit_that_was_never_merged(agent: Agent) -> None:
    night = Night(agent)
    status, called = night.runs(night.commits["elsewhere"])
    assert (status, called) == (1, LOOKED[:1])
    assert night.git("rev-parse", "HEAD") == night.commits["merged"]


@pytest.mark.parametrize(("settle", "drift", "status"), [(1, 0, 1), (0, 3, 3), (1, 3, 3)])
def test_what_has_drifted_is_looked_for_though_no_traffic_could_move(
    agent: Agent, settle: int, drift: int, status: int
) -> None:
    night = Night(agent)
    assert night.runs(night.commits["deployed"], settle, drift) == (status, LOOKED)


def test_all_sign_in_as_az_whose_session_the_task_renews(agent: Agent) -> None:
    agent.command(".venv/bin/python", "env >&2")
    ran = agent.run(str(ROOT / "pipelines/azure/signed-in.sh"), "up", "--stack", "prod", "--plan", "a/plan.json")
    assert agent.called() == ["python -m pipelines up --stack prod --plan a/plan.json"]
    assert {"AZURE_TOKEN_CREDENTIALS=AzureCLICredential", "AAD_LOGIN_METHOD=azurecli"} <= set(ran.stderr.splitlines())
    assert not re.search(r"ARM_USE_OIDC|ARM_OIDC_TOKEN|ARM_CLIENT", ran.stderr)


GRYPE = f"anchore/grype@{DIGEST}"


@pytest.mark.parametrize("found", [0, 2])
def test_an_image_with_a_known_hole_goes_no_further(agent: Agent, found: int) -> None:
    agent.command("docker", f"exit {found}")
    assert agent.run("-c", step("image.yml", "Scan")["bash"], SCANNER=GRYPE).returncode == found
    (called,) = agent.called()
    assert called.endswith(f" {GRYPE} --fail-on high --only-fixed docker-archive:/image/image.tar")


@pytest.mark.parametrize("scanner", ["anchore/grype", "anchore/grype:v1", "$(SCANNER_IMAGE)", "", f"{GRYPE}x"])
def test_a_scanner_that_can_change_overnight_is_not_run(agent: Agent, scanner: str) -> None:
    agent.command("docker")
    ran = agent.run("-c", step("image.yml", "Scan")["bash"], SCANNER=scanner)
    assert (ran.returncode, agent.called()) == (1, [])
    assert "SCANNER_IMAGE: write Grype's image by its digest" in ran.stderr


def pushed(agent: Agent, version: str) -> tuple[list[str], str]:
    """The tags that are pushed, in order, and what is printed."""
    agent.command("az")
    agent.command("docker", f'test "$1" != inspect || echo "shop.azurecr.io/fraud@{DIGEST}"')
    script = step("image.yml", "Push")["inputs"]["inlineScript"]
    build = {"BUILD_BUILDID": "7", "SYSTEM_STAGEATTEMPT": "2", "PIPELINE_WORKSPACE": "w"}
    ran = agent.run("-c", script, REGISTRY="shop.azurecr.io", MODEL="fraud", VERSION=version, **build)
    assert ran.returncode == 0, ran.stderr
    return re.findall(r"docker push shop\.azurecr\.io/fraud:(\S+)", "\n".join(agent.called())), ran.stdout


def test_each_build_is_pushed_with_a_tag_that_no_other_build_takes(agent: Agent) -> None:
    tags, said = pushed(agent, "v2")
    assert tags == ["v2-7-2", "v2"]
    assert said == f"##vso[task.setvariable variable=digest;isOutput=true;isReadOnly=true]{DIGEST}\n"


def test_the_longest_version_still_makes_a_tag(agent: Agent) -> None:
    tags, _ = pushed(agent, "v" * 128)
    assert max(map(len, tags)) <= 128


def test_what_could_not_be_proposed_is_not_even_built(agent: Agent) -> None:
    agent.command("make")
    agent.command(".venv/bin/python", "exit 2")
    asked = {"STACK": "prod", "MODEL": "fraud", "DEPLOYMENT": "blue", "VERSION": "v2"}
    assert agent.run("-c", step("image.yml", "Refuse what could not be proposed")["bash"], **asked).returncode == 2
    words = "--stack prod --model fraud --deployment blue --image fraud@sha256:" + "0" * 64 + " --version v2"
    assert agent.called() == ["make .venv/.runtime", f"python -m ops propose {words}"]
