"""Which commit the head is compared with."""

import shutil
from pathlib import Path

import pytest

from ops.diff.bases import commit_of, former_stack, is_plan, require_kept
from ops.exits import CommandError
from tests.ops.diff.conftest import commit, git_in


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose own work is a commit ahead of its remote's default branch, `trunk`."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git_in(origin)("init", "--quiet", "--initial-branch=trunk")
    for number in range(3):
        (origin / "file").write_text(str(number))
        commit(origin)
    git_in(tmp_path)("clone", "--quiet", str(origin), str(clone))
    (clone / "file").write_text("own")
    commit(clone)
    return clone


def test_by_default_it_is_where_the_work_left_the_remotes_default_branch(clone: Path) -> None:
    began = git_in(clone)("rev-parse", "origin/trunk")
    (clone.parent / "origin" / "file").write_text("later")
    commit(clone.parent / "origin")
    git_in(clone)("fetch", "--quiet")
    found = commit_of(clone, None)
    assert found.hash == began
    assert found.words == f"{began[:7]}, the merge base with origin/trunk"
    assert found.notes == ()


def test_a_remote_of_another_name_serves_as_well_and_so_does_one_without_a_head(clone: Path) -> None:
    git_in(clone)("remote", "rename", "origin", "upstream")
    assert commit_of(clone, None).words.endswith("the merge base with upstream/trunk")
    git_in(clone)("symbolic-ref", "--delete", "refs/remotes/upstream/HEAD")
    assert commit_of(clone, None).words.endswith("which is HEAD")
    git_in(clone)("update-ref", "refs/remotes/upstream/main", "upstream/trunk")
    assert commit_of(clone, None).words.endswith("the merge base with upstream/main")


def test_without_a_remote_it_is_head_and_says_what_that_means(clone: Path) -> None:
    git_in(clone)("remote", "remove", "origin")
    found = commit_of(clone, None)
    assert found.words == f"{git_in(clone)('rev-parse', 'HEAD')[:7]}, which is HEAD"
    assert "only what is not committed shows" in found.notes[0]


def test_a_shallow_clone_falls_back_on_the_branch_itself_and_says_how_to_get_more(clone: Path) -> None:
    shallow = clone.parent / "shallow"
    git_in(clone.parent)("clone", "--quiet", "--depth=1", f"file://{clone.parent}/origin", str(shallow))
    git_in(shallow)("checkout", "--quiet", "--orphan", "own")
    commit(shallow)
    found = commit_of(shallow, None)
    assert found.hash == git_in(shallow)("rev-parse", "origin/trunk")
    assert found.words.endswith("the tip of origin/trunk")
    assert "`git fetch --unshallow`" in found.notes[0]
    with pytest.raises(CommandError, match="the clone is shallow, so `git fetch --unshallow`"):
        commit_of(shallow, "trunk~2")


@pytest.mark.parametrize("base", ["trunk", "v1", "HEAD~1", "clone^{/a change}"])
def test_any_name_of_a_commit_is_taken(clone: Path, base: str) -> None:
    git_in(clone)("tag", "v1", "HEAD~2")
    git_in(clone)("branch", "clone")
    found = commit_of(clone, base)
    assert found.hash == git_in(clone)("rev-parse", f"{base}^{{commit}}")
    assert found.words == f"{found.hash[:7]}, which is {base}"


def test_a_hash_is_told_once(clone: Path) -> None:
    whole = git_in(clone)("rev-parse", "HEAD~1")
    assert commit_of(clone, whole[:10]).words == whole[:7]


@pytest.mark.parametrize("base", ["nope", "", "--all", "HEAD:file", "origin/nope", "a b", "trunk..HEAD"])
def test_what_is_no_commit_is_told(clone: Path, base: str) -> None:
    with pytest.raises(CommandError, match="there is no commit"):
        commit_of(clone, base)


def test_a_folder_outside_git_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"not a git repository.*--base PLAN\.json"):
        commit_of(tmp_path, None)


def test_a_clone_of_somebody_else_says_what_lets_git_read_it(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a container has it that runs as another user than the one who made the clone."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(CommandError, match=f"dubious ownership.*; git config --global --add safe.directory {clone}"):
        commit_of(clone, None)


def test_a_repository_without_commits_says_so(tmp_path: Path) -> None:
    git_in(tmp_path)("init", "--quiet")
    with pytest.raises(CommandError, match="no commit yet"):
        commit_of(tmp_path, None)


def test_without_git_on_path_it_says_so(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="there is no git on PATH"):
        commit_of(clone, None)


def test_the_variables_of_a_hook_lead_nowhere_else(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(clone.parent / "origin" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(clone.parent / "index"))
    found = commit_of(clone, "HEAD")
    assert found.hash == git_in(clone)("rev-parse", "HEAD")
    with found.repository.worktree(found.hash, clone.parent) as tree:
        assert (tree / "file").read_text() == "own"
    assert not (clone.parent / "index").exists()


def test_a_worktree_is_of_the_commit_runs_no_hook_and_leaves_nothing(clone: Path) -> None:
    hook = clone / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {clone.parent}/hooked\n")
    hook.chmod(0o755)
    (clone / "project").mkdir()
    (clone / "project" / "Pulumi.yaml").write_text("name: ai-models\n")
    commit(clone)
    (clone / "project" / "Pulumi.yaml").write_text("dirty")
    found = commit_of(clone / "project", "HEAD")
    with found.repository.worktree(found.hash, clone.parent) as tree:
        assert (tree / "Pulumi.yaml").read_text() == "name: ai-models\n"
    assert len(git_in(clone)("worktree", "list").splitlines()) == 1
    assert not (clone.parent / "hooked").exists()
    assert (clone / "project" / "Pulumi.yaml").read_text() == "dirty"


def test_a_renamed_stack_file_is_found_by_what_stands_in_it(clone: Path) -> None:
    lines = "".join(f"line {number}\n" for number in range(20))
    (clone / "Pulumi.stage.yaml").write_text(lines)
    (clone / "Pulumi.other.yaml").write_text("nothing\nof\nthat\n")
    commit(clone)
    found = commit_of(clone, "HEAD")
    assert former_stack(found, clone, "stage") == "stage"
    shutil.move(clone / "Pulumi.stage.yaml", clone / "Pulumi.prod.yaml")
    (clone / "Pulumi.prod.yaml").write_text(lines + "one more\n")
    (clone / "Pulumi.other.yaml").unlink()
    assert former_stack(found, clone, "prod") == "stage"
    (clone / "Pulumi.prod.yaml").write_text("something else\n")
    assert former_stack(found, clone, "prod") is None


def test_a_stack_of_a_project_below_the_top_of_the_repository_is_found(clone: Path) -> None:
    (clone / "project").mkdir()
    (clone / "project" / "Pulumi.stage.yaml").write_text("config: {}\n")
    commit(clone)
    found = commit_of(clone / "project", "HEAD")
    assert former_stack(found, clone / "project", "stage") == "stage"
    assert former_stack(found, clone / "project", "other") is None


def test_a_stack_file_that_left_is_named_with_what_that_means(clone: Path) -> None:
    lines = "".join(f"line {number}\n" for number in range(20))
    (clone / "Pulumi.stage.yaml").write_text(lines)
    commit(clone)
    require_kept(clone, "stage", "HEAD")
    (clone / "Pulumi.stage.yaml").unlink()
    with pytest.raises(CommandError, match=r"Pulumi\.stage\.yaml is in the base .*which is HEAD.* stays in Azure"):
        require_kept(clone, "stage", "HEAD")
    (clone / "Pulumi.prod.yaml").write_text(f"{lines}one more\n")
    with pytest.raises(CommandError, match=r"`git mv Pulumi\.prod\.yaml Pulumi\.stage\.yaml`.*`--stack prod`"):
        require_kept(clone, "stage", "HEAD")
    for stack, base in (("other", "HEAD"), ("stage", "nope"), ("stage", "plan.json")):
        require_kept(clone, stack, base)


def test_a_plan_is_what_ends_so_or_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base").touch()
    assert [is_plan(base) for base in ("base", "plan.json", "main", None)] == [True, True, False, False]
