"""How entries beyond what there may be are taken out: by commands where those are few, else by hand."""

import textwrap
from collections.abc import Sequence

from config.paths import Key, Path, dotted
from config.remedies import LONGEST_COMMAND, flow, remove

_MOST_NAMED = 100
_WIDTH = 80


def remove_all(path: Path, keys: Sequence[Key]) -> str:
    """What takes the entries `keys` out of the mapping or list at `path`, of a list from its end.

    Commands would be as many as the entries: where they do not fit one line, the entries are named instead.
    """
    commands = " && ".join(remove((*path, key)) for key in keys[:_MOST_NAMED])
    if len(keys) == 1 or len(commands) <= LONGEST_COMMAND:
        return commands
    if isinstance(keys[-1], int):
        return f"# in the stack file, keep the first {keys[-1]} entries of {dotted(path)}"
    return f"# in the stack file, take these {len(keys)} entries out of {dotted(path)}:\n{_named(keys)}"


def _named(keys: Sequence[Key]) -> str:
    names = ", ".join(flow(str(key)) for key in reversed(keys[:_MOST_NAMED]))
    rest = len(keys) - _MOST_NAMED
    return textwrap.fill(
        f"{names}, and {rest} more" if rest > 0 else names,
        _WIDTH,
        initial_indent="#   ",
        subsequent_indent="#   ",
        break_long_words=False,
        break_on_hyphens=False,
    )
