"""From a document to the stack config, or to as many of its sections as can be read."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from config import expectations
from config.errors import Problem
from config.paths import Path
from config.schema_problems import Finding, findings
from config.secrecy import Veil
from config.stack import StackConfig

_BY_ENTRY = ("models",)
"""Sections of which one broken entry does not spoil the others."""


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What could be read of a document."""

    config: StackConfig | None
    """The whole, where the schema finds nothing wrong with it."""
    sections: Mapping[str, Any]
    """The sections that could be read, by the names of `StackConfig`'s fields."""
    problems: tuple[Problem, ...]


def parse(document: Mapping[str, Any], veil: Veil) -> Parsed:
    """The config in `document`; where its schema is broken, the sections that are whole."""
    try:
        config = _validated(document)
    except ValidationError as error:
        found = findings(error, document, veil)
        problems = tuple(finding.problem for finding in found if finding.problem)
        return Parsed(config=None, sections=_whole_sections(document, found), problems=problems)
    return Parsed(config=config, sections=_sections(config), problems=())


def _validated(document: Mapping[str, Any]) -> StackConfig:
    return StackConfig.model_validate_json(json.dumps(document))


def _sections(config: StackConfig) -> dict[str, Any]:
    return {name: getattr(config, name) for name in StackConfig.model_fields}


def _whole_sections(document: Mapping[str, Any], found: Sequence[Finding]) -> dict[str, Any]:
    """The sections without an error; unknown keys are passed over, as they change nothing that is known.

    What is broken is left out, or where it is required replaced with an example, so that the rest can be read.
    """
    mended = copy.deepcopy(dict(document))
    broken: set[str] = set()
    for finding in found:
        path = finding.path
        if finding.unknown_key:
            _delete(mended, path)
        elif len(path) > 1 and path[0] in _BY_ENTRY:
            _delete(mended, path[:2])
        elif path:
            broken.add(str(path[0]))
    for key in broken:
        _put_example(mended, key)
    try:
        sections = _sections(_validated(mended))
    except ValidationError:
        return {}
    keys = {name: field.alias or name for name, field in StackConfig.model_fields.items()}
    return {name: section for name, section in sections.items() if keys[name] not in broken}


def _put_example(document: dict[str, Any], key: str) -> None:
    document.pop(key, None)
    root = expectations.at(())
    if key in root.get("required", ()):
        document[key] = expectations.example(expectations.at((key,)))


def _delete(document: Any, path: Path) -> None:
    for key in path[:-1]:
        try:
            document = document[key]
        except LookupError:
            return
    if isinstance(document, dict):
        document.pop(path[-1], None)
