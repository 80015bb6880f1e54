"""What may have been meant by a wrong value: many values, so that what holds with each holds whatever was meant."""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from config import expectations
from config.expectations import Node
from config.paths import Path
from config.secrecy import SECRETS

MOST = 600
"""Values that are supposed of all places together: so many a computer judges in a second or two."""

_MOST_OF_ONE, _LEAST_OF_ONE = 150, 12

_MOST_ENTRIES = 400
_MOST_WORDS = 3000
_MOST_PARTS = 10
_LONGEST = 300
_MOST_VARIANTS = 6


def supposed(path: Path, node: Node, document: Mapping[str, Any], places: int) -> Iterator[Any]:
    """Values of the kind of `node`, unlike each other, and those that would fit to others of the document.

    `places` is the number of all that are wrong.
    """
    words = list(itertools.islice(_words(path, document), _MOST_WORDS))
    yield from itertools.islice(_values(node, words), _share(places))


def supposed_names(path: Path, node: Node, document: Mapping[str, Any], places: int) -> Iterator[str]:
    """Names that the wrong key at `path` may have been meant to be: words of the document that `node` takes."""
    yield from itertools.islice(_fitting(node, _words(path, document)), _share(places))


def _share(places: int) -> int:
    return max(min(MOST // places, _MOST_OF_ONE), _LEAST_OF_ONE)


def _values(node: Node, words: list[str]) -> Iterator[Any]:
    if "oneOf" in node:
        for member in node["oneOf"]:
            yield from _values(expectations.resolved(member), words)
        return
    if "const" in node:
        yield node["const"]
        return
    match node.get("type"):
        case "object":
            yield from _objects(node, words)
        case "array":
            yield from ([item] for item in _values(expectations.child(node, 0), words))
            yield list[Any]()
        case "integer":
            yield from node.get("enum", [node.get("minimum", 1), node.get("maximum", 1000)])
        case "boolean":
            yield from (True, False)
        case _:
            yield from _texts(node, words)


def _texts(node: Node, words: list[str]) -> Iterator[str]:
    yield from node.get("examples", [expectations.example(node)])
    choices = node.get("enum", ())
    yield from choices if 0 < len(choices) <= _MOST_VARIANTS else _fitting(node, words)


def _fitting(node: Node, words: list[str] | Iterator[str]) -> Iterator[str]:
    if "enum" in node:
        choices = set(node["enum"])
        yield from (word for word in words if word in choices)
        return
    expression = re.compile(node.get("pattern", "(?!)"))
    yield from (word for word in words if expression.fullmatch(word))
    ending = next((str(example).rpartition("/") for example in node.get("examples", ()) if "/" in str(example)), None)
    if ending:
        alike = (f"{ending[0]}/{word}" for word in words if "/" not in word)
        yield from (text for text in alike if expression.fullmatch(text))


def _objects(node: Node, words: list[str]) -> Iterator[Any]:
    """Mappings of the schema's keys: the required ones, then all; or mappings by name, poor and rich."""
    properties = node.get("properties")
    if properties is not None:
        for keys in (node.get("required", []), list(properties)):
            columns = {key: list(_few(expectations.child(node, key), words)) for key in keys}
            most = max(map(len, columns.values()), default=1)
            yield from (
                {key: column[index % len(column)] for key, column in columns.items() if column} for index in range(most)
            )
        return
    items = list(_few(expectations.item(node), words))
    names = [expectations.example(expectations.node_of_key(node)), *_fitting(expectations.node_of_key(node), words)]
    unlike = list(dict.fromkeys(names))[:_MOST_ENTRIES]
    most = node.get("maxProperties", _MOST_ENTRIES)
    for shift in (0, 1):
        for first in range(0, len(unlike), most):
            yield {name: items[(index + shift) % len(items)] for index, name in enumerate(unlike[first : first + most])}
    yield from ({name: item} for name in unlike[:1] for item in items)
    if not node.get("minProperties"):
        yield dict[str, Any]()


def _few(node: Node, words: list[str]) -> Iterator[Any]:
    yield from itertools.islice(_values(node, words), _MOST_VARIANTS)


def _words(path: Path, document: Mapping[str, Any]) -> Iterator[str]:
    """The texts of the document and their parts, those that stand nearest to `path` first, and no secret."""
    texts = sorted(_texts_of((), document), key=lambda found: -_shared(found[0], path))
    yield from dict.fromkeys(part for _, text in texts for part in _parts(text))


def _texts_of(path: Path, value: object) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield (*path, key), str(key)
            if path[:1] != (SECRETS,):
                yield from _texts_of((*path, key), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts_of((*path, index), item)
    elif isinstance(value, str):
        yield path, value


def _parts(text: str) -> Iterator[str]:
    """The text, and each run of the parts between its separators: of an id the ids above it, of a host its domains."""
    if len(text) > _LONGEST:
        return
    yield text
    words = re.split(r"([/.:@])", text)
    if len(words) > 2 * _MOST_PARTS + 1:
        return
    for first in range(0, len(words), 2):
        for last in range(first, len(words), 2):
            yield "".join(words[first : last + 1])


def _shared(one: Path, other: Path) -> int:
    """Keys that two paths begin with alike."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
