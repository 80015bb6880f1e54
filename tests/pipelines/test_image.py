"""What a person asks of an image's build is checked before docker and git see it; and two runs may propose the same."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ops.diff.conftest import commit, git_in
from tests.pipelines.files import ROOT, read, scripts, within

DIGEST = f"sha256:{'1a' * 32}"
OTHER_DIGEST = f"sha256:{'2b' * 32}"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the pipelines' scripts, an image's folder, and a folder that nobody has committed."""
    folder = tmp_path / "repository"
    shutil.copytree(ROOT / "pipelines", folder / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "images" / "fraud").mkdir(parents=True)
    (folder / "images" / "fraud" / "Dockerfile").write_text("FROM scratch\n")
    (folder / "Pulumi.dev.yaml").write_text("image: none\n")
    git_in(folder)("init", "--quiet", "--initial-branch=main")
    commit(folder)
    (folder / "images" / "loose").mkdir()
    (folder / "images" / "loose" / "Dockerfile").write_text("FROM scratch\n")
    (folder / "images" / "link").symlink_to("fraud")
    return folder


def check(repository: Path, *, model: str = "fraud", version: str = "v2.2.0", folder: str = "images/fraud") -> str:
    """What the check says against the values; empty where it lets them pass."""
    words = ["bash", "pipelines/check-image.sh", model, version, folder]
    ran = subprocess.run(words, cwd=repository, capture_output=True, text=True, check=False)
    assert ran.stdout == ""
    assert (ran.returncode == 0) == (ran.stderr == "")
    return ran.stderr


@pytest.mark.parametrize("version", ["v2.2.0", "2", "_x", "V1.0-rc.1_b", "1" * 128])
def test_a_version_is_what_a_tag_and_a_branch_can_be_called(repository: Path, version: str) -> None:
    assert check(repository, version=version) == ""


@pytest.mark.parametrize(
    "version",
    ["", "v1..2", "x.lock", "v1.", "-v1", ".v1", "v1/2", "v 1", "v1\nv2", "v1~1", "v1^", "a:b", "$(id)", "1" * 129],
)
def test_what_docker_or_git_refuses_is_no_version(repository: Path, version: str) -> None:
    assert check(repository, version=version).startswith("version: ")


@pytest.mark.parametrize("model", ["", "Fraud", "-fraud", "fraud/x", "fraud:1", "fraud\n", "f" * 64])
def test_what_is_no_name_of_a_model_is_refused(repository: Path, model: str) -> None:
    assert check(repository, model=model).startswith("model: ")


@pytest.mark.parametrize(
    "folder",
    [
        "https://github.com/someone/other.git#main:images",
        "github.com/someone/other",
        "git@github.com:someone/other.git",
        "git://example.com/other",
        "http://example.com/context.tar.gz",
        "/images/fraud",
        "../repository/images/fraud",
        "images/../images/fraud",
        "images/fraud/",
        "./images/fraud",
        ":(top)images/fraud",
        "images/*",
        "images/fraud\nhttps://example.com",
        "##vso[task.setvariable variable=PATH]/tmp",
        "--file=/etc/passwd",
        "-",
        "",
        "images",
        "images/none",
        "images/loose",
        "images/link",
    ],
)
def test_only_a_committed_folder_with_a_dockerfile_is_built(repository: Path, folder: str) -> None:
    said = check(repository, folder=folder)
    assert said.startswith("folder: ")
    assert not re.search("vso|http|git@|passwd", said)


def test_both_systems_check_right_before_they_build() -> None:
    builds = {name: script for name, script in scripts() if "docker build" in script}
    assert len([script for _, script in scripts() if "docker build" in script]) == 2
    for script in builds.values():
        lines = [line.strip() for line in script.splitlines()]
        at = lines.index('bash pipelines/check-image.sh "$MODEL" "$VERSION" "$FOLDER"')
        assert lines[at + 1] == 'docker build --pull --tag "$MODEL:$VERSION" -- "./$FOLDER"'


def test_what_a_dockerfile_prints_is_no_command_to_the_agent() -> None:
    steps = [one for one in within(read(ROOT / "pipelines/azure/image.yml")) if isinstance(one, dict) and "bash" in one]
    (build,) = (step for step in steps if "docker build" in step["bash"])
    assert build["target"] == {"container": "host", "commands": "restricted", "settableVariables": "none"}


def propose(repository: Path, digest: str = DIGEST) -> str:
    """Edit the stack file as a proposal does, on main as it is, and push; the branch that is printed."""
    git_in(repository)("checkout", "--quiet", "--force", "--detach", "main")
    (repository / "Pulumi.dev.yaml").write_text(f"image: {digest}\n")
    values = {"STACK": "dev", "MODEL": "fraud", "DEPLOYMENT": "green", "VERSION": "v2", "DIGEST": digest}
    words = ["bash", "pipelines/push-proposal.sh", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(repository), **values}
    ran = subprocess.run(words, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.fixture
def proposing(repository: Path) -> Path:
    """The repository with an origin to push to."""
    origin = repository.parent / "origin"
    git_in(repository)("clone", "--quiet", "--bare", ".", str(origin))
    git_in(repository)("remote", "add", "origin", str(origin))
    return repository


def test_a_proposal_is_a_branch_with_the_stack_file_alone(proposing: Path) -> None:
    branch = propose(proposing)
    assert branch == "propose/dev-fraud-green-v2-1a1a1a1a1a1a"
    origin = git_in(proposing.parent / "origin")
    assert origin("diff", "--name-only", "main", branch) == "Pulumi.dev.yaml"
    assert origin("log", "-1", "--format=%s", branch) == "Propose fraud v2 for green in dev, without traffic"


def test_another_build_of_a_version_is_a_proposal_of_its_own(proposing: Path) -> None:
    assert propose(proposing) != propose(proposing, OTHER_DIGEST)
    branches = git_in(proposing.parent / "origin")("branch", "--format=%(refname:short)").split()
    assert len([branch for branch in branches if branch.startswith("propose/dev-fraud-green-v2-")]) == 2


def test_a_second_run_on_the_same_digest_leaves_the_branch_as_it_is(proposing: Path) -> None:
    branch = propose(proposing)
    origin = git_in(proposing.parent / "origin")
    before = origin("rev-parse", branch)
    git_in(proposing)("checkout", "--quiet", "--force", "main")
    (proposing / "other").write_text("what main has got meanwhile")
    commit(proposing)
    assert propose(proposing) == branch
    assert origin("rev-parse", branch) == before


def test_what_the_stack_file_has_already_is_not_proposed(proposing: Path) -> None:
    git_in(proposing)("checkout", "--quiet", "main")
    (proposing / "Pulumi.dev.yaml").write_text(f"image: {DIGEST}\n")
    git_in(proposing)("commit", "--quiet", "--all", "--message", "merged")
    assert propose(proposing) == ""


def test_both_systems_open_a_request_for_a_branch_that_has_none() -> None:
    opening = [script for _, script in scripts() if re.search(r"(gh|az repos) pr create", script)]
    assert len(opening) == 2
    for script in opening:
        assert "bash pipelines/push-proposal.sh" in script
        assert re.search(r'if \[ -n "\$branch" \] && \[ "\$\((gh|az repos) pr list ', script)
