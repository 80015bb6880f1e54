"""What the sandbox says of a `pulumi destroy` that would stop at what is protected."""

import gzip
import json
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from config.paths import dotted
from config.yaml_files import mapping_in
from ops.exits import CommandError, Exit

_WIDTH = 118


def refuse_to_destroy(stack: str, checkpoint: Path | None, config: Path, options: Sequence[str]) -> None:
    """End the command where Pulumi's state of the stack has something protected.

    The engine stops at it too, but only after it has deleted what comes before, and may take minutes to say so.
    `checkpoint` is the file of that state. For the lines that lead out, `config` is the file of the stack's config, and
    `options` are those of `python -m ops sandbox`. Raises `CommandError`.
    """
    kinds = _protected_kinds(checkpoint) if checkpoint else Counter[str]()
    if not kinds:
        return
    found = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0])))
    sandbox = " ".join(["python -m ops sandbox", *options, "-- pulumi"])
    whole = f"{sandbox} config set --stack {stack} protect false"
    each = [f"{sandbox} config set --stack {stack} --path '{path}' false" for path in _protected_models(config)]
    lines = [whole, *each, f"{sandbox} up --stack {stack} --yes", f"{sandbox} destroy --stack {stack} --yes"]
    raise CommandError(
        f"`pulumi destroy` would stop at what is protected in stack {stack}, so it was not begun.\n"
        f"{'1 resource is' if kinds.total() == 1 else f'{kinds.total()} resources are'} protected:\n"
        f"{textwrap.fill(found, _WIDTH, initial_indent='  ', subsequent_indent='  ', break_on_hyphens=False)}\n"
        "Take the protection off, then destroy:\n" + "\n".join(f"  {line}" for line in lines),
        Exit.REFUSED,
    )


def _protected_kinds(checkpoint: Path) -> Counter[str]:
    """How many resources of each kind are protected: `StorageAccount`; none where the file is not to be read."""
    opened = gzip.open if checkpoint.suffix == ".gz" else open
    with opened(checkpoint, "rt", encoding="utf-8") as file:
        try:
            document = json.load(file)
        except ValueError:
            return Counter()  # pulumi tells what is wrong with it
    latest = document.get("checkpoint", {}).get("latest") or {}
    return Counter(one["type"].rpartition(":")[2] for one in latest.get("resources") or () if one.get("protect"))


def _protected_models(config: Path) -> list[str]:
    """The paths at which models are protected whatever the stack's `protect` says."""
    entries = _mapping(mapping_in(config).get("config"))
    models = [one for key, value in entries.items() if key.endswith(":models") for one in _mapping(value).items()]
    own = [name for name, model in models if _mapping(model).get("protect") in (True, "true")]
    return [dotted(("models", name, "protect")) for name in own]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
