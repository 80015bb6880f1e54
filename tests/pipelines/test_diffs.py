"""What the job without credentials writes: a comment for each stack, whatever the diff of it came to."""

import sys
from pathlib import Path

import pytest

from pipelines import artifact, diffs
from tests.ops.diff.conftest import commit, git_in
from tests.pipelines.files import ROOT

STANDIN = """
import sys
stack = sys.argv[sys.argv.index("--stack") + 1]
status = {"dev": 0, "eu": 4, "policy": 1, "broken": 2}[stack]
if status != 2:
    print(f"<!-- ai-models diff: {stack} -->\\n## words on {stack} since {sys.argv[sys.argv.index('--base') + 1]}")
else:
    print("error: ``` Pulumi.broken.yaml", file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops" / "__main__.py").write_text(STANDIN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rendered(project: Path, *stacks: str) -> tuple[int, artifact.Artifact]:
    (project / "Pulumi.yaml").write_text("name: ai-models")
    for stack in stacks:
        (project / f"Pulumi.{stack}.yaml").write_text("")
    status = diffs.render("abc", 7, project / "out" / "diffs", project / "summary.md")
    return status, artifact.read(project / "out" / "diffs")


def test_every_stack_has_a_comment_and_differences_are_no_failure(project: Path) -> None:
    status, found = rendered(project, "dev", "eu")
    assert status == 0
    assert found.number == 7
    assert [(one.stack, one.differs) for one in found.comments] == [("dev", False), ("eu", True)]
    assert "words on eu since abc" in found.comments[1].body
    assert "words on dev" in (project / "summary.md").read_text()


def test_each_stack_has_a_page_as_well(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: ai-models")
    (project / "Pulumi.eu.yaml").write_text("")
    reports = project / "reports"
    assert diffs.render("abc", 7, project / "out" / "diffs", reports=reports) == 0
    assert [path.name for path in reports.iterdir()] == ["eu.html"]
    assert "words on eu since abc" in (reports / "eu.html").read_text()


def test_a_stack_whose_file_is_deleted_is_told_of_loudly(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: ai-models")
    for stack in ("eu", "dev"):
        (project / f"Pulumi.{stack}.yaml").write_text("")
    git_in(project)("init", "--quiet")
    hash_ = commit(project)
    (project / "Pulumi.dev.yaml").unlink()
    assert diffs.render(hash_, 7, project / "diffs", reports=project / "reports") == 0
    found = artifact.read(project / "diffs").comments
    assert [(one.stack, one.differs) for one in found] == [("dev", True), ("eu", True)]
    assert "🛑 `dev`: the stack file is deleted: its resources stay in Azure, unmanaged" in found[0].body
    assert [path.name for path in (project / "reports").iterdir()] == ["eu.html"]


def test_a_broken_policy_fails_the_job_and_still_has_its_comment(project: Path) -> None:
    status, found = rendered(project, "eu", "policy")
    assert status == 1
    assert [one.stack for one in found.comments] == ["eu", "policy"]


def test_a_config_that_is_wrong_is_told_in_the_comment(project: Path) -> None:
    status, found = rendered(project, "broken", "dev")
    assert status == 2
    assert found.comments[0].body.splitlines() == [
        "<!-- ai-models diff: broken -->",
        "## 🛑 `broken`: the config is invalid",
        "",
        "````text",
        "error: ``` Pulumi.broken.yaml",
        "````",
    ]


def test_the_real_command_takes_what_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """On a project whose config is wrong, which takes no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "Pulumi.yaml").write_text("name: ai-models\nruntime: python\n")
    (tmp_path / "__main__.py").write_text("")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  ai-models:nmae: shop\n")
    assert diffs.render("HEAD", 7, tmp_path / "diffs") == 2
    body = artifact.read(tmp_path / "diffs").comments[0].body
    assert "did you mean `ai-models:name`" in body or "did you mean `name`" in body
    assert "usage:" not in body
    assert capfd.readouterr().out == ""
    assert sys.executable
