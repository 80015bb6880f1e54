"""Whatever stands in a config or a stack file, the answer is a config or a `ConfigError`."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import yaml_reader
from config.errors import ConfigError
from config.loader import load
from config.paths import dotted
from config.remedies import as_yaml
from config.secrecy import SECURE
from config.stack import StackConfig
from config.stack_file import from_stack_file
from tests.config.documents import RIGHT
from tests.config.mending import parsed_path


def _text(value: Any) -> str:
    try:
        return json.dumps(value)
    except ValueError:
        return repr(value)[:50]


KEYS = [field.alias or name for name, field in StackConfig.model_fields.items()]
KNOWN_WORDS = [
    "primary",
    "eastus",
    "10.0.0.0/8",
    "kubernetes",
    "managed",
    "private",
    "true",
    "1",
    "100%",
    SECURE,
    "ä\0\n",
]
WORDS = [
    "1.33",
    "yes",
    "0x10",
    "1e-5",
    "2030-01-31",
    "~",
    "a: b",
    "a #",
    "- x",
    "<<",
    "=",
    "*a",
    "010",
    "1_0",
    ".inf",
    "",
]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([10**400, -(10**30), 2**53, 2**64, 1e308, float("nan"), float("inf")])
    | st.text(max_size=8)
    | st.sampled_from(KNOWN_WORDS)
)
keys = st.text(max_size=6) | st.sampled_from([*KEYS, *KNOWN_WORDS, "target", "deployments", "traffic", "blue", "[key]"])
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))

writable = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-1e9, 1e9)
    | st.text()
    | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
)

thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _all_paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in items for found in _all_paths(item, (*path, key)))]


PATHS = [path for path in _all_paths(dict(RIGHT)) if path]


def _replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(value[path[0]], path[1:], new)
    return copy


def _answers(values: Any, secret_keys: Any = frozenset()) -> None:
    try:
        config = load(values, secret_keys)
    except ConfigError as error:
        _is_readable(error)
    else:
        assert isinstance(config, StackConfig)


def _is_readable(error: ConfigError) -> None:
    assert error.problems
    assert all(problem.path and problem.allowed and problem.example for problem in error.problems)
    assert all(char.isprintable() or char == "\n" for char in str(error))


@thorough
@given(st.dictionaries(keys, scalars.map(str) | anything.map(_text), max_size=6), st.sets(keys))
def test_any_texts_under_any_keys_are_answered(values: dict[str, str], secret_keys: set[str]) -> None:
    _answers(values, secret_keys)


@thorough
@given(st.dictionaries(st.sampled_from(KEYS), anything, max_size=15))
def test_any_values_under_the_right_keys_are_answered(values: dict[str, Any]) -> None:
    _answers(values)


@settings(thorough, max_examples=400)
@given(st.sampled_from(PATHS), anything)
def test_any_value_anywhere_in_a_right_config_is_answered(path: tuple[str | int, ...], value: Any) -> None:
    document = _replaced(dict(RIGHT), path, value)
    _answers({key: item if isinstance(item, str) else _text(item) for key, item in document.items()}, {"secrets"})


@thorough
@given(st.sampled_from(PATHS), keys.filter(bool), scalars)
def test_any_further_key_in_a_right_config_is_answered(path: tuple[str | int, ...], key: str, value: Any) -> None:
    holder: Any = RIGHT
    for step in path:
        holder = holder[step]
    if isinstance(holder, dict):
        document = _replaced(dict(RIGHT), path, {**holder, key: value})
        _answers({name: _text(item) for name, item in document.items() if name != "name"} | {"name": "shop"})


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 900 + "]" * 900,
        '{"a":' * 400 + "1" + "}" * 400,
        '{"a":' * 100_000,
        "1" * 10_000,
        "1e999",
        "-Infinity",
        "NaN",
        '"\\ud800"',
        "\ud800",
        "\x00",
        "{}{}",
    ],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.parametrize("key", ["name", "stamps", "models", "protect", "nothing", "\ud800"])
def test_bombs_are_answered(key: str, text: str) -> None:
    _answers({key: text})


@thorough
@given(st.binary(max_size=200) | st.text(alphabet="{}[]:,-&*!|>'\"#%@\\ \n\tab<?~012.e_", max_size=80).map(str.encode))
def test_any_bytes_as_a_stack_file_are_answered(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_bytes(content)
    _read(path)


@thorough
@given(
    st.dictionaries(st.text(max_size=8) | st.sampled_from([f"ai-models:{key}" for key in KEYS]), anything, max_size=8)
)
def test_any_config_section_of_a_stack_file_is_answered(tmp_path: Path, config: dict[str, Any]) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(json.dumps({"config": config}))
    _read(path)


def _read(path: Path) -> None:
    try:
        values, secret_keys = from_stack_file(path)
    except ConfigError as error:
        _is_readable(error)
    else:
        _answers(values, secret_keys)


@thorough
@given(st.text(max_size=60))
def test_the_yaml_reader_reads_or_refuses(text: str) -> None:
    with contextlib.suppress(yaml_reader.UnreadableError):
        yaml_reader.read(text)


@thorough
@given(
    st.lists(
        st.text(alphabet='ab.[]" -é', min_size=1, max_size=6).filter(lambda key: not key.endswith("\\")), min_size=1
    )
)
def test_every_path_reads_back_as_the_keys_that_it_was_made_of(keys: list[str]) -> None:
    assert parsed_path(dotted(keys)) == keys


@thorough
@given(writable, st.lists(st.text(min_size=1, max_size=5), max_size=2))
def test_yaml_of_a_cure_reads_back_as_the_value(value: Any, path: list[str]) -> None:
    for key in reversed(path):
        value = {key: value}
    written = as_yaml(("tags",), value)
    assert yaml_reader.read(written) == {"ai-models:tags": value}
