"""What a user does with an error: runs the commands and writes the YAML that it names.

The commands do to a document what `pulumi config` 3.260 does to a stack file; `tests/engine` holds it to that.
"""

import copy
import itertools
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from config import yaml_reader
from config.paths import value_at
from config.secrecy import SECURE

Key = str | int

_RENAMING = re.compile(r"# in the stack file, rename the key (?P<path>.+) to (?P<name>[^ ;]+); what is below it stays")

_DECRYPTING = re.compile(r'"\$\(pulumi config get (?P<path>[^)]+)\)"')
_PUTTING = re.compile(r"# in the stack file, put what `pulumi config get .+` prints in place of (?P<path>.+)")
_KEEPING = re.compile(r"# in the stack file, keep the first (?P<number>\d+) entries of (?P<path>.+)")
_TAKING = re.compile(
    r"# in the stack file, take these (?P<number>\d+) entries out of (?P<path>.+):\n(?P<names>(#   .+\n?)+)"
)


def mend(document: dict[str, Any], example: str, decrypted: Mapping[str, Any] | None = None) -> None:
    """Do what an error's example says, where what is encrypted is what is at the same place of `decrypted`."""
    lines = [_DECRYPTING.sub(lambda found: _shown(found["path"], decrypted), line) for line in example.splitlines()]
    _take_out(document, example)
    for line in lines:
        if line.startswith("pulumi "):
            for command in line.split(" && "):
                _run(document, shlex.split(command)[2:])
        elif found := _RENAMING.fullmatch(line):
            _rename(document, parsed_path(found["path"]), found["name"])
        elif found := _PUTTING.match(line):
            _set(document, parsed_path(found["path"]), copy.deepcopy(value_at(decrypted, parsed_path(found["path"]))))
    written = "\n".join(line for line in lines if not line.startswith("pulumi "))
    if written:
        values = yaml_reader.read(written) or {}
        _merge(document, {key.removeprefix("ai-models:"): value for key, value in values.items()})


def _take_out(document: dict[str, Any], example: str) -> None:
    """Take out what a comment names, or what stands in a list behind what it keeps."""
    kept, taken = _KEEPING.fullmatch(example), _TAKING.fullmatch(example)
    if kept:
        held: Any = value_at(document, parsed_path(kept["path"]))
        del held[int(kept["number"]) :]
    if taken:
        holder: Any = value_at(document, parsed_path(taken["path"]))
        names = "".join(line.removeprefix("#   ") + " " for line in taken["names"].splitlines()).strip().split(", ")
        assert len(names) == int(taken["number"])
        for name in names:
            holder.pop(name)


def parsed_path(text: str) -> list[Key]:
    """The keys of a property path."""
    keys: list[Key] = []
    while text:
        if text.startswith('["'):
            end = next(match.start() for match in re.compile(r'(?<!\\)"\]').finditer(text, 2))
            keys.append(text[2:end].replace('\\"', '"'))
            text = text[end + 2 :]
        elif text.startswith("["):
            end = text.index("]")
            keys.append(int(text[1:end]))
            text = text[end + 1 :]
        else:
            text = text.removeprefix(".")
            end = min((index for index in (text.find("."), text.find("[")) if index >= 0), default=len(text))
            keys.append(text[:end])
            text = text[end:]
    return keys


def _run(document: dict[str, Any], words: list[str]) -> None:
    verb, *words = words
    if verb == "set-all":
        assert words[0] == "--path"
        for setting in words[2::2]:
            path, _, value = setting.partition("=")
            _set(document, parsed_path(path), _coerced(value))
        return
    flags = [word for word in words if word.startswith("--")]
    arguments = [word for word in words if not word.startswith("--") and word != "string"]
    path = parsed_path(arguments[0]) if "--path" in flags else [arguments[0]]
    if verb == "rm":
        _remove(document, path)
    elif "--secret" in flags:
        _set(document, path, SECURE)
    else:
        text = "--type" in flags or "--path" not in flags
        _set(document, path, arguments[1] if text else _coerced(arguments[1]))


def _coerced(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"0|[+-][0-9]+|[1-9][0-9]*", text) else text


def _set(holder: Any, path: Sequence[Key], value: Any) -> None:
    for key, following in itertools.pairwise(path):
        container: Any = [] if isinstance(following, int) else {}
        if isinstance(holder, list):
            assert isinstance(key, int)
            assert key <= len(holder), "array index out of range"
            holder.extend([container] if key == len(holder) else [])
        else:
            assert isinstance(holder, dict), f"{key}: expected a map"
            if holder.get(key) is None:
                holder[key] = container
        holder = holder[key]
    if isinstance(holder, list) and path[-1] == len(holder):
        holder.append(value)
    else:
        assert isinstance(holder, list if isinstance(path[-1], int) else dict), f"{path[-1]}: expected another kind"
        holder[path[-1]] = value


def _remove(holder: Any, path: Sequence[Key]) -> None:
    for key in path[:-1]:
        try:
            holder = holder[key]
        except LookupError:
            return
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
    elif isinstance(path[-1], int) and path[-1] < len(holder):
        del holder[path[-1]]


def _shown(path: str, decrypted: Mapping[str, Any] | None) -> str:
    """What `pulumi config get` prints of a value, as a word of a shell."""
    value = value_at(decrypted, parsed_path(path.removeprefix("--path ").strip("'")))
    return shlex.quote(value if isinstance(value, str) else json.dumps(value))


def _rename(holder: Any, path: Sequence[Key], name: str) -> None:
    for key in path[:-1]:
        holder = holder[key]
    holder[name] = holder.pop(path[-1])


def _merge(into: dict[str, Any], other: dict[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = json.loads(json.dumps(value))
