"""`python -m ops sandbox`: the real pulumi, against the sandbox instead of Azure."""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from ops.exits import CommandError, Exit
from ops.pulumi_command import PulumiCommand
from ops.sandbox_protection import refuse_to_destroy
from ops.sandbox_stack import SandboxStack
from ops.sandbox_state import SandboxState
from ops.stacks import refuse_paths
from sandbox.faults import BadFaults, Faults
from sandbox.redaction import RedactingStore
from sandbox.server import serving

_STATE = Path(".sandbox")

_DESCRIPTION = """\
Run the real pulumi against the sandbox: no cloud account, no network, nothing to pay.

  python -m ops sandbox -- pulumi preview --stack prod
  python -m ops sandbox -- pulumi up --stack dev --yes
  python -m ops sandbox -- pulumi config set --stack dev --path 'models.fraud.traffic.green' 10
  python -m ops sandbox -- pulumi destroy --stack dev --yes
  python -m ops sandbox --faults faults.yaml -- pulumi up --stack dev --yes
  python -m ops sandbox --reset

What runs make stays in the state folder until --reset, so the next run meets it. A stack is made when it is first
used, with a copy of Pulumi.STACK.yaml that `pulumi config set` edits; the real file is never written. The copy is made
anew when the real file changes. Secrets of the real file are placeholders in the copy. The stack is that of --stack,
else of PULUMI_STACK, else dev. `pulumi` is the one on PATH; plugins and credentials are not needed.
"""

_EPILOG = """\
after an interrupt:
  Ctrl-C lets pulumi finish what it has begun; the next `up` goes on from there. A kill leaves the stack locked:
    python -m ops sandbox -- pulumi cancel --stack dev --yes
    python -m ops sandbox -- pulumi up --stack dev --yes
  Pulumi has not noted what the killed run made. Endpoints and deployments of models are adopted by that `up`; all else
  is refused as existing already, as on Azure, and wants `pulumi import`, or here --reset and a fresh start.

what differs from a real run:
  While the kubeconfig of a cluster is not known yet (the preview before the first `up`), the engine asks nobody about
  Kubernetes objects, here as with a real cluster. `python -m ops preview` checks them at any time.
  A destroyed vault or workspace keeps its name, as on Azure, until --reset. A destroy that would stop
  halfway, at what is protected, is not begun: it prints what that is, and the lines that take the protection off.

faults:
  FILE is a YAML list of requests that fail although nothing is wrong with them, each counted in this run alone:
    - {operation: create, type: "azure-native:*:OnlineDeployment", nth: 2, status: 500, effect: after}
    - {operation: update, type: "kubernetes:*:HTTPRoute", nth: 1, status: 429}
  operation is create, update, delete, read or invoke; type a token with * for anything; nth counts from 1; status is
  409, 429 or 500; effect is before (nothing has happened) or after (it took effect, then failed). After a create or
  update, `state: Failed` (the default) leaves a resource whose provisioning failed, `state: Succeeded` one that is
  fine, of which only the answer was lost. With `preview: true` the requests of previews are counted instead.

exit status: that of pulumi; 2 when it could not be run; 3 for a destroy that is not begun.
"""

_AFTER_INTERRUPT = (
    "interrupted: run the same command again to go on; where it says that the stack is locked, first "
    "`python -m ops sandbox -- pulumi cancel --yes` with the same --stack"
)


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sandbox` to the commands of `python -m ops`."""
    parser = subparsers.add_parser(
        "sandbox",
        help="run the real pulumi against the sandbox",
        usage="python -m ops sandbox [--state DIR] [--reset] [--faults FILE] [-- pulumi COMMAND …]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--state", type=Path, default=_STATE, metavar="DIR", help="where the sandbox is kept (.sandbox)"
    )
    parser.add_argument(
        "--reset", action="store_true", help="forget everything that was made, then run the command if any"
    )
    parser.add_argument(
        "--faults", type=Path, metavar="FILE", help="let requests fail that this list names (see faults, below)"
    )
    parser.add_argument("command", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command in the sandbox; pulumi's exit status. Raises `CommandError` when it cannot be run."""
    state = SandboxState(args.state)
    if args.reset:
        state.reset()
    words = args.command[1:] if args.command[:1] == ["--"] else args.command
    if args.reset and not words:
        return Exit.FINE
    command = PulumiCommand.parse(words, os.environ.get("PULUMI_STACK", ""))
    project = _project()
    refuse_paths(command.stack, project, command.stack_written)
    pulumi = _pulumi(words[0])
    faults = _faults(args.faults)
    state.prepare()
    store = RedactingStore(state.cloud, key=state.key)
    try:
        with serving(store, faults) as providers:
            environment = state.environment(providers, command.stack)
            stack = SandboxStack(state, project, command.stack, command.config_file)
            if command.needs_stack:
                stack.prepare(pulumi, environment)
            if command.stops_at_protected:
                refuse_to_destroy(command.stack, stack.checkpoint, stack.config, _repeated(args))
            return _wait([pulumi, *command.against(stack.config)], environment)
    finally:
        store.close()
        for fault in faults.unmet:
            print(f"no request met the fault: {fault.operation} of {fault.type}, nth {fault.nth}", file=sys.stderr)


def _repeated(args: argparse.Namespace) -> list[str]:
    """The options with which another command is run in the same sandbox."""
    return [] if args.state == _STATE else ["--state", shlex.quote(str(args.state))]


def _faults(file: Path | None) -> Faults:
    try:
        return Faults.read(file) if file else Faults()
    except BadFaults as error:
        raise CommandError(f"--faults: {error}") from None


def _project() -> Path:
    project = Path.cwd()
    if not (project / "Pulumi.yaml").exists():
        raise CommandError(f"there is no Pulumi.yaml in {project}: run this in the project's folder")
    return project


def _pulumi(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CommandError(
            "there is no pulumi on PATH: install it from https://www.pulumi.com/docs/install/\n"
            "(`python -m ops preview` needs none)"
        )
    return found


def _wait(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a child to its end, and hand on the signals that would otherwise leave it behind."""
    child: subprocess.Popen[bytes] | None = None
    early: list[int] = []
    interrupted: list[int] = []

    def hand_on(number: int, _frame: FrameType | None) -> None:
        if child is None:
            early.append(number)
        elif number != signal.SIGINT or not _in_foreground():
            # A terminal sends Ctrl-C to the child as well; twice would make pulumi give up at once.
            child.send_signal(signal.SIGINT)
        interrupted.append(number)

    before = {number: signal.signal(number, hand_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        child = subprocess.Popen(command, env=environment)  # noqa: S603 - the pulumi that the user has on PATH
        for number in early:
            hand_on(number, None)
        status = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if interrupted:
        print(_AFTER_INTERRUPT, file=sys.stderr)
    return status if status >= 0 else 128 - status


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False
