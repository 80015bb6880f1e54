"""`python -m ops diff`: the command."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from config.errors import ConfigError
from config.yaml_files import PROJECT_FILE, stacks_beside
from ops.diff.bases import require_kept
from ops.diff.compare import compare
from ops.diff.difference import Difference
from ops.diff.document import document, failure_document
from ops.diff.failure import Failure, failure_of, refused
from ops.diff.head import head_beside
from ops.diff.markdown import markdown
from ops.diff.markdown_failure import failure_markdown
from ops.diff.rendering import Rendered, rendering
from ops.diff.secrets import secret_changes
from ops.diff.text import text
from ops.exits import CommandError, Exit
from ops.html.diff import diff_page
from ops.html.failure import failure_page
from ops.plan import Plan
from ops.planning import Outcome
from ops.report import refusals_text
from ops.screen import Progress, Screen, show
from ops.stacks import Stack, open_stack

_DESCRIPTION = """\
Show what merging the work here would do to a stack: no cloud account, no pulumi.

  python -m ops diff --stack prod                             since the work left the default branch
  python -m ops diff --stack prod --base origin/main
  python -m ops diff --stack prod --base plan.json
  python -m ops diff --stack prod --format markdown           for a pull request
  python -m ops diff --stack prod --format html > diff.html   for a browser

The stack is rendered as a commit has it, by that commit's own code, and as the files here have it, whether committed
or not; then the two plans are compared. The base counts as live: its traffic is what moves.
"""

_EPILOG = """\
what the base is (--base):
  REF         a branch, a tag or a commit
  PLAN.json   what `python -m ops preview --stack NAME --json PLAN.json` wrote; it holds no secrets, so those are not
              compared
  by default  the merge base with the default branch of the remote; where there is no remote, HEAD

exit status: 0 fine, the same or not; 1 a mandatory policy is violated; 2 the config, or what the command was given,
is wrong; 3 the sandbox rejected a request; 4 something differs, and --exit-code is given; 70 the program itself failed.
"""

_FORMATS: dict[str, Callable[[Difference, Plan], str]] = {
    "text": lambda difference, _: text(difference, Screen.of(sys.stdout)),
    "markdown": lambda difference, _: markdown(difference),
    "json": lambda difference, _: document(difference),
    "html": diff_page,
}

_FAILURES: dict[str, Callable[[Failure], str]] = {
    "markdown": failure_markdown,
    "json": failure_document,
    "html": failure_page,
}
"""What is printed where there is nothing to compare, for whoever reads it elsewhere; the text is on standard error."""


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `diff` to the commands of `python -m ops`."""
    parser = subparsers.add_parser(
        "diff",
        help="show what a change of the code or the config would do to a stack",
        usage="python -m ops diff --stack NAME [--base REF|PLAN.json] [--format FORMAT] [--exit-code]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-s", "--stack", metavar="NAME", help="the stack, of Pulumi.NAME.yaml")
    parser.add_argument("--base", metavar="REF|PLAN.json", help="what to compare with (see below)")
    parser.add_argument(
        "--format", choices=list(_FORMATS), default="text", help="text (default), markdown, json or html"
    )
    parser.add_argument("--exit-code", action="store_true", help="exit 4 where something differs")
    parser.add_argument(
        "-C", "--cwd", type=Path, default=Path(), metavar="DIR", help="the project's folder (where you are)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show the difference; the exit status. Raises `CommandError` and `ConfigError` for what is wrong."""
    if not args.stack:
        there = ", ".join(stacks_beside(args.cwd / PROJECT_FILE)) or "there is none here yet"
        raise CommandError(f"name the stack with --stack: {there}")
    try:
        difference, outcome = _rendered(args)
    except (CommandError, ConfigError) as error:
        _tell(failure_of(error, args.stack), args.format)
        raise
    if outcome.refusals:
        _tell(refused(outcome.refusals, outcome.sources, args.stack), args.format)
        show(refusals_text(outcome.refusals, outcome.sources, Screen.of(sys.stderr)), sys.stderr)
        return Exit.REFUSED
    show(_FORMATS[args.format](difference, outcome.plan))
    if difference.refusals:
        return Exit.REFUSED
    return _status(outcome.plan, difference, exit_code=args.exit_code)


def _rendered(args: argparse.Namespace) -> tuple[Difference, Outcome]:
    """Both sides at once, and what differs."""
    with Progress() as progress:
        progress.say(f"Reading Pulumi.{args.stack}.yaml")
        stack = _opened(args)
        with rendering(stack.folder, stack.name, args.base) as base:
            progress.say(f"Rendering {stack.name} as the base has it, and as it is here")
            before, outcome = head_beside(base, stack, lambda before: _require_project(stack, before))
            return _difference(stack, before, outcome), outcome


def _opened(args: argparse.Namespace) -> Stack:
    try:
        return open_stack(args.cwd, args.stack)
    except ConfigError:
        require_kept(args.cwd, args.stack, args.base)
        raise


def _tell(failure: Failure, format_: str) -> None:
    if format_ in _FAILURES:
        show(_FAILURES[format_](failure))


def _require_project(stack: Stack, base: Rendered) -> None:
    if base.plan and base.plan.project not in ("", stack.project):
        raise CommandError(
            f"{base.about.words} gives a plan of the project {base.plan.project}, not of {stack.project}: what one "
            "project has made is no other's. Give a --base of this one, or the name in Pulumi.yaml back"
        )


def _difference(stack: Stack, base: Rendered, outcome: Outcome) -> Difference:
    nothing = Plan(project=stack.project, stack=stack.name, resources=())
    here = stack.folder / f"Pulumi.{stack.name}.yaml"
    secrets = secret_changes(base.stack_file, here) if base.stack_file else ()
    before, told = base.plan or nothing, (outcome.aliases, secrets, outcome.crowded, outcome.reads)
    return compare(before, outcome.plan, base.about, *told)


def _status(head: Plan, difference: Difference, *, exit_code: bool) -> Exit:
    if any(policy.enforcement == "mandatory" for policy in head.policies):
        return Exit.POLICY_VIOLATED
    return Exit.DIFFERENT if exit_code and not difference.is_empty else Exit.FINE
