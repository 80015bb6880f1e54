"""`python -m ops preview`: what `up` would make of a stack, without a cloud account."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from config.yaml_files import PROJECT_FILE, stacks_beside
from ops.exits import CommandError, Exit
from ops.files import write_whole
from ops.html.preview import preview_page
from ops.planning import CONVERGED, FRESH, Outcome, make_plan
from ops.render import render
from ops.report import Report, refusals_text
from ops.screen import Progress, Screen, show
from ops.stacks import open_stack

_DESCRIPTION = """\
Run the stack's real program against the sandbox and show what `pulumi up` would make: no cloud account, no pulumi.

  python -m ops preview --stack dev
  python -m ops preview --stack prod --live converged
  python -m ops preview --stack prod --json plan.json --render manifests
  python -m ops preview --stack prod --live plan.json
  python -m ops preview --stack prod --html report.html
"""

_EPILOG = """\
what counts as there already (--live), for the decision where traffic goes:
  fresh       nothing: the first `up` of the stack (the default)
  converged   every endpoint and deployment of the config, with its traffic: a stack that is up to date
  PLAN.json   what one `up` of that plan, written by --json, leaves behind

exit status: 0 fine; 1 a mandatory policy is violated; 2 the config, or what the command was given, is wrong;
3 the sandbox rejected a request; 70 the program itself failed. With 2, 3 or 70 no file is written.
"""


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `preview` to the commands of `python -m ops`."""
    parser = subparsers.add_parser(
        "preview",
        help="show what `pulumi up` would make, without a cloud account",
        usage="python -m ops preview --stack NAME [--live WHAT] [--json FILE] [--html FILE] [--render DIR] [-v]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-s", "--stack", metavar="NAME", help="the stack, of Pulumi.NAME.yaml")
    parser.add_argument(
        "--config-file",
        type=Path,
        metavar="FILE",
        help="the config, in place of Pulumi.NAME.yaml; the sandbox's copy is .sandbox/project/Pulumi.NAME.yaml",
    )
    parser.add_argument(
        "--live", default=FRESH, metavar="WHAT", help=f"{FRESH} (default), {CONVERGED}, or the path of a plan"
    )
    parser.add_argument("--json", metavar="FILE", help="write the plan to a file; `-` prints it instead of the report")
    parser.add_argument("--html", metavar="FILE", help="write the report as one HTML file that needs nothing else")
    parser.add_argument(
        "--render",
        type=Path,
        metavar="DIR",
        help="write the Kubernetes objects as YAML files, and the values of Helm charts",
    )
    parser.add_argument(
        "-v", "--verbose", action="count", default=0, help="show each resource by name; twice: its inputs too"
    )
    parser.add_argument(
        "-C", "--cwd", type=Path, default=Path(), metavar="DIR", help="the project's folder (where you are)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Preview a stack; the exit status. Raises `CommandError` and `ConfigError` for what is wrong."""
    started = time.perf_counter()
    if not args.stack:
        there = ", ".join(stacks_beside(args.cwd / PROJECT_FILE)) or "there is none here yet"
        raise CommandError(f"name the stack with --stack: {there}")
    _check_targets(args)
    with Progress() as progress:
        progress.say(f"Reading {args.config_file or f'Pulumi.{args.stack}.yaml'}")
        stack = open_stack(args.cwd, args.stack, args.config_file)
        outcome = make_plan(stack, args.live, progress.say)
    if outcome.refusals:
        show(refusals_text(outcome.refusals, outcome.sources, Screen.of(sys.stderr)), sys.stderr)
        return Exit.REFUSED
    _write(outcome, args)
    show(outcome.plan.to_json() if args.json == "-" else _report(outcome, args, time.perf_counter() - started))
    violated = any(policy.enforcement == "mandatory" for policy in outcome.plan.policies)
    return Exit.POLICY_VIOLATED if violated else Exit.FINE


def _check_targets(args: argparse.Namespace) -> None:
    """Find out before anything is written what could not be. Raises `CommandError`."""
    for option, name in _files(args):
        path = Path(name)
        if path.is_dir() or not path.parent.is_dir():
            raise CommandError(f"{option}: {name} cannot be written: name a file in a folder that is there")
    if args.render and args.render.exists() and not args.render.is_dir():
        raise CommandError(f"--render: {args.render} is a file: name a folder")


def _files(args: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The options that name a file, with its path; `-` is none."""
    if args.json and args.json != "-":
        yield "--json", args.json
    if args.html:
        yield "--html", args.html


def _write(outcome: Outcome, args: argparse.Namespace) -> None:
    for option, name in _files(args):
        try:
            write_whole(Path(name), outcome.plan.to_json() if option == "--json" else _page(outcome, args))
        except OSError as error:
            raise CommandError(f"{option}: {name} cannot be written: {error.strerror}") from error
    if args.render:
        show(f"{render(outcome.plan, args.render).in_words()}\n", sys.stderr)


def _page(outcome: Outcome, args: argparse.Namespace) -> str:
    return preview_page(outcome.plan, _live_in_words(args.live), outcome.messages)


def _report(outcome: Outcome, args: argparse.Namespace, seconds: float) -> str:
    report = Report(
        plan=outcome.plan,
        live=_live_in_words(args.live),
        seconds=seconds,
        messages=outcome.messages,
        screen=Screen.of(sys.stdout),
        verbosity=args.verbose,
    )
    return report.text()


def _live_in_words(live: str) -> str:
    words = {FRESH: "nothing", CONVERGED: "every model of the config, with its traffic"}
    return words.get(live, f"what one `up` of {live} leaves")
