"""`pulumi config`, as far as the pages use it, on a stack's file: what the real one does where there is a pulumi."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config import yaml_writer
from config.yaml_files import mapping_in


def edit(file: Path, words: Sequence[str]) -> None:
    """Do what `pulumi config WORDS` does to a stack's file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=["set", "set-all", "rm", "rm-all"])
    parser.add_argument("--stack", required=True)
    parser.add_argument("--path", action="store_true", required=True)
    parser.add_argument("--plaintext", action="append", default=[])
    parser.add_argument("given", nargs="*")
    args = parser.parse_intermixed_args(words)
    assert file.name == f"Pulumi.{args.stack}.yaml"
    document: dict[str, Any] = dict(mapping_in(file))
    for (*way, last), value in _settings(args):
        section = document["config"]
        for key in way:
            section = section.get(key, {}) if args.verb.startswith("rm") else section.setdefault(key, {})
        if args.verb.startswith("rm"):
            section.pop(last, None)
        else:
            section[last] = value
    file.write_text(yaml_writer.write(document), encoding="utf-8")


def _settings(args: argparse.Namespace) -> list[tuple[list[str], Any]]:
    if args.verb == "set-all":
        assert not args.given
        pairs = [tuple(text.split("=", 1)) for text in args.plaintext]
    elif args.verb == "set":
        pairs = [tuple(args.given)]
    else:
        pairs = [(path, "") for path in args.given]
    return [(_keys(path), _typed(value)) for path, value in pairs]


def _keys(path: str) -> list[str]:
    first, *rest = path.split(".")
    return [f"ai-models:{first}", *rest]


def _typed(text: str) -> Any:
    """With `--path`, pulumi takes what looks like one for a number or a boolean."""
    if re.fullmatch(r"0|-?[1-9]\d*", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text)
