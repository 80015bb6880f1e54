"""`python -m ops schema`: the JSON Schema of a stack file, for editors and for checks without this code."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from config.domain import ALLOWED
from config.remedies import PROJECT
from config.stack import StackConfig
from ops.files import write_whole
from ops.screen import show

FILE = Path(__file__).parents[1] / "config" / "stack.schema.json"
"""Where the stack files look for the schema."""

_STALE = 1

_SECURE = {
    "description": "A secret, encrypted by `pulumi config set --secret --path 'secrets.NAME.value'`.",
    "type": "object",
    "properties": {"secure": {"description": "The ciphertext.", "type": "string", "minLength": 1}},
    "required": ["secure"],
    "additionalProperties": False,
}

_OF_THE_ENGINE = {
    "secretsprovider": (
        "string",
        "What encrypts the stack's secrets: a passphrase, or a key such as `azurekeyvault://…`.",
    ),
    "encryptionsalt": ("string", "Salt and check of the passphrase; written by Pulumi."),
    "encryptedkey": ("string", "The stack's key, encrypted by the secrets provider; written by Pulumi."),
    "environment": (["array", "object"], "Pulumi ESC environments whose values the engine adds."),
}


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `schema` to the commands of `python -m ops`."""
    parser = subparsers.add_parser("schema", help="write the JSON Schema of the stack files")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is not current")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the schema, or check the one that is there; the exit status."""
    current = FILE.read_text(encoding="utf-8") if FILE.is_file() else ""
    wanted = text()
    where = FILE.relative_to(FILE.parents[1])
    if current == wanted:
        show(f"{where} is current\n")
        return 0
    if args.check:
        show(f"{where} is not current: run `python -m ops schema`\n", sys.stderr)
        return _STALE
    write_whole(FILE, wanted)
    show(f"wrote {where}\n")
    return 0


def text() -> str:
    """The schema as the file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a whole `Pulumi.STACK.yaml`."""
    own = StackConfig.model_json_schema()
    definitions = {name: _for_editors(definition) for name, definition in own["$defs"].items()}
    definitions["SecretConfig"]["properties"]["value"] = _SECURE
    keys = {f"{PROJECT}:{key}": _as_stored(_for_editors(node)) for key, node in own["properties"].items()}
    engine = {key: {"type": kind, "description": words} for key, (kind, words) in _OF_THE_ENGINE.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A stack of {PROJECT}",
        "description": own["description"],
        "type": "object",
        "properties": {
            "config": {
                "description": "The stack's config. Keys of other namespaces are left to those who read them.",
                "type": "object",
                "properties": keys,
                "patternProperties": {f"^(?!{PROJECT}:)[^:]+:": {}},
                "required": [f"{PROJECT}:{key}" for key in own["required"]],
                "additionalProperties": False,
            },
            **engine,
        },
        "required": ["config"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _as_stored(node: dict[str, Any]) -> dict[str, Any]:
    """The node of a key at the top, where `pulumi config set` stores a boolean as its text."""
    return (
        {**node, "type": ["boolean", "string"], "enum": [True, False, "true", "false"]}
        if node.get("type") == "boolean"
        else node
    )


def _for_editors(node: Any) -> Any:
    """The node without pydantic's titles, with the rule of its domain type in its description."""
    if isinstance(node, list):
        return [_for_editors(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _by_name(value) if key in _BY_NAME else _for_editors(value) for key, value in node.items()}
    kept.pop("title", None)
    kept.pop("discriminator", None)
    rule = kept.pop(ALLOWED, "")
    if rule:
        kept["description"] = f"{str(kept['description']).rstrip('.')}: {rule}." if "description" in kept else rule
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return kept


_BY_NAME = frozenset({"properties", "patternProperties", "$defs"})
"""Keywords whose keys are names, not keywords."""


def _by_name(nodes: dict[str, Any]) -> dict[str, Any]:
    return {name: _for_editors(node) for name, node in nodes.items()}
