"""Runs of pulumi: the plan is kept to, traffic that waits moves once more, and drift is told from failure."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines import stack_runs
from pipelines.stack_runs import RunError

STANDIN = """#!/usr/bin/env python3
import json, pathlib, sys
folder = pathlib.Path(__file__).parent
with (folder / "calls").open("a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
script = json.loads((folder / "script.json").read_text())
verb = " ".join(word for word in sys.argv[1:3] if not word.startswith("-"))
answers = script.get(verb, script.get(sys.argv[1], []))
status, text = answers[0] if answers else [0, ""]
script[verb if verb in script else sys.argv[1]] = answers[1:]
(folder / "script.json").write_text(json.dumps(script))
if "--save-plan" in sys.argv:
    saved = json.dumps({"resourcePlans": script.get("saved", {})})
    pathlib.Path(sys.argv[sys.argv.index("--save-plan") + 1]).write_text(saved)
sys.stdout.write(text)
sys.exit(status)
"""

Script = Callable[..., Callable[[], list[list[str]]]]
Answers = list[tuple[int, Any]]


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Put a `pulumi` on PATH that answers what it is told, call by call; what it was called with."""

    def script(saved: dict[str, Any] | None = None, **answers: Answers) -> Callable[[], list[list[str]]]:
        told: dict[str, Any] = {
            name.replace("_", " "): [
                (status, text if isinstance(text, str) else json.dumps(text)) for status, text in said
            ]
            for name, said in answers.items()
        }
        told["saved"] = saved or {}
        (tmp_path / "script.json").write_text(json.dumps(told))
        (tmp_path / "pulumi").write_text(STANDIN)
        (tmp_path / "pulumi").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        return lambda: [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]

    return script


def outputs(*, pending: dict[str, int] | None = None, default: str | None = None) -> dict[str, Any]:
    state = {"applied": {"blue": 100}, "pending": pending or {}, "pendingMirror": {}, "waitsFor": []}
    batch = {"default": "blue", "pending": default, "waitsFor": []}
    return {"traffic": {"fraud": {"eastus": state}}, "batch": {"churn": {"eastus": batch}}, "backup": {}}


def history(*results: str) -> Answers:
    """The answer to what Pulumi remembers: updates, the newest first."""
    return [(0, [{"kind": "refresh", "result": "failed"}, *({"kind": "update", "result": one} for one in results)])]


WAITS = outputs(pending={"green": 10, "blue": 90})
DONE = history("succeeded", "failed")


def verbs(calls: list[list[str]]) -> list[str]:
    return [" ".join(words[:2]) if words[0] == "stack" else words[0] for words in calls]


def test_an_update_keeps_to_its_plan_and_to_the_policies(pulumi: Script) -> None:
    calls = pulumi(stack=[(0, outputs())])
    assert stack_runs.up("prod", Path("plan.json"), print) == 0
    assert calls()[0] == [
        *("up", "--stack", "prod", "--non-interactive", "--color", "never", "--policy-pack", "policies"),
        *("--yes", "--skip-preview", "--plan", "plan.json"),
    ]
    assert verbs(calls()) == ["up", "stack output"]


def test_without_a_plan_the_policies_judge_a_preview_first(pulumi: Script) -> None:
    calls = pulumi(stack=[(0, outputs())])
    assert stack_runs.up("prod", None, print) == 0
    assert not {"--skip-preview", "--plan"} & set(calls()[0])


def test_an_update_that_fails_is_not_followed_by_another(pulumi: Script) -> None:
    calls = pulumi(up=[(255, "")])
    assert stack_runs.up("prod", Path("plan.json"), print) == 255
    assert verbs(calls()) == ["up"]


def test_traffic_that_waits_moves_by_one_more_update_within_a_plan_of_its_own(pulumi: Script) -> None:
    calls = pulumi(stack=[(0, WAITS), (0, outputs())])
    said: list[str] = []
    assert stack_runs.up("prod", Path("plan.json"), said.append) == 0
    assert verbs(calls()) == ["up", "stack output", "preview", "up", "stack output"]
    saved = calls()[2][calls()[2].index("--save-plan") + 1]
    assert calls()[3][-2:] == ["--plan", saved]
    assert said == ["prod: traffic waits in fraud (eastus); one more update moves it"]


def test_traffic_that_waits_on_is_told_and_tried_no_third_time(pulumi: Script) -> None:
    calls = pulumi(stack_history=DONE, stack_output=[(0, WAITS), (0, WAITS)])
    said: list[str] = []
    assert stack_runs.settle("prod", said.append) == 0
    assert verbs(calls()).count("up") == 1
    assert said[-1] == "prod: traffic still waits in fraud (eastus): what it waits for is not ready"


def test_a_second_plan_that_breaks_a_policy_moves_nothing(pulumi: Script) -> None:
    calls = pulumi(stack_history=DONE, stack_output=[(0, WAITS)], preview=[(1, "")])
    assert stack_runs.settle("prod", print) == 1
    assert verbs(calls()) == ["stack history", "stack output", "preview"]


def test_the_default_of_a_batch_model_that_waits_moves_as_well(pulumi: Script) -> None:
    pulumi(stack=[(0, outputs(default="green"))])
    assert stack_runs.waiting("prod") == ["churn (eastus)"]


@pytest.mark.parametrize("result", ["failed", "in-progress", ""])
def test_what_an_update_has_refused_no_night_applies(pulumi: Script, result: str) -> None:
    calls = pulumi(stack_history=history(result, "succeeded"), stack_output=[(0, WAITS)])
    said: list[str] = []
    assert stack_runs.settle("prod", said.append) == 0
    assert verbs(calls()) == ["stack history"]
    words = f"prod: its newest update has not succeeded ({result or 'unknown'}): no traffic is moved before one does"
    assert said == [words]


def planned(name: str, kind: str, *steps: str) -> dict[str, Any]:
    return {f"urn:pulumi:prod::ai-models::ai-models:stamp:Stamp$azure-native:{kind}::{name}": {"steps": steps}}


ENDPOINT = "machinelearningservices:OnlineEndpoint"


@pytest.mark.parametrize(
    ("resource", "moves"),
    [
        (planned("fraud", ENDPOINT, "same"), True),
        (planned("fraud", ENDPOINT, "update"), True),
        (planned("churn", "machinelearningservices:BatchEndpoint", "update"), True),
        (planned("vault", "keyvault:Vault", "same"), True),
        (planned("vault", "keyvault:Vault", "read"), True),
        (planned("vault", "keyvault:Vault"), True),
        (planned("vault", "keyvault:Vault", "update"), False),
        (planned("vault", "keyvault:Vault", "same", "delete"), False),
        (planned("blue", "machinelearningservices:OnlineDeployment", "update"), False),
        (planned("fraud", ENDPOINT, "create"), False),
        (planned("fraud", ENDPOINT, "create-replacement", "replace", "delete-replaced"), False),
        (planned("fraud", ENDPOINT, "delete"), False),
    ],
    ids=lambda value: "moves" if value is True else "stays" if value is False else json.dumps(value)[60:],
)
def test_the_update_that_moves_traffic_changes_endpoints_alone(
    pulumi: Script, resource: dict[str, Any], *, moves: bool
) -> None:
    other = planned("other", ENDPOINT, "update")
    calls = pulumi(saved={**other, **resource}, stack_history=DONE, stack_output=[(0, WAITS), (0, outputs())])
    said: list[str] = []
    assert stack_runs.settle("prod", said.append) == (0 if moves else 1)
    assert ("up" in verbs(calls())) is moves
    (name,) = (urn.split("::")[-1] for urn in resource)
    assert (f"more than endpoints: {name}. Run its pipeline again" in said[-1]) is not moves


@pytest.mark.parametrize(
    ("status", "text", "ends", "report"),
    [
        (0, "nothing", 0, ""),
        (7, "~ 1 to update\n", 0, "~ 1 to update\n"),
        (255, "error: 403\n", 255, "error: 403\n"),
        (255, "", 255, "pulumi ended with 255\n"),
    ],
    ids=["clean", "drift", "failed", "silent"],
)
def test_drift_is_an_answer_and_a_failure_is_none(
    pulumi: Script, tmp_path: Path, status: int, text: str, ends: int, report: str
) -> None:
    calls = pulumi(stack_history=DONE, preview=[(status, text)])
    assert stack_runs.drift("prod", tmp_path / "report") == ends
    assert (tmp_path / "report").read_text() == report
    assert {"--refresh", "--expect-no-changes"} <= set(calls()[0])


@pytest.mark.parametrize(("status", "text", "found"), [(0, "nothing", ""), (7, "~ 1 to update\n", "~ 1 to update\n")])
def test_an_update_that_failed_is_told_of_each_night(
    pulumi: Script, tmp_path: Path, status: int, text: str, found: str
) -> None:
    pulumi(stack_history=history("failed"), preview=[(status, text)])
    assert stack_runs.drift("prod", tmp_path / "report") == 0
    words = "prod: its newest update has not succeeded (failed): run its pipeline again\n"
    assert (tmp_path / "report").read_text() == words + found


def test_what_is_deployed_is_the_commit_of_the_newest_update(pulumi: Script) -> None:
    pulumi(
        stack_history=[
            (
                0,
                [
                    {"kind": "refresh", "environment": {"git.head": "0" * 40}},
                    {"kind": "update", "environment": {}},
                    {"kind": "update", "environment": {"git.head": "1" * 40}},
                    {"kind": "update", "environment": {"git.head": "2" * 40}},
                ],
            )
        ]
    )
    assert stack_runs.deployed("prod") == "1" * 40


@pytest.mark.parametrize("answer", [(0, "[]"), (0, "no json"), (255, "")])
def test_a_stack_of_which_nothing_is_known_is_told(pulumi: Script, answer: tuple[int, str]) -> None:
    pulumi(stack_history=[answer])
    with pytest.raises(RunError):
        stack_runs.deployed("prod")
