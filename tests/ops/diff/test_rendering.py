"""How the base becomes a plan, and what is said where it does not."""

import json
import os
from pathlib import Path

import pytest

from ops.diff.rendering import Rendered, rendering
from ops.exits import CommandError
from ops.plan import PolicySettings
from tests.ops.diff.conftest import commit, git_in, replace_in
from tests.ops.plans import plan, resource

SETTINGS = PolicySettings(profile="prod", unknown="advisory", remediate=False, levels={})
PREVIEW = """
import sys
from pathlib import Path

target = Path(sys.argv[sys.argv.index("--json") + 1])
"""
"""A preview of the base's own, which does whatever a test adds."""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A repository with a stack `prod`, and a preview that writes a plan of it."""
    folder = tmp_path / "project"
    (folder / "ops").mkdir(parents=True)
    (folder / "Pulumi.prod.yaml").write_text("config:\n" + "".join(f"  ai-models:key-{n}: {n}\n" for n in range(10)))
    git_in(folder)("init", "--quiet")
    made = plan(resource("azure-native:storage:StorageAccount", "data"), policy_settings=SETTINGS)
    previews(folder, f"target.write_text({made.to_json()!r})")
    return folder


def previews(folder: Path, lines: str) -> None:
    """Let the committed preview do something else."""
    (folder / "ops" / "__main__.py").write_text(PREVIEW + lines + "\n")
    commit(folder)


def render(folder: Path, base: str | None = "HEAD", stack: str = "prod") -> Rendered:
    with rendering(folder, stack, base) as running:
        return running.wait()


def test_the_base_is_what_its_own_code_makes_of_it(base: Path) -> None:
    (base / "ops" / "__main__.py").write_text("raise SystemExit('the code of the head')")
    found = render(base)
    assert found.plan is not None
    assert [each.name for each in found.plan.resources] == ["shop", "data"]
    assert found.about.problem == ""
    assert found.about.notes == ()


def test_its_own_preview_is_asked_for_the_stack_alone(base: Path) -> None:
    previews(base, f"Path({str(base)!r}, 'asked').write_text(repr(sys.argv[1:-1]) + str(Path.cwd().name))")
    render(base)
    assert (base / "asked").read_text() == "['preview', '--stack', 'prod', '--json']tree"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("sys.exit('Pulumi.prod.yaml: 2 errors')", "its preview ended with 1:\nPulumi.prod.yaml: 2 errors"),
        ("print('tier: wrong', file=sys.stderr); sys.exit(2)", "its config is invalid there:\ntier: wrong"),
        ("print('no name', file=sys.stderr); sys.exit(3)", "the sandbox refuses it there:\nno name"),
        ("print('KeyError', file=sys.stderr); sys.exit(70)", "its program fails there:\nKeyError"),
        ("sys.exit(9)", "its preview ended with 9"),
        ("pass", "its preview ended with 0"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "its preview ended with -9"),
        (r"sys.stderr.write('a\x1b[31m\nb'); sys.exit(2)", "its config is invalid there:\na\\x1b[31m\nb"),
    ],
)
def test_a_base_that_cannot_be_rendered_says_why(base: Path, lines: str, says: str) -> None:
    previews(base, lines)
    found = render(base)
    assert (found.plan, found.about.problem) == (None, says)


def test_of_a_long_complaint_the_beginning_is_told(base: Path) -> None:
    previews(base, "print(*range(1000), sep='\\n', file=sys.stderr); sys.exit(2)")
    problem = render(base).about.problem
    assert problem.endswith("\n11\n… and 988 more lines")
    assert len(problem.splitlines()) == 14


def test_a_base_with_a_violated_policy_is_a_base(base: Path) -> None:
    previews(base, f"target.write_text({plan().to_json()!r}); sys.exit(1)")
    assert render(base).plan == plan()


def test_a_base_without_this_tool_says_so(base: Path) -> None:
    (base / "ops" / "__main__.py").unlink()
    commit(base)
    found = render(base)
    assert found.plan is None
    assert found.about.problem == "it has no `ops` that could render it"


def test_a_stack_that_is_new_is_compared_with_nothing_and_runs_nothing(base: Path) -> None:
    (base / "Pulumi.new.yaml").write_text("config: {}\n")
    previews(base, "sys.exit('run')")
    git_in(base)("rm", "--quiet", "--cached", "Pulumi.new.yaml")
    git_in(base)("commit", "--quiet", "--message", "without it")
    found = render(base, stack="new")
    assert found.plan is not None
    assert found.plan.resources == ()
    assert "There is no Pulumi.new.yaml in the base" in found.about.notes[0]


def test_a_new_stack_names_what_is_gone_from_the_base(base: Path) -> None:
    (base / "Pulumi.prod.yaml").unlink()
    (base / "Pulumi.live.yaml").write_text("config: {}\n")
    first, second = render(base, stack="live").about.notes
    assert first == "There is no Pulumi.live.yaml in the base: the whole stack is new."
    assert second == "Pulumi.prod.yaml of the base is not here, and little of it is in Pulumi.live.yaml."


def test_a_renamed_stack_is_compared_by_its_new_name_and_says_what_to_run(base: Path) -> None:
    (base / "Pulumi.prod.yaml").rename(base / "Pulumi.live.yaml")
    found = render(base, stack="live")
    assert found.plan is not None
    assert {each.urn.split("::")[0] for each in found.plan.resources} == {"urn:pulumi:live"}
    assert found.plan.stack == "live"
    assert "`pulumi stack rename live`" in found.about.notes[0]


def test_other_packages_are_told(base: Path) -> None:
    (base / "requirements.txt").write_text("pulumi==4\n")
    assert "requirements.txt differs" in render(base).about.notes[0]


def test_nothing_of_it_stays_not_even_when_the_head_fails_meanwhile(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(base.parent))
    monkeypatch.setattr("tempfile.tempdir", None)
    previews(base, f"Path({str(base.parent)!r}, 'began').touch(); import time; time.sleep(600)")
    with pytest.raises(CommandError), rendering(base, "prod", "HEAD"):  # noqa: PT012 - what is tested is the end
        while not (base.parent / "began").exists():
            os.sched_yield()
        raise CommandError("the config of the head is wrong")
    assert [each.name for each in base.parent.iterdir() if "ops-diff" in each.name] == []
    assert len(git_in(base)("worktree", "list").splitlines()) == 1


def test_a_plan_needs_no_git(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan().to_json())
    assert render(tmp_path, str(path)).plan == plan()


def test_a_plan_of_another_stack_is_no_rename_of_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan(policy_settings=SETTINGS).to_json())
    with pytest.raises(CommandError, match=r"plan\.json is a plan of the stack prod, not of dev\. Give a commit, or"):
        render(tmp_path, str(path), stack="dev")


def test_of_a_program_that_does_not_import_only_the_reason_is_shown(base: Path) -> None:
    previews(base, "import nothing_of_that_name")
    problem = render(base).about.problem
    assert problem.endswith("\nModuleNotFoundError: No module named 'nothing_of_that_name'")
    assert "Traceback" not in problem
    assert "File " not in problem


def test_of_a_base_that_does_not_parse_the_file_is_named_as_it_is_in_the_repository(base: Path) -> None:
    (base / "shop").mkdir()
    (base / "shop" / "inner.py").write_text("\ndef (\n")
    previews(base, "import shop.inner")
    problem = render(base).about.problem
    assert problem == "its preview ended with 1:\nin shop/inner.py, line 2:\nSyntaxError: invalid syntax"


def test_what_is_said_of_the_base_is_the_same_wherever_it_was_checked_out(base: Path) -> None:
    previews(base, "sys.exit(f'no {Path.cwd()}/shop.py in {Path.cwd()}')")
    assert render(base).about.problem == "its preview ended with 1:\nno shop.py in its folder"


def test_a_plan_that_does_not_tell_its_policy_settings_says_so(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan().to_json())
    _, note = render(tmp_path, str(path)).about.notes
    assert "whether policy settings are loosened cannot be told" in note


@pytest.mark.parametrize("text", ["", "{}", json.dumps({"project": 1})])
def test_what_is_no_plan_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(CommandError, match="is no plan"):
        render(tmp_path, str(tmp_path / "plan.json"))


def test_the_ciphertexts_of_the_base_are_there_while_it_is_open(base: Path) -> None:
    replace_in(base / "Pulumi.prod.yaml", "key-1: 1", "key-1: one")
    with rendering(base, "prod", "HEAD") as running:
        found = running.wait()
        assert found.stack_file is not None
        assert "key-1: 1" in found.stack_file.read_text()
