"""The commands of `python -m ops`, and how each ends."""

import argparse
import contextlib
import gc
import importlib
import sqlite3
import sys
from collections.abc import Mapping, Sequence

from config.errors import ConfigError
from config.spelling import nearest
from ops.exits import CommandError, Exit
from ops.screen import Screen, prepare_streams, show

COMMANDS = ("preview", "diff", "propose", "policies", "schema", "sandbox")
"""Each is a module of this package with `add_command(subparsers)`, whose `run` takes the arguments."""

_MODULES = {"diff": "ops.diff.command"}
"""Where a command is that is not called by its module."""

_LONG_LIVED = frozenset({"sandbox"})
"""Commands that may run for hours, and so need the collector."""

_DESCRIPTION = """\
Operate a platform for AI models on Azure.

  python -m ops preview --stack dev                 what `pulumi up` would make, without a cloud account
  python -m ops diff --stack prod                   what merging the work here would do to it
  python -m ops propose --help                      give a model's new image to a deployment without traffic
  python -m ops policies                            the rules that a stack is judged by
  python -m ops schema                              the JSON Schema of the stack config
  python -m ops sandbox -- pulumi up --stack dev    the real pulumi, against the sandbox

Each command has a --help of its own.
"""


def main(argv: Sequence[str]) -> int:
    """Run the command that `argv` names; the exit status."""
    prepare_streams()
    try:
        args = _arguments(argv)
        if argv[0] in _LONG_LIVED:
            gc.enable()
        return int(args.run(args))
    except ConfigError as error:
        return _end(str(error), Exit.CONFIG_INVALID)
    except CommandError as error:
        return _end(f"error: {error}", error.status)
    except KeyboardInterrupt:
        return _end("interrupted", Exit.INTERRUPTED)
    except (OSError, sqlite3.DatabaseError) as error:
        return _end(f"error: {_in_words(error)}", Exit.CONFIG_INVALID)


def _in_words(error: OSError | sqlite3.DatabaseError) -> str:
    """What could not be read or written, as the system words it."""
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return f"the sandbox's cloud.sqlite cannot be read ({error}); start anew with `python -m ops sandbox --reset`"


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser, subparsers = _parsers(argv)
    try:
        if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
            meant = nearest(argv[0], COMMANDS)
            hint = f" Did you mean `{meant}`?" if meant else ""
            parser.error(f"there is no command `{argv[0]}`, there are {', '.join(COMMANDS)}.{hint}")
        args, excess = parser.parse_known_args(argv or ["--help"])
        if excess:
            subparsers.get(argv[0], parser).error(f"unrecognized arguments: {' '.join(excess)}")
        return args
    finally:
        show("")  # what argparse printed, before it ended the run


def _parsers(argv: Sequence[str]) -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """The parser, and those of the one command that is asked for, or of all: what one imports can take a second."""
    parser = argparse.ArgumentParser(
        prog="python -m ops", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    wanted = [name for name in COMMANDS if argv and name == argv[0]]
    for name in wanted or COMMANDS:
        importlib.import_module(_MODULES.get(name, f"ops.{name}")).add_command(subparsers)
    return parser, subparsers.choices


def _end(message: str, status: Exit) -> int:
    first, *rest = message.splitlines() or [""]
    with contextlib.suppress(OSError):  # whoever cannot be told still gets the status
        show("\n".join([Screen.of(sys.stderr).bad(first), *rest, ""]), sys.stderr)
    return status
