"""Plans of dev, with edits."""

import functools
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from ops.diff.compare import compare
from ops.diff.difference import Base, Difference
from ops.diff.secrets import secret_changes
from ops.diff.settled import settled
from ops.plan import Plan
from ops.planning import FRESH, Outcome, make_plan
from ops.stacks import open_stack
from tests.ops.conftest import ROOT

STACK = "dev"
RULES = ("key-vault-public-access-off", "key-vault-soft-delete-90-days", "storage-public-access-off")
Config = dict[str, Any]
Edit = Callable[[Config], None]


def as_it_is(_config: Config) -> None:
    """No edit at all."""


def write(folder: Path, edit: Edit) -> Path:
    """A project with the real program, and dev's stack file with an edit."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, folder)
    document = yaml.safe_load((ROOT / f"Pulumi.{STACK}.yaml").read_text())
    config = {key.removeprefix("ai-models:"): value for key, value in document["config"].items()}
    edit(config)
    document["config"] = {f"ai-models:{key}": value for key, value in config.items()}
    (folder / f"Pulumi.{STACK}.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    return folder


def rendered(edit: Edit, live: Plan | None = None) -> Outcome:
    """What dev is with an edit, nothing live or a plan."""
    with tempfile.TemporaryDirectory() as folder:
        return make_plan(open_stack(write(Path(folder), edit), STACK), live or FRESH)


@functools.cache
def base(edit: Edit) -> Plan:
    """Dev with an edit, as it is once it is up to date; the same edit is rendered once."""
    return settled(rendered(edit).plan)


def difference(
    before: Edit, after: Edit, about: str = "the base", renamed: tuple[str, str] | None = None
) -> Difference:
    """What differs between dev with one edit and dev with another one.

    `renamed` are the ends of the names of a component before and after, which has an alias then.
    """
    head = rendered(after, base(before))
    assert head.refusals == ()
    with tempfile.TemporaryDirectory() as folder:
        files = [write(Path(folder) / str(number), edit) for number, edit in enumerate((before, after))]
        secrets = secret_changes(*(file / f"Pulumi.{STACK}.yaml" for file in files))
    aliases = {**head.aliases, **(_alias(head.plan, *renamed) if renamed else {})}
    return compare(
        _judged(base(before)), _judged(head.plan), Base(words=about), aliases, secrets, head.crowded, head.reads
    )


def _alias(head: Plan, old: str, new: str) -> dict[str, tuple[str, ...]]:
    """What `aliases=[pulumi.Alias(name=…)]` on a component comes to."""
    (urn,) = (one.urn for one in head.resources if not one.custom and one.name.endswith(new))
    return {urn: (urn.removesuffix(new) + old,)}


def _judged(plan: Plan) -> Plan:
    """The plan with the results of a few rules: the pack grows."""
    return replace(plan, policies=tuple(result for result in plan.policies if result.name in RULES))
