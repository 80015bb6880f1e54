"""`python -m pipelines`: the steps of the pipelines that are more than one command."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines import artifact, devops, diffs, github, stack_runs
from pipelines.artifact import ArtifactError
from pipelines.devops import StaleError
from pipelines.rest import RestError
from pipelines.stack_runs import RunError


def main(argv: Sequence[str]) -> int:
    """Run the step that `argv` names; the exit status."""
    args = parser().parse_args(argv)
    try:
        return _run(args)
    except (ArtifactError, RestError, RunError, StaleError) as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
    except KeyError as error:
        print(f"error: the environment has no {error}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """The steps and what each is told."""
    top = argparse.ArgumentParser(prog="python -m pipelines", description=__doc__)
    steps = top.add_subparsers(dest="step", metavar="STEP", required=True)
    render = steps.add_parser("render", help="write the comment of each stack to a folder")
    render.add_argument("--base", required=True, help="the commit that the pull request would be merged into")
    render.add_argument("--number", type=int, required=True, help="the pull request")
    render.add_argument("--folder", type=Path, required=True)
    render.add_argument("--summary", type=Path, help="a file to append the comments to")
    render.add_argument("--reports", type=Path, help="a folder for the HTML page of each")
    for name, system in (("comment-github", "GitHub"), ("comment-devops", "Azure DevOps")):
        comment = steps.add_parser(name, help=f"post the comments of a folder to a pull request of {system}")
        comment.add_argument("--folder", type=Path, required=True)
    for name, words in (("plan", "save what an update would do"), ("up", "update within a saved plan, or without")):
        run = steps.add_parser(name, help=words)
        run.add_argument("--stack", required=True)
        run.add_argument("--plan", type=Path, required=name == "plan")
    for name, words in (("settle", "move traffic that waits"), ("deployed", "print the commit that is deployed")):
        steps.add_parser(name, help=words).add_argument("--stack", required=True)
    steps.add_parser("newest-devops", help="fail where the main branch is not at the run's commit any more")
    for name, words in (
        ("drift", "write what has drifted to a file"),
        ("alert-github", "open or close its issue"),
        ("alert-devops", "open or close its work item"),
    ):
        drift = steps.add_parser(name, help=words)
        drift.add_argument("--stack", required=True)
        drift.add_argument("--report", type=Path, required=True)
    return top


def _run(args: argparse.Namespace) -> int:
    match args.step:
        case "render":
            return diffs.render(args.base, args.number, args.folder, args.summary, args.reports)
        case "comment-github":
            event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
            github.post(_github(), event, artifact.read(args.folder), print)
        case "comment-devops":
            devops.post(devops.service(os.environ), os.environ, artifact.read(args.folder), print)
        case "plan":
            return stack_runs.plan(args.stack, args.plan)
        case "up":
            return stack_runs.up(args.stack, args.plan, print)
        case "settle":
            return stack_runs.settle(args.stack, print)
        case "deployed":
            print(stack_runs.deployed(args.stack))
        case "drift":
            return stack_runs.drift(args.stack, args.report)
        case "alert-github":
            report = args.report.read_text(encoding="utf-8", errors="replace")
            github.alert(_github(), os.environ["GITHUB_REPOSITORY"], args.stack, report, _link(), print)
        case "alert-devops":
            report = args.report.read_text(encoding="utf-8", errors="replace")
            devops.alert(devops.service(os.environ), os.environ, args.stack, report, print)
        case "newest-devops":
            devops.require_newest(devops.service(os.environ), os.environ)
    return 0


def _github() -> github.Rest:
    return github.service(os.environ["GITHUB_API_URL"], os.environ["GITHUB_TOKEN"])


def _link() -> str:
    run = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}"
    return run.format_map(os.environ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
