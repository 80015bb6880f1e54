"""Edits of a stack file that leave every other character as it is: comments, order, quotes, the ends of lines."""

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from config import yaml_reader
from config.paths import dotted
from config.yaml_words import meaning
from ops.exits import CommandError

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/@+-]*(:[A-Za-z0-9._/@+-]+)*")


class StackText:
    """The text of a stack file, and the nodes of it."""

    def __init__(self, text: str) -> None:
        """`text` is YAML that `config.yaml_reader` can read."""
        self.text = text
        self.value: Any = yaml_reader.read(text)
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)

    def replaced(self, values: Mapping[tuple[str, ...], str]) -> str:
        """The text with other words at each of the paths, where words stand already.

        Raises `CommandError` where the text cannot be edited without touching more than that.
        """
        text, wanted = self.text, copy.deepcopy(self.value)
        found = {path: self._at(path) for path in values}
        for path, node in sorted(found.items(), key=lambda item: -_start(item[1])):
            if not isinstance(node, yaml.ScalarNode):
                raise _by_hand(path, values[path])
            text = text[: _start(node)] + _word(values[path]) + text[node.end_mark.index :]
            _mapping(wanted, path[:-1])[path[-1]] = values[path]
        return self._checked(text, wanted, next(iter(found)))

    def copied(self, mapping: Sequence[str], source: str, name: str, values: Mapping[str, str]) -> str:
        """The text with a copy of an entry of a mapping at its end, under another name and with other values.

        Raises `CommandError` where the text cannot be edited without touching more than that.
        """
        parent = self._at(mapping)
        self._at([*mapping, source])
        key, node = _entry(parent, source)
        written = self.text[_start(key) : _end(node)]
        shift = _start(key)
        parts = [(_start(key), key.end_mark.index, name)]
        for word, value in values.items():
            old = self._at([*mapping, source, word])
            if not isinstance(old, yaml.ScalarNode):
                raise _by_hand([*mapping, name, word], value)
            parts.append((_start(old), old.end_mark.index, value))
        for start, end, value in sorted(parts, reverse=True):
            written = written[: start - shift] + _word(value) + written[end - shift :]
        wanted = copy.deepcopy(self.value)
        entries = _mapping(wanted, mapping)
        entries[name] = {**copy.deepcopy(entries[source]), **values}
        return self._checked(self._appended(parent, written), wanted, [*mapping, name])

    def _appended(self, parent: yaml.MappingNode, entry: str) -> str:
        """The text with one more entry of a mapping."""
        last = _end(parent.value[-1][1])
        if parent.flow_style:
            return f"{self.text[:last]}, {entry}{self.text[last:]}"
        line = self.text.find("\n", last - 1)
        new_line = "\r\n" if "\r\n" in self.text else "\n"
        indent = " " * parent.value[0][0].start_mark.column
        head = self.text[: line + 1] if line >= 0 else self.text + new_line
        return f"{head}{indent}{entry.rstrip()}{new_line}{self.text[len(head) :] if line >= 0 else ''}"

    def _checked(self, text: str, wanted: Any, path: Sequence[str]) -> str:
        """The text if it says what it should, and nothing else: YAML has more ways to write things than one can see."""
        try:
            value = yaml_reader.read(text)
        except yaml_reader.UnreadableError:
            value = None
        if value != wanted:
            raise _by_hand(path, "…")
        return text

    def _at(self, path: Sequence[str]) -> Any:
        node = self._root
        for depth, name in enumerate(path):
            if not isinstance(node, yaml.MappingNode):
                raise _by_hand(path[: depth + 1], "…")
            _, inner = _entry(node, name)
            if inner is None or not _start(node) <= _start(inner) <= inner.end_mark.index <= node.end_mark.index:
                raise _by_hand(path[: depth + 1], "…")  # an alias or a merge: the text of another place
            node = inner
        return node


def _entry(node: yaml.MappingNode, name: str) -> tuple[Any, Any]:
    return next(((key, value) for key, value in node.value if str(key.value) == name), (None, None))


def _mapping(value: Any, path: Sequence[str]) -> dict[str, Any]:
    for name in path:
        value = value[name]
    return value


def _start(node: yaml.Node) -> int:
    return node.start_mark.index


def _end(node: yaml.Node) -> int:
    """Where the text of a node ends: PyYAML counts the comments behind a block of lines to it."""
    inner = list(_values(node))
    if isinstance(node, yaml.ScalarNode) or not inner or getattr(node, "flow_style", False):
        return node.end_mark.index
    return _end(inner[-1])


def _values(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (value for _, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _word(value: str) -> str:
    """A value of one line as YAML that every reader takes for that text."""
    return value if _PLAIN.fullmatch(value) and meaning(value) == value else json.dumps(value, ensure_ascii=False)


def _by_hand(path: Sequence[str], value: str) -> CommandError:
    words = "" if value == "…" else f" to {value}"
    return CommandError(
        f"{dotted(tuple(path))} cannot be edited without touching more than it, such as an alias of another place: "
        f"set it{words} by hand"
    )
