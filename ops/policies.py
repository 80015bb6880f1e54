"""`python -m ops policies`: the rules that a plan is judged by, and their document."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from ops.files import write_whole
from ops.policies_document import document
from ops.screen import Screen, show
from policies.judging import DOCUMENT
from policies.pack import RULES
from policies.rule import Rule
from policies.settings import Profile, Settings
from policies.severity import rank

FILE = Path(__file__).parents[1] / DOCUMENT
"""Where every message of a rule points to."""

_STALE = 1

_DESCRIPTION = """\
The rules that `python -m ops preview` and `pulumi preview --policy-pack policies` judge a stack by.

  python -m ops policies            list them, worst first, with their levels in prod and dev
  python -m ops policies --docs     write docs/policies.md from them
  python -m ops policies --check    write nothing; exit 1 if docs/policies.md is not current
"""


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `policies` to the commands of `python -m ops`."""
    parser = subparsers.add_parser(
        "policies",
        help="list the rules of the policy pack, or write their document",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--docs", action="store_true", help=f"write {DOCUMENT}")
    what.add_argument("--check", action="store_true", help=f"exit 1 if {DOCUMENT} is not current")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List the rules, or write or check their document; the exit status."""
    if not (args.docs or args.check):
        show("\n".join(_list(Screen.of(sys.stdout))) + "\n")
        return 0
    wanted = document(RULES)
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == wanted:
        show(f"{DOCUMENT} is current\n")
        return 0
    if args.check:
        show(f"{DOCUMENT} is not current: run `python -m ops policies --docs`\n", sys.stderr)
        return _STALE
    write_whole(FILE, wanted)
    show(f"wrote {DOCUMENT}\n")
    return 0


def _list(screen: Screen) -> Iterator[str]:
    yield screen.dim(f"{'severity':<10}{'prod':<11}{'dev':<11}rule")
    prod, dev = Settings(profile=Profile.PROD), Settings(profile=Profile.DEV)
    for rule in sorted(RULES, key=_rank):
        levels = f"{prod.level_of(rule).value:<11}{dev.level_of(rule).value:<11}"
        yield f"{rule.severity.value:<10}{levels}{screen.bold(rule.name)}"
        yield screen.dim(f"{'':<32}{rule.title}")


def _rank(rule: Rule) -> tuple[int, str]:
    return rank(rule.severity), rule.name
