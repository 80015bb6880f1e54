"""What GitHub's workflows must say, word by word, for their promises to hold: without it they run as well."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.pipelines.files import WORKFLOWS, jobs, read, within, workflow

ON_MAIN = "github.ref == 'refs/heads/main'"
SET_UP = "vars.PULUMI_BACKEND_URL != ''"
WITHOUT_PLAN = "${{ inputs.without-plan || false }}"
UP = '.venv/bin/python -m pipelines up --stack "$STACK"'
LOOKED = "steps.back.outcome == 'success' && !cancelled()"
PLAN = "plan-${{ inputs.stack }}"

GATES = {
    "deploy > on > push": {"branches": ["main"]},
    "deploy > plan-dev > if": f"{ON_MAIN} && {SET_UP}",
    "deploy > plan-dev > with": {"stack": "dev", "step": "plan", "environment": "dev-preview", "keep-plan": "true"},
    "deploy > dev > with": {"stack": "dev", "step": "up", "environment": "dev", "without-plan": WITHOUT_PLAN},
    "deploy > plan-prod > with": {"stack": "prod", "step": "plan", "environment": "prod-preview", "keep-plan": "true"},
    "deploy > prod > with": {"stack": "prod", "step": "up", "environment": "prod", "without-plan": WITHOUT_PLAN},
    "stack > run > Refuse to put on prod what is not the newest any more > if": (
        "inputs.step == 'up' && inputs.stack == 'prod'"
    ),
    "stack > run > Plan > if": "inputs.step == 'plan'",
    "stack > run > Keep the plan > if": "inputs.step == 'plan' && inputs.keep-plan",
    "stack > run > Keep the plan > with > name": PLAN,
    "stack > run > Fetch the plan > if": "inputs.step == 'up' && !inputs.without-plan",
    "stack > run > Fetch the plan > with": {"name": PLAN},
    "stack > run > Update within the plan > if": "inputs.step == 'up' && !inputs.without-plan",
    "stack > run > Update within the plan > run": f"{UP} --plan plan.json",
    "stack > run > Update without a plan > if": "inputs.step == 'up' && inputs.without-plan",
    "stack > run > Update without a plan > run": UP,
    "stack > run > Go back to the commit that is deployed > if": "inputs.step == 'drift'",
    "stack > run > Move traffic that waits > if": "inputs.step == 'drift'",
    "stack > run > Look for drift > if": LOOKED,
    "stack > run > Look for drift > run": '.venv/bin/python -m pipelines drift --stack "$STACK" --report drift.txt',
    "stack > run > Keep the report > if": LOOKED,
    "drift > on > schedule": [{"cron": "17 3 * * *"}],
    "drift > drift > if": f"{ON_MAIN} && {SET_UP}",
    "drift > drift > with": {"stack": "${{ matrix.stack }}", "step": "drift", "environment": "${{ matrix.stack }}"},
    "drift > alert > if": "${{ !cancelled() && needs.drift.result != 'skipped' }}",
    "diff > on": {"pull_request": ""},
    "pull-request > on": {"pull_request": ""},
    "pull-request > preview > if": (
        "github.event.pull_request.head.repo.full_name == github.repository && "
        f"github.actor != 'dependabot[bot]' && {SET_UP}"
    ),
    "comment > on > workflow_run": {"workflows": ["Diff"], "types": ["completed"]},
    "comment > comment > if": (
        "github.event.workflow_run.event == 'pull_request' && "
        'contains(fromJSON(\'["success", "failure"]\'), github.event.workflow_run.conclusion)'
    ),
    "comment > comment > permissions": {"contents": "read", "actions": "read", "pull-requests": "write"},
    "deploy > approve-prod > permissions": {"actions": "read"},
    "image > push > Attest where it comes from > if": (
        "${{ !github.event.repository.private || vars.ATTEST_PRIVATE == 'true' }}"
    ),
    "image > build > if": ON_MAIN,
    "image > build > Scan > if": None,
    "image > build > Scan > continue-on-error": None,
    "image > build > Scan > with": {
        "image": "docker-archive:image.tar",
        "severity-cutoff": "high",
        "only-fixed": "true",
        "output-format": "table",
    },
    "image > push > environment": "${{ inputs.stack }}-images",
}


@pytest.mark.parametrize("place", GATES)
def test_each_gate_stands(place: str) -> None:
    assert at(place) == GATES[place]


def at(place: str) -> Any:
    """What stands at `workflow > job > step by its name > key`, or at `workflow > on > event`; None for nothing."""
    name, part, *rest = place.split(" > ")
    found = workflow(name)["on"] if part == "on" else workflow(name)["jobs"][part]
    for position, key in enumerate(rest):
        if position == 0 and part != "on" and key not in found and len(rest) > 1:
            (found,) = (step for step in found["steps"] if step.get("name") == key)
        else:
            found = found.get(key)
    return found


def test_what_signs_in_starts_with_a_merge_by_the_clock_or_by_hand() -> None:
    starts = {name: sorted(workflow(name)["on"]) for name in ("deploy", "drift", "image", "stack")}
    assert starts == {
        "deploy": ["push", "workflow_dispatch"],
        "drift": ["schedule", "workflow_dispatch"],
        "image": ["workflow_dispatch"],
        "stack": ["workflow_call"],
    }


def test_the_comments_follow_what_renders_them_and_wait_for_nothing_else() -> None:
    assert list(workflow("diff")["jobs"]) == ["diff"]
    assert workflow("comment")["on"]["workflow_run"]["workflows"] == [workflow("diff")["name"]]


@pytest.mark.parametrize(
    ("name", "job", "order"),
    [
        ("image", "build", ["Refuse what could not be proposed", "Build", "Scan", "actions/upload-artifact"]),
        ("image", "push", ["actions/download-artifact", "azure/login", "Push"]),
        ("stack", "run", ["Refuse to put on prod what is not the newest any more", "./.github/actions/pulumi"]),
        ("stack", "run", ["Fetch the plan", "Update within the plan"]),
        ("stack", "run", ["Go back to the commit that is deployed", "Move traffic that waits", "Look for drift"]),
    ],
)
def test_steps_come_in_this_order(name: str, job: str, order: list[str]) -> None:
    steps = [step.get("name") or step.get("uses", "").split("@")[0] for step in workflow(name)["jobs"][job]["steps"]]
    assert [step for step in steps if step in order] == order


def test_no_step_may_fail_unseen_but_the_download_of_a_report_that_may_not_be_there() -> None:
    allowed = [
        (name, found["uses"].split("@")[0])
        for name, job in jobs()
        for found in within(job)
        if isinstance(found, dict) and "continue-on-error" in found
    ]
    assert allowed == [("drift.alert", "actions/download-artifact")]


def test_whatever_an_expression_reads_is_there() -> None:
    """Of what is not there, GitHub makes an empty text, without a word."""
    missing = [
        f"{path.stem}.{name}: {reference}"
        for path in WORKFLOWS
        for name, job in read(path)["jobs"].items()
        for reference in references(job)
        if not exists(reference, read(path), job)
    ]
    assert missing == []


def references(job: dict[str, Any]) -> Iterator[str]:
    texts = [text for text in within(job) if isinstance(text, str)]
    for text in texts:
        yield from re.findall(r"\b(?:needs|steps|inputs|matrix)\.[\w.-]+", text)


def exists(reference: str, document: dict[str, Any], job: dict[str, Any]) -> bool:
    kind, name, *rest = reference.split(".")
    if kind == "inputs":
        return any(name in (event or {}).get("inputs", {}) for event in document["on"].values())
    if kind == "matrix":
        return name in job["strategy"]["matrix"]
    if kind == "needs":
        outputs = document["jobs"][name].get("outputs", {})
        return name == job.get("needs") and (rest == ["result"] or rest[1] in outputs)
    step = next((one for one in job["steps"] if one.get("id") == name), {"run": ""})
    return "id" in step and (rest[0] == "outcome" or "uses" in step or f'echo "{rest[1]}=' in step["run"])
