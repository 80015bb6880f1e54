"""From a document to the stack config, or to as many of its sections as can be read."""

import copy
import json
from collections.abc import Iterable, Mapping, Sequence
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
    """The sections without an error; a misspelt key counts as the right one, another unknown one for nothing.

    What is broken is left out, or where it is required replaced with an example, so that the rest can be read.
    """
    mended = copy.deepcopy(dict(document))
    for finding in found:
        if finding.unknown_key:
            _rename(mended, finding.path, finding.meant)
    broken = _without_broken(mended, [finding.path for finding in found if finding.problem and not finding.unknown_key])
    try:
        sections = _sections(_validated(mended))
    except ValidationError as error:
        # What stood behind a misspelt key is wrong, too.
        broken |= _without_broken(mended, [tuple(details["loc"]) for details in error.errors(include_input=False)])
        sections = _sections_or_none(mended)
    keys = {name: field.alias or name for name, field in StackConfig.model_fields.items()}
    return {name: section for name, section in sections.items() if keys[name] not in broken}


def _without_broken(document: dict[str, Any], paths: Iterable[Path]) -> set[str]:
    """Take what is broken out of the document; the keys of the sections that are gone as a whole."""
    broken = set()
    for path in paths:
        if len(path) > 1 and path[0] in _BY_ENTRY:
            _delete(document, path[:2])
        elif path:
            broken.add(str(path[0]))
    for key in broken:
        _put_example(document, key)
    return broken


def _sections_or_none(document: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return _sections(_validated(document))
    except ValidationError:
        return {}


def _put_example(document: dict[str, Any], key: str) -> None:
    document.pop(key, None)
    root = expectations.at(())
    if key in root.get("required", ()):
        document[key] = expectations.example(expectations.at((key,)))


def _rename(document: Any, path: Path, meant: str) -> None:
    """Give what is at `path` the key that was meant, unless that is taken or there is none."""
    holder = _holder(document, path)
    if isinstance(holder, dict):
        value = holder.pop(path[-1], None)
        if meant:
            holder.setdefault(meant, value)


def _delete(document: Any, path: Path) -> None:
    holder = _holder(document, path)
    if isinstance(holder, dict):
        holder.pop(path[-1], None)


def _holder(document: Any, path: Path) -> Any:
    """What holds the value at `path`; None where nothing does any more."""
    for key in path[:-1]:
        try:
            document = document[key]
        except LookupError:
            return None
    return document
