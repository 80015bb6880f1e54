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
sys.stdout.write(text)
sys.exit(status)
"""

Script = Callable[..., Callable[[], list[list[str]]]]


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Put a `pulumi` on PATH that answers what it is told, call by call; what it was called with."""

    def script(**answers: list[tuple[int, Any]]) -> Callable[[], list[list[str]]]:
        told = {
            name.replace("_", " "): [
                (status, text if isinstance(text, str) else json.dumps(text)) for status, text in said
            ]
            for name, said in answers.items()
        }
        (tmp_path / "script.json").write_text(json.dumps(told))
        (tmp_path / "pulumi").write_text(STANDIN)
        (tmp_path / "pulumi").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        return lambda: [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]

    return script


def traffic(*, pending: dict[str, int] | None = None) -> dict[str, Any]:
    state = {"applied": {"blue": 100}, "pending": pending or {}, "pendingMirror": {}, "waitsFor": []}
    return {"fraud": {"eastus": state}}


WAITS = traffic(pending={"green": 10, "blue": 90})


def verbs(calls: list[list[str]]) -> list[str]:
    return [" ".join(words[:2]) if words[0] == "stack" else words[0] for words in calls]


def test_an_update_keeps_to_its_plan_and_to_the_policies(pulumi: Script) -> None:
    calls = pulumi(stack=[(0, traffic())])
    assert stack_runs.up("prod", Path("plan.json"), print) == 0
    assert calls()[0] == [
        *("up", "--stack", "prod", "--non-interactive", "--color", "never", "--policy-pack", "policies"),
        *("--yes", "--skip-preview", "--plan", "plan.json"),
    ]
    assert verbs(calls()) == ["up", "stack output"]


def test_without_a_plan_the_policies_judge_a_preview_first(pulumi: Script) -> None:
    calls = pulumi(stack=[(0, traffic())])
    assert stack_runs.up("prod", None, print) == 0
    assert not {"--skip-preview", "--plan"} & set(calls()[0])


def test_an_update_that_fails_is_not_followed_by_another(pulumi: Script) -> None:
    calls = pulumi(up=[(255, "")])
    assert stack_runs.up("prod", Path("plan.json"), print) == 255
    assert verbs(calls()) == ["up"]


def test_traffic_that_waits_moves_by_one_more_update_within_a_plan_of_its_own(pulumi: Script) -> None:
    calls = pulumi(stack=[(0, WAITS), (0, traffic())])
    said: list[str] = []
    assert stack_runs.up("prod", Path("plan.json"), said.append) == 0
    assert verbs(calls()) == ["up", "stack output", "preview", "up", "stack output"]
    saved = calls()[2][calls()[2].index("--save-plan") + 1]
    assert calls()[3][-2:] == ["--plan", saved]
    assert said == ["prod: traffic waits in fraud (eastus); one more update moves it"]


def test_traffic_that_waits_on_is_told_and_tried_no_third_time(pulumi: Script) -> None:
    calls = pulumi(stack=[(0, WAITS), (0, WAITS)])
    said: list[str] = []
    assert stack_runs.settle("prod", said.append) == 0
    assert verbs(calls()).count("up") == 1
    assert said[-1] == "prod: traffic still waits in fraud (eastus): what it waits for is not ready"


def test_a_second_plan_that_breaks_a_policy_moves_nothing(pulumi: Script) -> None:
    calls = pulumi(stack=[(0, WAITS)], preview=[(1, "")])
    assert stack_runs.settle("prod", print) == 1
    assert verbs(calls()) == ["stack output", "preview"]


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
    calls = pulumi(preview=[(status, text)])
    assert stack_runs.drift("prod", tmp_path / "report") == ends
    assert (tmp_path / "report").read_text() == report
    assert {"--refresh", "--expect-no-changes"} <= set(calls()[0])


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
