"""The JSON schema that editors use is current, whole, and of one mind with the loader."""

import argparse
import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from config.base import Section
from ops import schema as command
from tests.config.documents import RIGHT, loaded, problems_of, spoiled
from tests.config.test_wrong_configs import WRONG
from tests.config.wrong import Wrong

ROOT = Path(__file__).parents[2]


def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(command.schema())


def _as_stack_file(document: dict[str, Any]) -> dict[str, Any]:
    secured = json.loads(json.dumps(document).replace('"[secure value of the stack file]"', '{"secure": "v1:x:y"}'))
    return {"config": {f"ai-models:{key}": value for key, value in secured.items()}}


def test_the_checked_in_copy_is_current() -> None:
    assert command.FILE.read_text() == command.text(), "run `python -m ops schema`"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(command.schema())


def test_a_checker_with_its_defaults_takes_the_schema_and_the_stack_files() -> None:
    checker = [sys.executable, "-m", "check_jsonschema"]
    stacks = [str(ROOT / f"Pulumi.{name}.yaml") for name in ("dev", "prod")]
    for words in (["--check-metaschema", str(command.FILE)], ["--schemafile", str(command.FILE), *stacks]):
        ran = subprocess.run([*checker, *words], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("value", [True, "true", False, "false"])
def test_a_boolean_at_the_top_may_be_the_text_as_which_pulumi_stores_it(value: object) -> None:
    document = spoiled({"protect": value})
    assert loaded(document).protect is (value in (True, "true"))
    assert list(_validator().iter_errors(_as_stack_file(document))) == []


def test_check_fails_on_a_copy_that_is_not_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    copy = tmp_path / "config" / "stack.schema.json"
    monkeypatch.setattr(command, "FILE", copy)
    for content in (None, "{}"):
        if content:
            copy.write_text(content)
        assert command.run(argparse.Namespace(check=True)) == 1
    assert command.run(argparse.Namespace(check=False)) == 0
    assert command.run(argparse.Namespace(check=True)) == 0
    assert copy.read_text() == command.text()


def test_the_command_line_has_it() -> None:
    parser = argparse.ArgumentParser()
    command.add_command(parser.add_subparsers())
    args = parser.parse_args(["schema", "--check"])
    assert args.check
    assert args.run is command.run


def test_every_field_is_described() -> None:
    schema = command.schema()
    undescribed = [
        path
        for path, node in _fields(schema)
        if not node.get("description") and not _target(schema, node).get("description")
    ]
    assert undescribed == []


def test_the_right_config_is_valid() -> None:
    assert list(_validator().iter_errors(_as_stack_file(dict(RIGHT)))) == []


def test_what_the_engine_adds_to_a_stack_file_is_valid() -> None:
    document = _as_stack_file(dict(RIGHT))
    document |= {
        "secretsprovider": "azurekeyvault://x",
        "encryptedkey": "x",
        "encryptionsalt": "v1:x",
        "environment": ["x"],
    }
    document["config"]["pulumi:tags"] = {"a": "b"}
    assert list(_validator().iter_errors(document)) == []


WITHIN_ONE_VALUE = [wrong for wrong in WRONG if len(wrong.edits) == 1]


@pytest.mark.parametrize("wrong", WITHIN_ONE_VALUE, ids=lambda wrong: wrong.name)
def test_the_schema_never_refuses_what_the_loader_takes(wrong: Wrong) -> None:
    document = spoiled(wrong.edits)
    refused = list(_validator().iter_errors(_as_stack_file(document)))
    assert not refused or problems_of(document)


@pytest.mark.parametrize(
    "edits",
    [
        {"models.fraud.trafic": {}},
        {"models.Fraud": RIGHT["models"]["fraud"]},
        {"stamps.northpole": {"role": "secondary"}},
        {"cluster.kubernetesVersion": 1.33},
        {"messaging.capacity": 3},
        {"observability.retentionDays": 10},
        {"secrets.jwt-signing-key.value": "hunter2"},
        {"registry.existingId": "x"},
        {"clustr": {}},
        {"protect": "no"},
        {"network.privateEndpoints": "false"},
    ],
    ids=lambda edits: next(iter(edits)),
)
def test_an_editor_sees_what_is_wrong_in_one_place(edits: dict[str, Any]) -> None:
    assert list(_validator().iter_errors(_as_stack_file(spoiled(edits))))


def test_each_default_lives_in_one_place() -> None:
    """No component or command falls back on a value of its own where the config has a field."""
    fields = {name for model in Section.__subclasses__() for name in model.model_fields}
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted([*(ROOT / "components").rglob("*.py"), *(ROOT / "ops").glob("*.py")])
        for node in ast.walk(ast.parse(path.read_text()))
        if _is_second_default(node, fields)
    ]
    assert offenders == []


def _fields(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            yield f"{path}/{name}", field
        for key, value in node.items():
            yield from _fields(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _fields(value, f"{path}/{index}")


def _target(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref") or next((m["$ref"] for m in node.get("anyOf", ()) if "$ref" in m), "")
    found: dict[str, Any] = schema["$defs"].get(reference.rpartition("/")[2], {})
    return found


def _is_second_default(node: ast.AST, fields: set[str]) -> bool:
    """Whether `config.field or CONSTANT` or `getattr(config, "field", CONSTANT)` stands there."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        left, right = node.values[0], node.values[-1]
        named = isinstance(left, ast.Attribute) and left.attr in fields
        return named and isinstance(right, ast.Constant) and right.value not in ("", None)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
        return len(node.args) == 3 and isinstance(node.args[1], ast.Constant) and node.args[1].value in fields
    return False
