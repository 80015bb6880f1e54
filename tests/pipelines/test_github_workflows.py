"""The workflows of GitHub: valid by schema, without findings of the linter, and safe where strangers reach them."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.files import ACTIONS, ROOT, WORKFLOWS, jobs, read, within, workflow

STRANGERS = ("pull-request", "diff", "comment")
"""Workflows that a pull request from a fork starts."""

CREDENTIALS = re.compile(r"secrets\.|vars\.AZURE|azure/login")


def checked(schema: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_workflows_and_actions_are_valid(tmp_path: Path) -> None:
    for schema, paths in (("vendor.github-workflows", WORKFLOWS), ("vendor.github-actions", ACTIONS)):
        ran = checked(schema, *paths)
        assert ran.returncode == 0, ran.stdout
    assert checked("vendor.dependabot", ROOT / ".github" / "dependabot.yml").returncode == 0
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text().replace("runs-on", "run-on"))
    assert checked("vendor.github-workflows", wrong).returncode == 1


def test_the_linter_finds_nothing(tmp_path: Path) -> None:
    assert linted(ROOT / ".github").returncode == 0, linted(ROOT / ".github").stdout
    title = "- run: echo ${{ github.event.pull_request.title }}\n      - run: make lint"
    wrong = tmp_path / "wrong.yml"
    wrong.write_text((ROOT / ".github/workflows/pull-request.yml").read_text().replace("- run: make lint", title))
    found = linted(wrong)
    assert found.returncode != 0
    assert "template-injection" in found.stdout


def linted(path: Path) -> subprocess.CompletedProcess[str]:
    words = [Path(sys.executable).parent / "zizmor", "--offline", "--no-progress", "--strict-collection"]
    config = ["--config", ROOT / ".github" / "zizmor.yml"]
    return subprocess.run([*words, *config, path], capture_output=True, text=True, check=False)


def test_every_action_is_pinned_by_its_commit_and_each_by_one_alone() -> None:
    used: dict[str, set[str]] = {}
    for path in (*WORKFLOWS, *ACTIONS):
        for line in re.findall(r"uses: (.*)", path.read_text()):
            if not line.startswith("./"):
                pinned = re.fullmatch(r"([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line)
                assert pinned, f"{path.name}: {line}"
                used.setdefault(pinned[1], set()).add(f"{pinned[2]} {pinned[3]}")
    assert len(used) >= 8
    assert {name: pins for name, pins in used.items() if len(pins) > 1} == {}


def test_nothing_is_permitted_but_what_a_job_says() -> None:
    for path in WORKFLOWS:
        assert read(path)["permissions"] == {}, path.name
    assert [name for name, job in jobs() if "permissions" not in job] == []
    wide = {name: job["permissions"] for name, job in jobs() if not isinstance(job["permissions"], dict)}
    assert wide == {}


def test_only_these_jobs_may_write_anything() -> None:
    writes = {
        name: sorted(what for what, may in job["permissions"].items() if may == "write")
        for name, job in jobs()
        if "write" in job["permissions"].values()
    }
    assert writes == {
        "comment.comment": ["pull-requests"],
        "deploy.dev": ["id-token"],
        "deploy.plan-dev": ["id-token"],
        "deploy.plan-prod": ["id-token"],
        "deploy.prod": ["id-token"],
        "drift.alert": ["issues"],
        "drift.drift": ["id-token"],
        "image.push": ["attestations", "id-token"],
        "pull-request.preview": ["id-token"],
        "stack.run": ["id-token"],
    }


def test_every_job_ends_by_itself() -> None:
    limits = {name: int(job["timeout-minutes"]) for name, job in jobs() if "uses" not in job}
    assert limits["stack.run"] == 180
    assert max(limits.values()) <= 180


def test_no_checkout_leaves_its_token_behind() -> None:
    checkouts = [
        step
        for _, job in jobs()
        for step in job.get("steps", [])
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert len(checkouts) >= 7
    assert [step for step in checkouts if step["with"].get("persist-credentials") != "false"] == []


def test_a_fork_reaches_no_credential() -> None:
    for name in STRANGERS:
        for job_name, job in workflow(name)["jobs"].items():
            if job_name == "preview":
                assert "head.repo.full_name == github.repository" in job["if"]
                continue
            texts = [text for text in within(job) if isinstance(text, str)]
            assert [text for text in texts if CREDENTIALS.search(text)] == [], job_name
            assert "environment" not in job
            assert "id-token" not in job["permissions"]


def test_the_page_of_each_stack_is_kept_by_both_systems() -> None:
    steps = workflow("diff")["jobs"]["diff"]["steps"]
    assert "diff-reports" in [step.get("with", {}).get("name") for step in steps]
    assert "artifact: diff-reports" in (ROOT / "azure-pipelines.yml").read_text()


def test_who_may_comment_runs_nothing_of_the_pull_request() -> None:
    comment = workflow("comment")
    assert list(comment["on"]) == ["workflow_run"]
    steps = comment["jobs"]["comment"]["steps"]
    assert steps[0]["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    assert steps[1]["with"]["path"].startswith("${{ runner.temp }}")
    assert [step["run"] for step in steps if "run" in step] == [
        'python3 -m pipelines comment-github --folder "$RUNNER_TEMP/diffs"'
    ]
    assert [path.name for path in WORKFLOWS if "pull_request_target" in read(path)["on"]] == []


def test_no_expression_stands_in_a_script() -> None:
    for path in (*WORKFLOWS, *ACTIONS):
        for found in within(read(path)):
            if isinstance(found, dict) and isinstance(found.get("run"), str):
                assert "${{" not in found["run"], f"{path.name}: {found['run']}"


def test_a_stack_never_has_two_runs() -> None:
    run = workflow("stack")["jobs"]["run"]
    assert run["concurrency"] == {"group": "stack-${{ inputs.stack }}", "queue": "max", "cancel-in-progress": "false"}
    callers = [(name, job) for name, job in jobs() if job.get("uses") == "./.github/workflows/stack.yml"]
    assert len(callers) == 6
    # A group of a caller that is the same as that of what it calls would wait for itself.
    assert [name for name, job in callers if "concurrency" in job] == []
    running = r"pipelines (?!render|comment|alert)|pulumi (up|preview|refresh|destroy)"
    others = [name for name, job in jobs() if name != "stack.run" and re.search(running, commands(job))]
    assert others == []


def commands(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", "") for step in job.get("steps", []))


def test_nothing_that_runs_is_canceled_by_what_comes_after() -> None:
    for path in WORKFLOWS:
        for found in within(read(path)):
            if isinstance(found, dict) and "cancel-in-progress" in found:
                assert found["cancel-in-progress"] == "false", path.name


def test_prod_follows_dev_its_plan_and_an_approval() -> None:
    deploy = workflow("deploy")["jobs"]
    needs = {name: job.get("needs") for name, job in deploy.items()}
    assert needs == {
        "check": None,
        "plan-dev": "check",
        "dev": "plan-dev",
        "plan-prod": "dev",
        "approve-prod": "plan-prod",
        "prod": "approve-prod",
    }
    assert deploy["approve-prod"]["environment"] == "prod-approval"
    assert "concurrency" not in deploy["approve-prod"]
    assert deploy["plan-prod"]["with"] == {
        "stack": "prod",
        "step": "plan",
        "environment": "prod-preview",
        "keep-plan": "true",
    }
    assert deploy["prod"]["with"]["environment"] == "prod"


def test_only_previews_use_the_sign_in_that_may_only_read() -> None:
    plans = [
        (name, job["with"]["environment"]) for name, job in jobs() if "with" in job and job["with"]["step"] == "plan"
    ]
    assert len(plans) == 3
    assert [name for name, environment in plans if not environment.endswith("-preview")] == []


@pytest.mark.parametrize("name", ["preview", "drift"])
def test_every_stack_of_the_repository_is_in_the_matrix(name: str) -> None:
    of = {"preview": "pull-request", "drift": "drift"}[name]
    stacks = sorted(path.name[7:-5] for path in ROOT.glob("Pulumi.?*.yaml"))
    assert workflow(of)["jobs"][name]["strategy"]["matrix"]["stack"] == stacks
