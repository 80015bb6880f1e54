"""From a document to the stack config, or to what can be judged of it where something is wrong."""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import ValidationError

from config import expectations
from config.errors import Problem
from config.expectations import Node
from config.paths import Path, dotted, has
from config.schema_problems import Finding, Kind, findings
from config.secrecy import Veil
from config.stack import StackConfig
from config.supposing import supposed, supposed_names

_BY_ENTRY = ("models",)
"""Sections of which one entry can be left out without others being judged otherwise."""

_MOST_PASSES = 12
"""Times that a document is mended: what stands behind a misspelt key shows only once the key is right."""

_FIELDS = {name: info.alias or name for name, info in StackConfig.model_fields.items()}


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What could be read of a document."""

    config: StackConfig | None
    """The whole, where the schema finds nothing wrong with it."""
    sections: Mapping[str, Any]
    """The sections that could be read, by the names of `StackConfig`'s fields.

    In place of what is wrong in them stands what was probably meant.
    """
    problems: tuple[Problem, ...]
    mended: "Mended | None" = None
    """What stands in for what is wrong; None where nothing is."""


def parse(document: Mapping[str, Any], veil: Veil) -> Parsed:
    """The config in `document`; where its schema is broken, what can be read of it."""
    try:
        config = _validated(document)
    except ValidationError as error:
        return _mended(document, error, veil)
    return Parsed(config=config, sections=_sections(config), problems=())


@dataclass(kw_only=True)
class Mended:
    """A document with a right value or name in place of each wrong one."""

    document: dict[str, Any]
    values: dict[Path, Node] = field(default_factory=dict)
    """Where a value stands in for a wrong one, with its schema."""
    names: dict[Path, Node] = field(default_factory=dict)
    """Where a key does, with the schema of the keys."""
    unknown: set[Path] = field(default_factory=set)
    """What stood under keys that the config does not have."""
    gone: set[str] = field(default_factory=set)
    """The sections that are wrong as a whole."""

    def stands_in(self, path: str) -> bool:
        """Whether what is at `path` was not written by the user so: it stands in for something else."""
        return any(path == own or path.startswith((f"{own}.", f"{own}[")) for own in map(dotted, self.values))

    def others(self) -> Iterator[Mapping[str, Any]]:
        """The sections of the document with another one of the values that may have been meant, one at a time."""
        places = len(self.values) + len(self.names)
        for path, node in self.values.items():
            for value in supposed(path, node, self.document, places):
                yield from self._sections_with(path, path, value)
        for path, node in self.names.items():
            holder, value = _holder(self.document, path), _value(self.document, path)
            for name in supposed_names(path, node, self.document, places):
                if isinstance(holder, dict) and name not in holder:
                    yield from self._sections_with(path, (*path[:-1], name), value)

    def sections(self) -> dict[str, Any]:
        """The sections that are not gone.

        Raises:
            ValidationError: the document is still wrong.
        """
        return {
            name: section
            for name, section in _sections(_validated(self.document)).items()
            if _FIELDS[name] not in self.gone
        }

    def mend(self, found: Sequence[Finding]) -> None:
        """Put in place of what was found what was probably meant."""
        for finding in sorted(found, key=lambda one: -len(one.path)):
            if finding.kind is Kind.VALUE:
                self._put(finding)
        for finding in sorted(found, key=lambda one: -len(one.path)):
            if finding.kind is not Kind.VALUE:
                self._rename(finding)

    def leave_out(self, path: Path) -> None:
        """Take out the entry or the section that holds `path`: nothing could be put there that is right."""
        if path[0] in _BY_ENTRY and len(path) > 1:
            _delete(self.document, path[:2])
            self._forget(path[:2])
            return
        key = str(path[0])
        self.gone.add(key)
        self._forget(path[:1])
        self.document.pop(key, None)
        if key in expectations.at(()).get("required", ()):
            self.document[key] = expectations.example(expectations.at((key,)))

    def _put(self, finding: Finding) -> None:
        path = finding.path
        if (path[0] in _BY_ENTRY and len(path) == 2) or not finding.sure:
            self.leave_out(path)
            return
        if _set(self.document, path, copy.deepcopy(finding.right)):
            self.values[path] = finding.node

    def _rename(self, finding: Finding) -> None:
        path, name = finding.path, finding.right if finding.sure else ""
        holder = _holder(self.document, path)
        if not isinstance(holder, dict) or path[-1] not in holder:
            return
        value = holder.pop(path[-1])
        right = (*path[:-1], name)
        if not name or name in holder:
            self._forget(path)
            if not name and finding.kind is Kind.WRONG_KEY:
                self.names[path] = finding.node
            return
        holder[name] = value
        self.values = {_moved(one, path, right): node for one, node in self.values.items()}
        self.names = {_moved(one, path, right): node for one, node in self.names.items()}
        self.unknown = {_moved(one, path, right) for one in self.unknown}
        if finding.kind is Kind.WRONG_KEY:
            self.names[right] = finding.node
        else:
            self.unknown.add(right)

    def _forget(self, path: Path) -> None:
        self.values = {one: node for one, node in self.values.items() if one[: len(path)] != path}
        self.names = {one: node for one, node in self.names.items() if one[: len(path)] != path}

    def _sections_with(self, old: Path, path: Path, value: object) -> Iterator[dict[str, Any]]:
        """The sections with `value` at `path`, in place of what is at `old`; none where those would be wrong."""
        other = Mended(document=copy.deepcopy(self.document), gone=self.gone)
        if old != path:
            _delete(other.document, old)
        _set(other.document, path, value)
        try:
            yield other.sections()
        except ValidationError:
            return


def _mended(document: Mapping[str, Any], error: ValidationError, veil: Veil) -> Parsed:
    mended = Mended(document=copy.deepcopy(dict(document)))
    problems: list[Problem] = []
    for _ in range(_MOST_PASSES):
        found = findings(error, mended.document, veil.over(mended.unknown))
        fresh = [finding for finding in found if not mended.stands_in(dotted(finding.path))]
        problems += [finding.problem for finding in fresh if finding.problem]
        for finding in fresh:
            unsure = finding.kind is Kind.VALUE and not finding.sure
            problems += _whatever_was_meant(finding, mended, veil) if unsure else ()
        mended.mend([finding for finding in fresh if finding.problem])
        for finding in found:
            if finding not in fresh and has(mended.document, finding.path[:1]):
                mended.leave_out(finding.path)
        try:
            sections = mended.sections()
        except ValidationError as another:
            error = another
        else:
            return Parsed(config=None, sections=sections, problems=tuple(problems), mended=mended)
    return Parsed(config=None, sections={}, problems=tuple(problems))


def _whatever_was_meant(finding: Finding, mended: Mended, veil: Veil) -> Iterator[Problem]:
    """What is wrong beside a choice that is wrong or missing, whichever of the choices was meant."""
    beside = finding.path[:-1]
    by_choice: list[dict[Path, Problem]] = []
    for choice in finding.node["enum"]:
        other = Mended(document=copy.deepcopy(mended.document))
        _set(other.document, finding.path, choice)
        try:
            other.sections()
        except ValidationError as error:
            found = findings(error, other.document, veil.over(mended.unknown))
        else:
            return
        by_choice.append({one.path: one.problem for one in found if one.problem and one.path[: len(beside)] == beside})
    yield from (problem for path, problem in by_choice[0].items() if all(path in one for one in by_choice))


def _validated(document: Mapping[str, Any]) -> StackConfig:
    return StackConfig.model_validate_json(json.dumps(document))


def _sections(config: StackConfig) -> dict[str, Any]:
    return {name: getattr(config, name) for name in StackConfig.model_fields}


def _moved(path: Path, old: Path, new: Path) -> Path:
    return (*new, *path[len(old) :]) if path[: len(old)] == old else path


def _set(document: Any, path: Path, value: Any) -> bool:
    """Put `value` at `path`; whether there is a holder for it."""
    holder: Any = _holder(document, path)
    if not isinstance(holder, dict if isinstance(path[-1], str) else list):
        return False
    cast(Any, holder)[path[-1]] = value
    return True


def _delete(document: Any, path: Path) -> None:
    holder = _holder(document, path)
    if isinstance(holder, dict):
        holder.pop(path[-1], None)


def _value(document: Any, path: Path) -> Any:
    holder = _holder(document, path)
    return holder.get(path[-1]) if isinstance(holder, dict) else None


def _holder(document: Any, path: Path) -> Any:
    """What holds the value at `path`; None where nothing does any more."""
    for key in path[:-1]:
        try:
            document = document[key]
        except (LookupError, TypeError):
            return None
    return document
