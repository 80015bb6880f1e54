"""`python -m ops diff`: what it prints and returns, on a small program and its own repository."""

import json
import re
from pathlib import Path

import pytest

from ops.exits import Exit
from tests.ops.conftest import Ops, add_to_program
from tests.ops.diff.conftest import commit, replace_in

ACCOUNT = """
account = azure.storage.StorageAccount(
    "shop-eastus-{name}",
    account_name="{physical}",
    resource_group_name=group.name,
    kind="StorageV2",
    sku={{"name": "Standard_LRS"}},
    opts=pulumi.ResourceOptions(parent=stamp, aliases=[{aliases}]),
)
"""


@pytest.fixture
def plan(ops: Ops, project: Path) -> Path:
    """The plan of the small program, beside the project."""
    path = project.parent / "base.json"
    ops("preview", "-C", project, "--stack", "dev", "--json", path)
    return path


def account(name: str = "data", physical: str = "stshopdata", aliases: str = "") -> str:
    return ACCOUNT.format(name=name, physical=physical, aliases=aliases)


def test_the_working_tree_is_compared_with_the_commit_it_began_from(ops: Ops, repository: Path) -> None:
    same = ops("diff", "-C", repository, "--stack", "dev", "--exit-code")
    assert (same.status, same.err) == (Exit.FINE, "")
    assert "Nothing changes." in same.out
    replace_in(repository / "__main__.py", '"stack": "dev"', '"stack": "dev", "team": "fraud"')
    replace_in(repository / "__main__.py", ', ignore_changes=["tags"]', "")
    for words, status in (((), Exit.FINE), (("--exit-code",), Exit.DIFFERENT)):
        ran = ops("diff", "-C", repository, "--stack", "dev", *words)
        assert (ran.status, ran.err) == (status, "")
        assert "tags.team: nothing → fraud" in ran.out


def test_what_the_program_ignores_is_no_difference(ops: Ops, project: Path, plan: Path) -> None:
    replace_in(project / "__main__.py", '"stack": "dev"', '"stack": "dev", "team": "fraud"')
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", plan, "--exit-code")
    assert ran.status == Exit.FINE


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "json"])
def test_where_the_base_is_a_plan_every_format_says_that_secrets_are_not_compared(
    ops: Ops, project: Path, plan: Path, format_: str
) -> None:
    replace_in(project / "Pulumi.dev.yaml", "PLACEHOLDER00000", "PLACEHOLDER00001")
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", plan, "--format", format_)
    assert ran.status == Exit.FINE
    assert "A plan holds no ciphertexts: secrets are not compared." in ran.out


@pytest.fixture
def mended(repository: Path) -> Path:
    """A repository whose last commit has an invalid config, which the files here mend."""
    replace_in(repository / "Pulumi.dev.yaml", "tier: Free", "tier: Fre")
    commit(repository)
    replace_in(repository / "Pulumi.dev.yaml", "tier: Fre", "tier: Free")
    return repository


def test_a_base_whose_config_is_invalid_is_told_and_the_head_shown(ops: Ops, mended: Path) -> None:
    ran = ops("diff", "-C", mended, "--stack", "dev", "--exit-code")
    assert ran.status == Exit.DIFFERENT
    assert "Not compared: the base cannot be rendered." in ran.out
    assert "its config is invalid there:" in ran.out
    assert "cluster.tier" in ran.out


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "json"])
def test_where_nothing_counts_as_live_every_format_says_what_was_not_judged(
    ops: Ops, mended: Path, format_: str
) -> None:
    page = " ".join(ops("diff", "-C", mended, "--stack", "dev", "--format", format_).out.split())
    assert "cluster.tier" in page
    assert "What follows takes the whole stack for new. No rule about what is live was judged" in page


def test_an_invalid_head_exits_2_as_the_preview_does(ops: Ops, repository: Path) -> None:
    replace_in(repository / "Pulumi.dev.yaml", "tier: Free", "tier: Fre")
    ran = ops("diff", "-C", repository, "--stack", "dev")
    assert (ran.status, ran.out) == (Exit.CONFIG_INVALID, "")
    assert "cluster.tier" in ran.err


@pytest.mark.parametrize("format_", ["markdown", "html", "json"])
def test_an_invalid_head_is_told_in_every_format_with_what_to_write(ops: Ops, repository: Path, format_: str) -> None:
    """A pull request shows what is printed, and standard error to nobody."""
    replace_in(repository / "Pulumi.dev.yaml", "tier: Free", "tier: Fre")
    ran = ops("diff", "-C", repository, "--stack", "dev", "--format", format_)
    assert ran.status == Exit.CONFIG_INVALID
    for words in ("Pulumi.dev.yaml is invalid: 1 error", "cluster.tier", "Standard", "Free"):
        assert words in ran.out
    assert "cluster.tier" in ran.err
    if format_ == "json":
        document = json.loads(ran.out)
        assert (document["same"], document["status"]) == (False, 2)
        assert document["troubles"][0]["where"] == "cluster.tier"
    if format_ == "markdown":
        assert ran.out.startswith("<!-- ai-models diff: dev -->\n## 🛑 `dev`: Pulumi.dev.yaml is invalid: 1 error")


@pytest.mark.parametrize("format_", ["markdown", "html", "json"])
def test_a_refused_head_is_told_in_every_format(ops: Ops, project: Path, plan: Path, format_: str) -> None:
    add_to_program(project, account(physical="Not_A_Name"))
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", plan, "--format", format_)
    assert ran.status == Exit.REFUSED
    for words in ("Azure or Kubernetes would refuse 1 request.", "Not_A_Name", "shop-eastus-data (StorageAccount)"):
        assert words in ran.out
    assert "__main__.py:" in ran.out


@pytest.mark.parametrize("format_", ["markdown", "html", "json"])
def test_a_program_that_fails_is_told_in_every_format(ops: Ops, project: Path, plan: Path, format_: str) -> None:
    add_to_program(project, 'raise RuntimeError("no <b>such</b> thing")\n')
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", plan, "--format", format_)
    assert ran.status == Exit.PROGRAM_FAILED
    assert "The program fails." in ran.out
    assert "RuntimeError: no" in ran.out
    assert ("<b>" in ran.out) == (format_ != "html")


def test_a_base_that_is_none_is_told_in_the_comment(ops: Ops, repository: Path) -> None:
    ran = ops("diff", "-C", repository, "--stack", "dev", "--base", "nope", "--format", "markdown")
    assert ran.status == Exit.CONFIG_INVALID
    assert "Nothing could be compared." in ran.out
    assert "there is no commit 'nope' here" in ran.out


def test_a_stack_file_that_is_deleted_is_told_as_the_bases(ops: Ops, repository: Path) -> None:
    (repository / "Pulumi.dev.yaml").unlink()
    ran = ops("diff", "-C", repository, "--stack", "dev", "--format", "markdown")
    assert ran.status == Exit.CONFIG_INVALID
    assert "Pulumi.dev.yaml is in the base" in ran.out
    assert "`pulumi destroy --stack dev`" in ran.out


def test_a_refused_head_exits_3(ops: Ops, project: Path, plan: Path) -> None:
    add_to_program(project, account(physical="Not_A_Name"))
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", plan)
    assert (ran.status, ran.out) == (Exit.REFUSED, "")
    assert "Not_A_Name" in ran.err


def test_a_change_that_what_is_there_does_not_take_exits_3_and_is_shown(ops: Ops, project: Path) -> None:
    add_to_program(project, account())
    path = project.parent / "base.json"
    ops("preview", "-C", project, "--stack", "dev", "--json", path)
    replace_in(project / "__main__.py", 'kind="StorageV2"', 'kind="BlockBlobStorage"')
    replace_in(project / "__main__.py", "Standard_LRS", "Premium_LRS")
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", path)
    assert ran.status == Exit.REFUSED
    assert "Refused: what is there cannot become this" in ran.out
    assert "kind: StorageV2 → BlockBlobStorage" in ran.out


def test_a_mandatory_policy_exits_1_whatever_differs(ops: Ops, project: Path, plan: Path) -> None:
    add_to_program(project, account())
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", plan, "--exit-code")
    assert ran.status == Exit.POLICY_VIOLATED
    assert re.search(r"Breaks \d mandatory polic", ran.out)


def test_a_rename_with_an_alias_changes_and_without_one_is_refused(ops: Ops, project: Path) -> None:
    program = (project / "__main__.py").read_text()
    add_to_program(project, account("old"))
    path = project.parent / "base.json"
    ops("preview", "-C", project, "--stack", "dev", "--json", path)
    for aliases, sentence in (
        ('pulumi.Alias(name="shop-eastus-old")', "resources: 1 changed."),
        ("", "deletes old (storageaccount) in eastus, with what is in it; "),
    ):
        (project / "__main__.py").write_text(program + account("new", aliases=aliases))
        found = ops("diff", "-C", project, "--stack", "dev", "--base", path)
        assert sentence in " ".join(found.out.lower().split())
        assert ("was shop-eastus-old" in found.out) == bool(aliases)
        assert ("give it an alias" in " ".join(found.out.split())) != bool(aliases)
        assert (found.status == Exit.REFUSED) != bool(aliases)


def test_what_lies_in_a_renamed_component_follows_its_alias(ops: Ops, project: Path) -> None:
    add_to_program(project, account())
    path = project.parent / "base.json"
    ops("preview", "-C", project, "--stack", "dev", "--json", path)
    text = (project / "__main__.py").read_text().replace('"shop-eastus', '"shop-near')
    (project / "__main__.py").write_text(
        text.replace("providers=[provider])", 'providers=[provider], aliases=[pulumi.Alias(name="shop-eastus")])')
    )
    found = json.loads(ops("diff", "-C", project, "--stack", "dev", "--base", path, "--format", "json").out)
    assert {change["action"] for change in found["resources"]} == {"changed"}
    assert "shop-eastus-data" in [change["formerly"] for change in found["resources"]]


def test_json_is_canonical_and_has_the_verdict(ops: Ops, project: Path, plan: Path) -> None:
    add_to_program(project, account())
    texts = [ops("diff", "-C", project, "--stack", "dev", "--base", plan, "--format", "json").out for _ in range(2)]
    assert texts[0] == texts[1]
    document = json.loads(texts[0])
    assert document["verdict"].lower().endswith("resources: 1 added.")
    assert document["same"] is False
    assert document["base"]["words"] == f"the plan {plan}"
    assert document["resources"][0]["name"] == "shop-eastus-data"
    assert set(document) == {
        *(
            "base",
            "capacity",
            "crowded",
            "fewer",
            "policies",
            "policySettings",
            "project",
            "refusals",
            "reruns",
            "resources",
            "same",
            "secrets",
            "stack",
        ),
        *("stampsAdded", "stampsRemoved", "traffic", "unchanged", "verdict", "warnings"),
    }


def test_a_plan_of_another_project_is_refused(ops: Ops, project: Path, plan: Path) -> None:
    plan.write_text(plan.read_text().replace('"project": "ai-models"', '"project": "other"'))
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", plan)
    assert ran.status == Exit.CONFIG_INVALID
    assert "a plan of the project other, not of ai-models" in ran.err


def test_another_name_of_the_project_names_the_commit_that_has_the_former_one(ops: Ops, repository: Path) -> None:
    replace_in(repository / "Pulumi.yaml", "name: ai-models", "name: platform")
    stack_file = repository / "Pulumi.dev.yaml"
    stack_file.write_text(stack_file.read_text().replace("ai-models:", "platform:"))
    ran = ops("diff", "-C", repository, "--stack", "dev")
    assert ran.status == Exit.CONFIG_INVALID
    assert "which is HEAD gives a plan of the project ai-models, not of platform" in ran.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--stack", "dve"), "`dev`"),
        ((), "name the stack with --stack: dev"),
        (("--stack", "dev"), "--base PLAN.json"),
        (("--stack", "dev", "--base", "no.json"), "the plan no.json cannot be read"),
        (("--stack", "dev", "--format", "pdf"), "invalid choice: 'pdf'"),
    ],
)
def test_what_the_command_was_given_wrong_is_told(ops: Ops, project: Path, words: tuple[str, ...], says: str) -> None:
    ran = ops("diff", "-C", project, *words)
    assert ran.status == Exit.CONFIG_INVALID
    assert says in ran.err
    assert "Traceback" not in ran.err
