"""The plan: from what a program registered to text, and back."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.exits import CommandError
from ops.plan import plan_of, read_plan
from sandbox.recording import RecordedResource, Recording
from sandbox.wire import UNKNOWN_SENTINEL, secret


def recorded(name: str, inputs: dict[str, Any], **given: Any) -> RecordedResource:
    values: dict[str, Any] = {
        "parent": "",
        "custom": True,
        "provider": "",
        "outputs": {},
        "dependencies": (),
        "protect": False,
        "deleted_with": "",
        "ignore_changes": (),
    }
    type_ = "azure-native:storage:StorageAccount"
    return RecordedResource(urn=f"urn::{name}", type=type_, name=name, inputs=inputs, **{**values, **given})


@pytest.fixture
def recording() -> Recording:
    resources = [
        recorded(
            "b",
            {"z": 1.0, "a": secret("hidden"), "nested": [{"deep": secret({"x": 1})}], "later": UNKNOWN_SENTINEL},
            dependencies=("urn::z", "urn::a"),
            ignore_changes=("tags", "sku.capacity"),
            deleted_with="urn::a",
        ),
        recorded("a", {}, protect=True, outputs={"key": secret("hidden")}),
    ]
    traffic = {
        "fraud": {"westus": {"applied": {"green": 10.0, "blue": 90.0}}, "eastus": {"applied": {}, "pending": None}}
    }
    return Recording(
        resources={resource.urn: resource for resource in resources},
        outputs={"traffic": traffic, "secret": secret("hidden")},
    )


def test_resources_are_sorted_and_secrets_masked(recording: Recording) -> None:
    plan = plan_of(recording, "shop", "prod")
    assert [resource.name for resource in plan.resources] == ["a", "b"]
    assert plan.resources[1].inputs == {
        "a": "[secret]",
        "later": UNKNOWN_SENTINEL,
        "nested": [{"deep": "[secret]"}],
        "z": 1,
    }
    assert plan.resources[1].dependencies == ("urn::a", "urn::z")
    assert "hidden" not in plan.to_json()


def test_a_plan_that_was_written_reads_as_the_same_plan(recording: Recording, tmp_path: Path) -> None:
    plan = plan_of(recording, "shop", "prod")
    (tmp_path / "plan.json").write_text(plan.to_json())
    assert read_plan(tmp_path / "plan.json") == plan


def test_the_text_does_not_depend_on_the_order_in_which_things_came(recording: Recording) -> None:
    backwards = Recording(
        resources=dict(reversed(recording.resources.items())), outputs=dict(reversed(recording.outputs.items()))
    )
    assert plan_of(backwards, "shop", "prod").to_json() == plan_of(recording, "shop", "prod").to_json()


def test_traffic_is_whole_percents_with_every_map_there(recording: Recording) -> None:
    document = json.loads(plan_of(recording, "shop", "prod").to_json())
    assert document["traffic"]["fraud"] == {
        "eastus": {"applied": {}, "pending": {}, "mirror": {}},
        "westus": {"applied": {"blue": 90, "green": 10}, "pending": {}, "mirror": {}},
    }
    assert '"blue": 90,' in plan_of(recording, "shop", "prod").to_json(), "90.0 is no whole percent"


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"project": 1, "resources": {}}', "\x00"])
def test_what_is_no_plan_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(CommandError, match=r"plan\.json is no plan"):
        read_plan(tmp_path / "plan.json")


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        read_plan(tmp_path / "plan.json")
    with pytest.raises(CommandError, match="directory"):
        read_plan(tmp_path)
