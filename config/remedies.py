"""Lines that mend a config: commands to run, or YAML for the stack file."""

import json
import re
import shlex
from collections.abc import Mapping, Sequence

from config.paths import Key, dotted
from config.yaml_words import meaning

PROJECT = "ai-models"
"""The namespace of the project's keys."""

LONGEST_COMMAND = 120
"""Characters of a command; what would be longer is easier to write as YAML."""

_PLAIN = re.compile(r"[A-Za-z0-9/_][A-Za-z0-9_/.@+-]*( [A-Za-z0-9_/.@+-]+)*")
_OLD_BOOLEANS = frozenset({"yes", "no", "on", "off", "y", "n"})
"""Words that other YAML readers take for booleans."""


def set_value(path: Sequence[Key], value: object) -> str:
    """What sets the value at `path`: a command, or YAML where that would be long or cannot be."""
    settings = list(_leaves(tuple(path), value))
    if any(leaf is None or isinstance(leaf, (Mapping, list, float)) for _, leaf in settings):
        return as_yaml(path, value)
    if len(settings) == 1:
        ((where, leaf),) = settings
        if _text(leaf).startswith("-"):  # which the command line would take for a flag
            return as_yaml(path, value)
        return f"pulumi config set {_typed(leaf)}{_key(where)} {_argument(_text(leaf))}"
    command = set_all(dict(settings))
    return command if len(command) <= LONGEST_COMMAND else as_yaml(path, value)


def set_all(settings: Mapping[tuple[Key, ...], object]) -> str:
    """The one command that sets several values at once."""
    words = (f"--plaintext {_argument(f'{_qualified(path)}={_text(value)}')}" for path, value in settings.items())
    return f"pulumi config set-all --path {' '.join(words)}"


def set_secret(path: Sequence[Key]) -> str:
    """The command that asks for a secret and stores it encrypted."""
    return f"pulumi config set --secret {_key(path)}"


def remove(path: Sequence[Key]) -> str:
    """The command that removes the value at `path`."""
    return f"pulumi config rm {_key(path)}"


def decrypt(path: Sequence[Key]) -> str:
    """The command that stores the encrypted value at `path`, a text or a section at the top, as a plain one."""
    return f'pulumi config set --plaintext {_key(path)} "$(pulumi config get {_key(path)})"'


def write_decrypted(path: Sequence[Key]) -> str:
    """How an encrypted mapping below the top comes to be a plain one: no command stores it as such."""
    return f"# in the stack file, put what `pulumi config get {_key(path)}` prints in place of {dotted(path)}"


def as_yaml(path: Sequence[Key], value: object) -> str:
    """The lines of the stack file, under `config:`, that hold `value` at `path`."""
    depth = next((index for index, key in enumerate(path) if isinstance(key, int)), len(path))
    for key in reversed(path[depth:]):
        value = [value] if isinstance(key, int) else {key: value}
    lines = [f"{'  ' * level}{_yaml_key(key, level)}:" for level, key in enumerate(path[:depth])]
    return "\n".join(lines) + f" {flow(value)}" if lines else flow(value)


def flow(value: object) -> str:
    """A value in YAML's flow style, on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        quoted = meaning(value) != value or value.lower() in _OLD_BOOLEANS
        return json.dumps(value) if quoted else value
    return "".join(
        char if char.isprintable() else f"\\U{ord(char):08x}" for char in json.dumps(value, ensure_ascii=False)
    )


def _leaves(path: tuple[Key, ...], value: object) -> list[tuple[tuple[Key, ...], object]]:
    """The paths and values of which `value` is made; an empty mapping or list is a leaf."""
    items: list[tuple[Key, object]] = []
    if isinstance(value, Mapping):
        items = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, list):
        items = list(enumerate(value))
    if not items:
        return [(path, value)]
    return [leaf for key, item in items for leaf in _leaves((*path, key), item)]


def _typed(value: object) -> str:
    """The flag that keeps text which looks like a number or a boolean a text."""
    return "--type string " if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]+|true|false", value) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _key(path: Sequence[Key]) -> str:
    """The key as an argument; only a nested one is a path."""
    nested = len(path) > 1 or not re.fullmatch(r"[A-Za-z0-9_-]+", str(path[0]))
    return f"--path {_quoted(_qualified(path))}" if nested else _quoted(_qualified(path))


def _qualified(path: Sequence[Key]) -> str:
    text = dotted(path)
    return f"{PROJECT}:{text}" if ":" in text else text


def _quoted(text: str) -> str:
    return text if text.isidentifier() else f"'{text}'" if "'" not in text else shlex.quote(text)


def _argument(text: str) -> str:
    return shlex.quote(text)


def _yaml_key(key: Key, level: int) -> str:
    return f"{PROJECT}:{key}" if level == 0 else flow(str(key))
