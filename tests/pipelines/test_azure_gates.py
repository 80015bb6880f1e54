"""What Azure DevOps' pipelines must say, word by word, for their promises to hold: without it they run as well."""

from typing import Any

import pytest

from tests.pipelines.files import AZURE, ROOT, read, stages, within

FOLDER = ROOT / "pipelines" / "azure"
REQUEST = "eq(variables['Build.Reason'], 'PullRequest')"
BRANCH = f"and({REQUEST}, eq(variables['System.PullRequest.IsFork'], 'False'))"
ON_MAIN = "and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))"
BY_NIGHT = "eq(variables['Build.Reason'], 'Schedule')"
STACK = "${{ stack }}"
WITHOUT_PLAN = "${{ parameters.withoutPlan }}"

STAGES: dict[str, tuple[str | None, str | list[str] | None]] = {
    "Check": ("ne(variables['Build.Reason'], 'Schedule')", None),
    "Diff": (REQUEST, []),
    f"Preview_{STACK}": (BRANCH, []),
    "Plan_dev": (ON_MAIN, "Check"),
    "Dev": (None, "Plan_dev"),
    "Plan_prod": (None, "Dev"),
    "Prod": (None, "Plan_prod"),
    f"Drift_{STACK}": (BY_NIGHT, []),
}
"""When each runs, and after which; without a condition only after what has succeeded."""

RUNS = {
    f"Preview_{STACK}": {"stack": STACK, "step": "plan", "connection": f"ai-models-{STACK}-preview"},
    "Plan_dev": {"stack": "dev", "step": "plan", "connection": "ai-models-dev-preview", "keepPlan": "true"},
    "Dev": {"stack": "dev", "step": "up", "connection": "ai-models-dev", "withoutPlan": WITHOUT_PLAN},
    "Plan_prod": {"stack": "prod", "step": "plan", "connection": "ai-models-prod-preview", "keepPlan": "true"},
    "Prod": {"stack": "prod", "step": "up", "connection": "ai-models-prod", "withoutPlan": WITHOUT_PLAN},
    f"Drift_{STACK}": {"stack": STACK, "step": "drift", "connection": f"ai-models-{STACK}"},
}
"""What each does, and whose sign-in it has."""

OF = "--stack ${{ parameters.stack }}"
STEPS = [
    {
        "checkout": "self",
        "persistCredentials": "false",
        "${{ if eq(parameters.step, 'drift') }}": {"fetchDepth": "0"},
        "${{ else }}": {"fetchDepth": "1"},
    },
    "Install the packages, Pulumi and kubelogin",
    {
        "${{ if eq(parameters.step, 'up') }}": [
            {"download": "none"},
            {
                "${{ if not(parameters.withoutPlan) }}": [
                    {"download": "current", "artifact": "plan-${{ parameters.stack }}"}
                ]
            },
        ]
    },
    {
        "${{ if and(eq(parameters.step, 'up'), eq(parameters.stack, 'prod')) }}": [
            "Refuse what is not the newest any more"
        ]
    },
    "${{ parameters.step }} ${{ parameters.stack }}",
    {
        "${{ if and(eq(parameters.step, 'plan'), parameters.keepPlan) }}": [
            {"publish": "plan.json", "artifact": "plan-${{ parameters.stack }}"}
        ]
    },
    {
        "${{ if eq(parameters.step, 'drift') }}": [
            "Say where there is no report",
            {
                "publish": "drift.txt",
                "artifact": "drift-${{ parameters.stack }}",
                "condition": "succeededOrFailed()",
            },
        ]
    },
]
"""The steps of a run on a stack in their order, those with a name by it."""

RUN = {
    "azureSubscription": "${{ parameters.connection }}",
    "keepAzSessionActive": "true",
    "scriptType": "bash",
    "scriptLocation": "scriptPath",
    "scriptPath": "pipelines/azure/signed-in.sh",
    "${{ if and(eq(parameters.step, 'up'), parameters.withoutPlan) }}": {"arguments": f"up {OF}"},
    "${{ elseif eq(parameters.step, 'up') }}": {
        "arguments": f"up {OF} --plan $(Pipeline.Workspace)/plan-${{{{ parameters.stack }}}}/plan.json"
    },
    "${{ elseif eq(parameters.step, 'plan') }}": {"arguments": f"plan {OF} --plan plan.json"},
    "${{ else }}": {"arguments": f"drift {OF} --report drift.txt"},
}
"""What the task is told that runs Pulumi."""


def test_the_pipeline_starts_with_a_merge_a_pull_request_and_by_the_clock() -> None:
    document = read(ROOT / "azure-pipelines.yml")
    main = {"branches": {"include": ["main"]}}
    assert (document["trigger"], document["pr"]) == (main, main)
    assert document["schedules"] == [{"cron": "17 3 * * *", "displayName": "Drift", **main, "always": "true"}]
    image = read(FOLDER / "image.yml")
    assert (image["trigger"], image["pr"], "schedules" in image) == ("none", "none", False)


@pytest.mark.parametrize("name", STAGES)
def test_each_stage_runs_when_it_should(name: str) -> None:
    stage = stages()[name]
    assert (stage.get("condition"), stage.get("dependsOn")) == STAGES[name]


def test_there_is_no_other_stage() -> None:
    assert list(stages()) == list(STAGES)


@pytest.mark.parametrize("name", RUNS)
def test_each_run_on_a_stack_is_its_own_and_signs_in_as_itself(name: str) -> None:
    assert stages()[name]["jobs"] == [{"template": "pipelines/azure/stack.yml", "parameters": RUNS[name]}]


def test_a_job_hands_on_what_it_is_told() -> None:
    uses = [found for found in within(read(FOLDER / "stack.yml")) if isinstance(found, dict) and "template" in found]
    told = {
        name: f"${{{{ parameters.{name} }}}}" for name in ("stack", "step", "connection", "keepPlan", "withoutPlan")
    }
    up = {"stack": told["stack"], "step": "up", "connection": told["connection"], "withoutPlan": told["withoutPlan"]}
    other = {name: told[name] for name in ("stack", "step", "connection", "keepPlan")}
    assert uses == [{"template": "steps.yml", "parameters": up}, {"template": "steps.yml", "parameters": other}]


def named(value: Any) -> Any:
    """Steps, each that has a name as its name alone."""
    if isinstance(value, list):
        return [named(one) for one in value]
    if not isinstance(value, dict):
        return value
    return value.get("displayName") or {key: named(one) for key, one in value.items()}


def step(file: str, name: str) -> dict[str, Any]:
    (found,) = (one for one in within(read(FOLDER / file)) if isinstance(one, dict) and one.get("displayName") == name)
    return found


def test_the_steps_of_a_run_come_in_their_order() -> None:
    assert named(read(FOLDER / "steps.yml")["steps"]) == STEPS


def test_pulumi_is_told_to_keep_to_the_plan_and_has_no_token_but_that_of_its_sign_in() -> None:
    task = step("steps.yml", "${{ parameters.step }} ${{ parameters.stack }}")
    assert task["inputs"] == RUN
    assert task["env"] == {
        "PULUMI_BACKEND_URL": "$(PULUMI_BACKEND_URL)",
        "ARM_SUBSCRIPTION_ID": "$(AZURE_SUBSCRIPTION_ID)",
    }


def test_what_puts_prod_back_to_an_older_commit_is_refused() -> None:
    assert step("steps.yml", "Refuse what is not the newest any more")["bash"] == "python3 -m pipelines newest-devops"


def test_an_image_is_scanned_before_it_leaves_the_job_that_has_no_credential() -> None:
    build, push, propose = read(FOLDER / "image.yml")["stages"]
    assert named(build["jobs"][0]["steps"]) == [
        {"checkout": "self", "fetchDepth": "1", "persistCredentials": "false"},
        "Refuse what could not be proposed",
        "Build",
        "Scan",
        {"publish": "image", "artifact": "image"},
    ]
    # A stage follows the one before it where it names none, and runs only if that has succeeded.
    assert [(stage.get("dependsOn"), stage.get("condition")) for stage in (push, propose)] == [
        (None, None),
        ("Push", None),
    ]


def test_the_proposal_is_of_the_digest_that_was_pushed() -> None:
    _, push, propose = read(FOLDER / "image.yml")["stages"]
    (job,) = push["jobs"]
    assert (push["stage"], job["job"], job["steps"][-1]["name"]) == ("Push", "Push", "push")
    digest = "$[ stageDependencies.Push.Push.outputs['push.digest'] ]"
    assert propose["variables"] == [{"name": "DIGEST", "value": digest}]


def test_no_step_may_fail_unseen_and_only_these_run_after_one_that_has() -> None:
    late = []
    for path in AZURE:
        for found in within(read(path)):
            if isinstance(found, dict) and "stage" not in found:
                assert "continueOnError" not in found, path.name
                if "condition" in found:
                    late.append(found.get("displayName") or found.get("artifact") or found["job"])
    assert late == [
        "diffs",
        "diff-reports",
        "Comment",
        "alert ${{ parameters.stack }}",
        "Say where there is no report",
        "drift-${{ parameters.stack }}",
    ]
