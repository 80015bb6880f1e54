"""`python -m ops propose`: give a model's new image to a deployment that answers no requests yet."""

import argparse
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from config.domain import Domain
from config.errors import ConfigError
from config.spelling import nearest
from config.types import DeploymentName
from config.yaml_files import PROJECT_FILE
from ops.exits import CommandError, Exit
from ops.files import write_whole
from ops.screen import show
from ops.stack_edit import StackText
from ops.stacks import open_stack

_DESCRIPTION = """\
Propose a model's new image: edit Pulumi.STACK.yaml so that a deployment without traffic runs it.

  python -m ops propose --stack prod --model recommendation-engine --deployment green \\
      --image recommendation-engine@sha256:… --version v2.2.0

A deployment that is not there yet becomes a copy of the one with the most traffic. Nothing else of the file changes,
not a comment and not a weight: traffic moves by an edit of its own.
"""

_IMAGE = re.compile(r"[a-z0-9][a-z0-9._/:-]*@sha256:[0-9a-f]{64}")
_NAME: Domain = get_args(DeploymentName)[1]
_MOST = 128
"""Characters of a version that is written into the file."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is proposed."""

    model: str
    deployment: str
    image: str
    version: str | None


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `propose` to the commands of `python -m ops`."""
    parser = subparsers.add_parser(
        "propose",
        help="give a new image to a deployment that has no traffic",
        usage="python -m ops propose --stack NAME --model NAME --deployment NAME --image REPOSITORY@sha256:… "
        "[--version VERSION]",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-s", "--stack", metavar="NAME", required=True, help="the stack, of Pulumi.NAME.yaml")
    parser.add_argument("--model", metavar="NAME", required=True, help="one of the stack's models")
    parser.add_argument("--deployment", metavar="NAME", required=True, help="the deployment that is to run the image")
    parser.add_argument("--image", metavar="IMAGE", required=True, help="the image, by its digest")
    parser.add_argument("--version", metavar="VERSION", help="what people call this version of the model")
    parser.add_argument(
        "-C", "--cwd", type=Path, default=Path(), metavar="DIR", help="the project's folder (where you are)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Edit the stack file; the exit status. Raises `CommandError` and `ConfigError` for what is wrong."""
    stack = open_stack(args.cwd, args.stack)
    path = stack.folder / f"Pulumi.{stack.name}.yaml"
    with path.open(encoding="utf-8", newline="") as file:
        content = file.read()
    mark, before = content[: content.startswith("\ufeff")], content.removeprefix("\ufeff")
    proposal = Proposal(model=args.model, deployment=args.deployment, image=args.image, version=args.version)
    after, words = proposed(before, proposal, stack.project)
    if after == before:
        show(f"{path.name} has that already: {words}\n")
        return Exit.FINE
    _require_valid(path, after)
    write_whole(path, mark + after)
    show(f"{path.name}: {words}\nIt has no traffic. See what it would do: python -m ops diff --stack {stack.name}\n")
    return Exit.FINE


def proposed(text: str, proposal: Proposal, project: str = "ai-models") -> tuple[str, str]:
    """The text of a stack file with the proposal in it, and what that changes, in words.

    Raises `CommandError` for a proposal that would touch live traffic, or that the file has no place for.
    """
    stack = StackText(text)
    models = stack.value["config"].get(f"{project}:models") or {}
    if wrong := list(_wrong(models, proposal)):
        raise CommandError(wrong[0] if len(wrong) == 1 else "\n  ".join([f"{len(wrong)} options are wrong:", *wrong]))
    model = models[proposal.model]
    deployments = model["deployments"]
    where = ["config", f"{project}:models", proposal.model, "deployments"]
    old = deployments.get(proposal.deployment)
    source = _source(model, proposal)
    values = {name: value for name in ("image", "version") if (value := getattr(proposal, name)) is not None}
    named = f"models.{proposal.model}.deployments.{proposal.deployment}"
    if old is None:
        words = f"{named} is new, as {source} with {proposal.image}"
        return stack.copied(where, source, proposal.deployment, values), words
    if all(old.get(key) == value for key, value in values.items()):
        return text, f"{named} runs {proposal.image}"
    edits: dict[tuple[str, ...], str] = {(*where, proposal.deployment, key): value for key, value in values.items()}
    copied = (model.get("mirror") or {}).get(proposal.deployment)
    shadow = f", and goes on getting a copy of {copied} % of the requests" if copied else ""
    return stack.replaced(edits), f"{named} now has {proposal.image}{shadow}"


def _source(model: Mapping[str, Any], proposal: Proposal) -> str:
    """The deployment that the proposed one is like: itself, or else the one with the most traffic."""
    if proposal.deployment in model["deployments"]:
        return proposal.deployment
    traffic = model.get("traffic") or {}
    return max(model["deployments"], key=lambda name: traffic.get(name, 0))


def _wrong(models: Mapping[str, Any], proposal: Proposal) -> Iterator[str]:
    """All that is wrong with the options, whatever the config says of the outcome."""
    model = models.get(proposal.model)
    if model is None:
        meant = nearest(proposal.model, models)
        hint = f" Did you mean `{meant}`?" if meant else ""
        there = ", ".join(models) or "none"
        yield f"--model: there is no model {proposal.model!r} in this stack, there are: {there}.{hint}"
    elif model.get("target") == "batch":
        yield f"--model: {proposal.model} is a batch model, which has no live traffic: edit its deployments by hand"
    if not _NAME.accepts(proposal.deployment):
        yield f"--deployment: {proposal.deployment!r} is no deployment's name: write {_NAME.allowed}"
    if not _IMAGE.fullmatch(proposal.image):
        yield (
            f"--image: {proposal.image!r} does not say what would run, whatever happens to tags: "
            "write REPOSITORY@sha256:… with the 64 digits that `az acr repository show-manifests` prints"
        )
    if proposal.version is not None and not (0 < len(proposal.version) <= _MOST and proposal.version.isprintable()):
        yield "--version: a version is one line of up to 128 characters, such as v2.2.0"
    if model is not None and model.get("target") != "batch":
        yield from _wrong_for(model, proposal)


def _wrong_for(model: Mapping[str, Any], proposal: Proposal) -> Iterator[str]:
    """What the model's deployments do not take."""
    deployments = model["deployments"]
    if why := _taken(model, proposal.deployment):
        names = ("green", "blue", "next", f"{proposal.deployment}-next")
        free = next(name for name in names if name not in deployments)
        yield f"--deployment: {proposal.deployment} {why}: propose it for another one, such as --deployment {free}"
    source = _source(model, proposal)
    like = deployments[source]
    if "image" not in like:
        yield (
            f"--image: models.{proposal.model}.deployments.{source} runs a registered model and no image: "
            "change its `model` by hand"
        )
    elif "version" in like and proposal.version is None:
        yield f"--version: say what people call this version; that of {source} is {like['version']}"
    elif "version" not in like and proposal.version is not None:
        yield f"--version: deployments of {proposal.model} have no version: leave it out"


def _taken(model: Mapping[str, Any], deployment: str) -> str:
    """Why a deployment keeps its image; empty for one that does not."""
    share = (model.get("traffic") or {}).get(deployment, 0)
    if share:
        return f"answers {share} % of the requests, and a deployment with traffic keeps its image"
    if deployment in model["deployments"] and deployment == (model.get("rollout") or {}).get("stable"):
        return "is `rollout.stable`, to which traffic returns in one step, so it keeps the image that is known to work"
    return ""


def _require_valid(path: Path, text: str) -> None:
    """Raises `CommandError` where the stack would not be valid with this text; nothing is written then."""
    with tempfile.TemporaryDirectory(prefix="ops-propose-") as folder:
        for name in (PROJECT_FILE, "__main__.py"):
            shutil.copy(path.with_name(name), folder)
        draft = Path(folder) / path.name
        draft.write_bytes(text.encode())
        try:
            open_stack(Path(folder), path.name.removeprefix("Pulumi.").removesuffix(".yaml"))
        except ConfigError as error:
            raise CommandError(f"nothing is written, as with this proposal it would be wrong:\n\n{error}") from error
