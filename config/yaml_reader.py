"""YAML read as the Pulumi engine reads it, in every detail that a config can show.

The engine reads YAML 1.2 with some of 1.1 (gopkg.in/yaml.v3), PyYAML reads 1.1: `yes`, `1:30` and `1_000` differ, as
do days. So PyYAML only parses here, and what its plain words mean is decided by the engine's rules. Doubled keys are
refused, as the engine does.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from typing_extensions import override

from config.yaml_numbers import as_written
from config.yaml_words import meaning

LARGEST_FILE = 1_000_000
"""Bytes."""

MOST_NODES = 50_000
"""Values of one file, those behind aliases counted each time: a file of a few lines can stand for billions."""

DEEPEST = 50
"""Levels of nesting."""

_NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,63}")
"""What looks like the name of something; other text may be a value that slipped to the place of a key."""

_YAML = "tag:yaml.org,2002:"
_PLAIN = "plain"
_TAGS = {_PLAIN, *(f"{_YAML}{kind}" for kind in ("str", "int", "float", "bool", "null", "seq", "map"))}


class UnreadableError(Exception):
    """The text is no YAML that the engine would take; `line` counts from 1, `words` say why, `cure` what to do."""

    def __init__(self, words: str, line: int = 0, cure: str = "") -> None:
        super().__init__(words, line, cure)
        self.words = words
        self.line = line
        self.cure = cure


def read_file(path: Path) -> Any:
    """The value in a file.

    Raises:
        OSError: the file cannot be opened or read.
        UnreadableError: as `read` does; also for bytes that are no UTF-8, and for more than `LARGEST_FILE` of them.
    """
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UnreadableError(f"more than {LARGEST_FILE} bytes")
    try:
        return read(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableError("bytes that are no UTF-8") from None


def read(text: str) -> Any:
    """The value in `text`, of dicts, lists, text, numbers, booleans and None.

    Raises:
        UnreadableError: the text is no YAML, or not of the kind that the engine takes. It never quotes a value.
    """
    try:
        node = yaml.compose(text, Loader=_Parser)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise UnreadableError(_words(error), line, _cure(error, line)) from None
    except yaml.YAMLError:
        raise UnreadableError("a character that YAML does not take (a control character, or no UTF-8)") from None
    except (RecursionError, ValueError, OverflowError):
        raise UnreadableError("values nested too deeply") from None
    return _Builder().value(node, 0) if node is not None else None


class _Parser(yaml.SafeLoader):
    """PyYAML's parser, which leaves plain words without a meaning."""

    @override
    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """The tag of a node that has none."""
        if kind is yaml.ScalarNode:
            return _PLAIN if implicit[0] else f"{_YAML}str"
        return super().resolve(kind, value, implicit)


class _Builder:
    """Values out of nodes, counted, as an alias makes its node appear again."""

    def __init__(self) -> None:
        self._nodes = 0

    def value(self, node: yaml.Node, depth: int) -> Any:
        self._nodes += 1
        line = node.start_mark.line + 1
        if self._nodes > MOST_NODES or depth > DEEPEST:
            raise UnreadableError("values nested too deeply, or too many of them", line)
        if node.tag not in _TAGS:
            raise UnreadableError("a tag (`!…`), which a config cannot have", line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        own: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = _key(key_node)
            line = key_node.start_mark.line + 1
            if key == "<<" and key_node.tag == _PLAIN:
                merged = {**self._merged(value_node, depth), **merged}
                continue
            if key in own:
                raise _doubled(key, lines[key], line)
            lines[key] = line
            own[key] = self.value(value_node, depth + 1)
        return {**merged, **own}

    def _merged(self, node: yaml.Node, depth: int) -> dict[str, Any]:
        value = self.value(node, depth + 1)
        merged: dict[str, Any] = {}
        for mapping in value if isinstance(value, list) else [value]:
            if not isinstance(mapping, dict):
                raise UnreadableError("`<<` in front of something else than a mapping", node.start_mark.line + 1)
            merged = {**mapping, **merged}
        return merged


def _doubled(key: str, first: int, second: int) -> UnreadableError:
    named = f"the key `{key}`" if _NAME.fullmatch(key) else "a key"
    where = f"line {first}" if first != second else "the same line"
    cure = f"# take out line {second} with what is below it, or line {first}; merge what both hold"
    return UnreadableError(f"{named} that its mapping has already, on {where}", second, cure)


def _key(node: yaml.Node) -> str:
    """The key's text; the engine makes text of numbers and booleans, too."""
    if not isinstance(node, yaml.ScalarNode):
        raise UnreadableError("a key that is a list or a mapping", node.start_mark.line + 1)
    value = _scalar(node)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else str(node.value)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if node.tag == _PLAIN:
        return as_written(meaning(text), text)
    kind = node.tag.removeprefix(_YAML)
    return text if kind == "str" else _tagged(kind, text, node)


def _tagged(kind: str, text: str, node: yaml.Node) -> Any:
    value = meaning(text)
    kinds = {"int": int, "float": (int, float), "bool": bool, "null": type(None)}
    if kind not in kinds or not isinstance(value, kinds[kind]):
        raise UnreadableError(f"a value that is no `!!{kind}`, as its tag has it", node.start_mark.line + 1)
    return value


def _words(error: yaml.MarkedYAMLError) -> str:
    """Why the text is no YAML, without a word of the text: it may hold a secret."""
    problem = error.problem or ""
    for sign, words in _EXPLAINED.items():
        if sign in problem:
            return words
    return "text that is no YAML"


def _cure(error: yaml.MarkedYAMLError, line: int) -> str:
    """What to do about it; empty where the words alone tell."""
    words = _words(error)
    todo = next((todo for sign, todo in _TO_DO.items() if words.startswith(sign)), "")
    return f"# line {line}: {todo}" if todo and line else ""


_TO_DO = {
    "a tab": "put two spaces for each tab",
    "an alias": "put quotes around the text that starts with *, or name an anchor that is there",
    "a line without the colon": "write `key: value`, with a space behind the colon",
    "a second colon": "put quotes around the text with the colon, or end the line before at its value",
    "a second document": "take the `---` out, and what stands below it",
    "a line that is indented": "give it as many spaces in front as the keys beside it have",
    "a list or mapping whose bracket": "close the bracket, and put commas between its entries",
    "quotes or brackets": "close the quotes or brackets that were opened above",
    "an anchor": "give the second anchor another name",
    "text that is no YAML": "put quotes around text that starts with a sign, and take conflict markers (<<<<<<<) out",
}
_EXPLAINED = {
    "\\t": "a tab, where YAML takes spaces only",
    "undefined alias": "an alias (`*…`) of an anchor that is not there: put quotes around text that starts with *",
    "expected ':'": "a line without the colon that should end its key",
    "mapping values are not allowed": "a second colon on a line: put quotes around text with `: ` in it",
    "expected a single document": "a second document (`---`)",
    "but found another document": "a second document (`---`)",
    "expected <block end>": "a line that is indented unlike its neighbors",
    "expected ',' or": "a list or mapping whose bracket is not closed, or that lacks a comma",
    "<stream end>": "quotes or brackets that are not closed",
    "found unexpected end of stream": "quotes or brackets that are not closed",
    "duplicate anchor": "an anchor (`&…`) that is there already",
}
