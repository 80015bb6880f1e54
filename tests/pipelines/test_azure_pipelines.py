"""The pipelines of Azure DevOps: valid by schema, clean by the linters, and safe where strangers reach them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import check_jsonschema
import jsonschema
import pytest
from check_jsonschema.transforms import TRANSFORM_LIBRARY

from tests.pipelines.files import AZURE, ROOT, SCRIPTS, WORKFLOWS, read, scripts, stages, within

VENDORED = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor" / "azure-pipelines.json"
SCHEMA = json.loads(VENDORED.read_text(encoding="utf-8"))
# Which the service takes for a task as for any step: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/target
SCHEMA["definitions"]["task"]["properties"]["target"] = {"$ref": "#/definitions/stepTarget"}


def problems(document: dict[str, Any]) -> list[str]:
    """What the service's schema has against a file.

    The schema takes every scalar for text but the inputs of tasks, and knows no template expressions.
    """
    expanded = _plain(TRANSFORM_LIBRARY["azure-pipelines"](document), inside_inputs=False)
    return [error.message[:200] for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(expanded)]


def _plain(value: Any, *, inside_inputs: bool) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one, inside_inputs=inside_inputs or key == "inputs") for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, inside_inputs=inside_inputs) for one in value]
    if inside_inputs and value in ("true", "false"):
        return value == "true"
    return re.sub(r"\$\{\{.*?\}\}", "x", value)


@pytest.mark.parametrize("path", AZURE, ids=lambda path: path.name)
def test_every_pipeline_and_template_is_valid(path: Path) -> None:
    assert problems(read(path)) == []


def test_the_schema_would_tell_what_is_wrong() -> None:
    document = read(ROOT / "azure-pipelines.yml")
    document["stages"][0]["jobs"][0]["timeoutMinutes"] = "1"
    assert problems(document) != []


def test_the_linter_of_yaml_finds_nothing() -> None:
    rules = {
        "extends": "default",
        "rules": {
            "line-length": {"max": 120},
            "document-start": "disable",
            "braces": {"max-spaces-inside": 1},
            "comments": {"min-spaces-from-content": 1},
            "truthy": {"check-keys": False},
            "indentation": {"indent-sequences": "consistent"},
        },
    }
    command = [sys.executable, "-m", "yamllint", "--strict", "--config-data", json.dumps(rules)]
    ran = subprocess.run([*command, *AZURE, *WORKFLOWS], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_shell_that_stops_at_the_first_error(path: Path) -> None:
    assert "\nset -euo pipefail\n" in path.read_text()
    assert subprocess.run(["bash", "-n", path], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="there is no shellcheck here: apt-get install shellcheck")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_linter_of_shell_finds_nothing(path: Path) -> None:
    ran = subprocess.run(["shellcheck", path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_every_task_is_one_of_these() -> None:
    tasks = {
        found["task"] for path in AZURE for found in within(read(path)) if isinstance(found, dict) and "task" in found
    }
    assert tasks == {"AzureCLI@2"}


def test_every_job_ends_by_itself_and_no_checkout_leaves_its_token_behind() -> None:
    for path in AZURE:
        for found in within(read(path)):
            if isinstance(found, dict) and ("job" in found or "deployment" in found):
                assert 0 < int(found["timeoutInMinutes"]) <= 180, path.name
            if isinstance(found, dict) and found.get("checkout", "none") != "none":
                assert found["persistCredentials"] == "false", path.name


def test_every_run_on_a_stack_is_under_the_lock_of_its_group() -> None:
    document = read(ROOT / "azure-pipelines.yml")
    assert document["lockBehavior"] == "sequential"
    runs = {name: stage for name, stage in stages().items() if "template" in stage["jobs"][0]}
    assert sorted(runs) == ["Dev", "Drift_${{ stack }}", "Plan_dev", "Plan_prod", "Preview_${{ stack }}", "Prod"]
    for stage in runs.values():
        stack = stage["jobs"][0]["parameters"]["stack"]
        assert stage["variables"] == [{"group": f"ai-models-{stack}"}]


def test_prod_follows_dev_and_its_plan_and_has_the_checks_of_its_environment() -> None:
    order = {name: stage.get("dependsOn") for name, stage in stages().items()}
    assert (order["Plan_dev"], order["Dev"], order["Plan_prod"], order["Prod"]) == (
        "Check",
        "Plan_dev",
        "Dev",
        "Plan_prod",
    )
    assert stages()["Prod"]["jobs"][0]["parameters"]["step"] == "up"
    deployments = [
        found
        for found in within(read(ROOT / "pipelines" / "azure" / "stack.yml"))
        if isinstance(found, dict) and "deployment" in found
    ]
    assert [found["environment"] for found in deployments] == ["${{ parameters.stack }}"]


def test_prod_refuses_what_is_not_the_newest_commit_before_anything_signs_in() -> None:
    steps = read(ROOT / "pipelines" / "azure" / "steps.yml")["steps"]
    (number,) = (at for at, step in enumerate(steps) if "newest-devops" in json.dumps(step))
    assert "'prod'" in next(iter(steps[number]))
    assert number < next(at for at, step in enumerate(steps) if "task" in step)


def test_drift_is_told_in_a_work_item_by_the_newest_code() -> None:
    jobs = read(ROOT / "pipelines" / "azure" / "stack.yml")["jobs"]
    (alert,) = (found for found in within(jobs) if isinstance(found, dict) and found.get("job", "").startswith("alert"))
    assert alert["steps"][0]["checkout"] == "self"
    assert "alert-devops" in alert["steps"][-1]["bash"]
    assert "Failed" in alert["condition"]


def test_a_fork_reaches_no_credential() -> None:
    found = stages()
    assert "System.PullRequest.IsFork" in found["Preview_${{ stack }}"]["condition"]
    render, comment = found["Diff"]["jobs"]
    assert not re.search(r"AccessToken|connection|group", json.dumps(render))
    assert comment["steps"][0]["checkout"] == "main"
    token = [step for step in comment["steps"] if "AccessToken" in json.dumps(step)]
    assert [step["bash"] for step in token] == [
        'python3 -m pipelines comment-devops --folder "$PIPELINE_WORKSPACE/diffs"'
    ]


def test_what_a_step_prints_commands_the_agent_nothing_but_the_digest() -> None:
    """The agent obeys `##vso[…]` in whatever a tool, a test or a stranger's program prints."""
    settable = []
    for path in AZURE:
        for step in within(read(path)):
            if isinstance(step, dict) and ("bash" in step or "task" in step):
                target = step["target"]
                assert (target["container"], target["commands"]) == ("host", "restricted"), step["displayName"]
                settable.append(target["settableVariables"])
                if target["settableVariables"] != "none":
                    assert "setvariable variable=digest;" in step["inputs"]["inlineScript"]
    assert [one for one in settable if one != "none"] == [["digest"]]
    commands = [found for _, script in scripts() for found in re.findall(r"##vso\[([\w.]+)", script)]
    assert sorted(commands) == ["task.logissue", "task.setvariable"], "others are not obeyed"


def test_nothing_a_stranger_chose_is_expanded_in_a_script() -> None:
    """`$(…)` of the service is put into a script as it stands; the environment's variables are not."""
    for path in AZURE:
        for step in within(read(path)):
            for key in ("bash", "inlineScript"):
                if isinstance(step, dict) and isinstance(step.get(key), str):
                    assert not re.search(r"\$\((Build|System|Pipeline)\.", step[key]), path.name
                    inside = set(re.findall(r"\$\{\{ (.*?) \}\}", step[key]))
                    assert inside <= {"parameters.stack"}, path.name
