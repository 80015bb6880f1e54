"""`python -m ops preview`: what it prints, writes and returns."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops import planning, preview
from ops.exits import Exit
from ops.plan import PolicyResult, plan_of
from ops.planning import Outcome
from ops.stacks import open_stack
from sandbox.program import run as run_program
from tests.ops.conftest import ROOT, Ops, add_to_program

REFUSED = """
azure.storage.StorageAccount(
    "shop-eastus-account",
    account_name="Not_A_Name",
    resource_group_name=group.name,
    kind="StorageV2",
    sku={"name": "Standard_LRS"},
    opts=pulumi.ResourceOptions(parent=stamp),
)
"""


def test_a_valid_stack_exits_0_and_shows_its_components(ops: Ops, project: Path) -> None:
    ran = ops("preview", "-C", project, "--stack", "dev")
    assert ran.status == Exit.FINE
    assert ran.err == ""
    assert ran.out.splitlines()[0] == "ai-models dev  1 stamp: eastus"
    assert "✓ dev: nothing refused, in " in ran.out
    assert ran.out.endswith("5 resources in 2 components: 1 Azure, 2 Kubernetes, 2 providers\n")


def test_the_real_stacks_preview_clean(ops: Ops) -> None:
    for stack in ("dev", "prod"):
        ran = ops("preview", "-C", ROOT, "--stack", stack)
        assert (ran.status, ran.err) == (Exit.FINE, ""), ran.err
        assert all(len(line) <= 80 for line in ran.out.splitlines()), "wider than 80 columns"


def test_json_has_exactly_the_keys_of_the_contract(ops: Ops, project: Path, tmp_path: Path) -> None:
    ops("preview", "-C", project, "--stack", "dev", "--json", tmp_path / "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert list(plan) == [
        "project",
        "stack",
        "resources",
        "policies",
        "traffic",
        "outputs",
        "policySettings",
        "warnings",
    ]
    keys = {"urn", "type", "name", "parent", "custom", "provider", "inputs", "outputs", "dependencies", "protect"}
    assert all(set(resource) == keys | {"deletedWith", "ignoreChanges"} for resource in plan["resources"])
    group = next(resource for resource in plan["resources"] if resource["name"] == "shop-eastus-group")
    assert group["inputs"] == {
        "resourceGroupName": "rg-shop",
        "location": "eastus",
        "tags": {"managedBy": "pulumi", "stack": "dev"},
    }
    assert group["protect"] is True
    assert group["ignoreChanges"] == ["tags"]
    assert group["provider"].endswith("pulumi:providers:azure-native::azure")
    results = {"name", "enforcement", "severity", "urn", "message", "outcome"}
    assert all(set(policy) == results for policy in plan["policies"])
    assert plan["traffic"] == {}


def test_json_to_standard_output_is_the_plan_and_nothing_else(ops: Ops, project: Path, tmp_path: Path) -> None:
    printed = ops("preview", "-C", project, "--stack", "dev", "--json", "-")
    ops("preview", "-C", project, "--stack", "dev", "--json", tmp_path / "plan.json")
    assert printed.out == (tmp_path / "plan.json").read_text()


def test_the_config_may_come_from_another_file(ops: Ops, project: Path) -> None:
    add_to_program(project, 'pulumi.export("name", pulumi.Config().require("name"))\n')
    copy = project / "copy.yaml"
    copy.write_text((project / "Pulumi.dev.yaml").read_text().replace("ai-models:name: shop", "ai-models:name: copied"))
    (project / "Pulumi.dev.yaml").unlink()
    plan = json.loads(ops("preview", "-C", project, "--stack", "dev", "--config-file", copy, "--json", "-").out)
    assert (plan["stack"], plan["outputs"]["name"]) == ("dev", "copied")


def test_traffic_in_the_plan_comes_from_the_stack_outputs(ops: Ops, project: Path) -> None:
    state = {"applied": {"blue": 100}, "pending": {}, "mirror": {"green": 5}}
    add_to_program(project, f'pulumi.export("traffic", {{"fraud": {{"eastus": {state}}}}})\n')
    plan = json.loads(ops("preview", "-C", project, "--stack", "dev", "--json", "-").out)
    assert plan["traffic"] == {"fraud": {"eastus": state}}


def test_two_runs_in_processes_of_their_own_give_the_same_bytes(tmp_path: Path) -> None:
    texts = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "ops", "preview", "--stack", "dev", "--json", "-"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TMPDIR": str(tmp_path)}
        texts.append(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout)
    assert texts[0] == texts[1]
    assert len(json.loads(texts[0])["resources"]) > 50


def test_piped_output_is_plain_even_where_color_is_forced(project: Path) -> None:
    command = [sys.executable, "-m", "ops", "preview", "--stack", "dev", "-C", str(project)]
    environment = {**os.environ, "TERM": "xterm-256color", "FORCE_COLOR": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert b"\x1b" not in ran.stdout + ran.stderr
    assert ran.stderr == b""


def test_an_invalid_config_exits_2_with_every_problem_and_writes_nothing(
    ops: Ops, project: Path, tmp_path: Path
) -> None:
    stack_file = project / "Pulumi.dev.yaml"
    stack_file.write_text(
        stack_file.read_text().replace("tier: Free", "tier: F").replace("dailyCapGb: 1", "dailyCapGb: 0")
    )
    ran = ops(
        "preview", "-C", project, "--stack", "dev", "--json", tmp_path / "plan.json", "--render", tmp_path / "k8s"
    )
    assert ran.status == Exit.CONFIG_INVALID
    assert "Pulumi.dev.yaml: 2 errors" in ran.err
    assert "cluster.tier" in ran.err
    assert "observability.dailyCapGb" in ran.err
    assert ran.out == ""
    assert not (tmp_path / "plan.json").exists()
    assert not (tmp_path / "k8s").exists()


def test_what_is_rendered_is_told_apart_from_the_report(ops: Ops, project: Path, tmp_path: Path) -> None:
    ran = ops("preview", "-C", project, "--stack", "dev", "--json", "-", "--render", tmp_path / "k8s")
    assert ran.status == 0
    assert json.loads(ran.out)["stack"] == "dev"
    assert ran.err == f"{tmp_path}/k8s: 2 Kubernetes objects.\n"


def test_a_refused_request_exits_3_and_says_what_where_and_why(ops: Ops, project: Path, tmp_path: Path) -> None:
    add_to_program(project, REFUSED)
    ran = ops("preview", "-C", project, "--stack", "dev", "--json", tmp_path / "plan.json")
    assert ran.status == Exit.REFUSED
    assert "Azure or Kubernetes would refuse 1 request" in ran.err
    assert "shop-eastus-account  azure-native:storage:StorageAccount  __main__.py:" in ran.err
    assert "Not_A_Name" in ran.err
    assert ran.out == ""
    assert not (tmp_path / "plan.json").exists()


def test_a_program_that_breaks_is_told_without_a_traceback(ops: Ops, project: Path) -> None:
    add_to_program(project, 'raise KeyError("which")\n')
    ran = ops("preview", "-C", project, "--stack", "dev")
    assert ran.status == Exit.PROGRAM_FAILED
    assert "the program of dev failed" in ran.err
    assert "KeyError: 'which'" in ran.err
    assert "__main__.py:" in ran.err
    assert "Traceback" not in ran.err


def test_a_mandatory_policy_exits_1_and_an_advisory_one_0(
    ops: Ops, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = open_stack(project, "dev")
    recording = run_program(stack.folder, stack.project, stack.name, stack.config, stack.secret_keys)
    for enforcement, status in (("mandatory", Exit.POLICY_VIOLATED), ("advisory", Exit.FINE)):
        policy = PolicyResult(
            name="storage-tls", enforcement=enforcement, severity="high", urn="", message="TLS 1.0 is old."
        )
        outcome = Outcome(
            plan=plan_of(recording, stack.project, stack.name, [policy]), refusals=(), sources={}, messages=()
        )
        monkeypatch.setattr(preview, "make_plan", lambda *_, outcome=outcome: outcome)
        ran = ops("preview", "-C", project, "--stack", "dev")
        assert ran.status == status
        assert f"high      {enforcement}  storage-tls" in ran.out
        assert ("TLS 1.0 is old." in ran.out) is (enforcement == "mandatory")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../dev", "no slash; the stacks here: dev. Did you mean `--stack dev`?"),
        ("acme/ai-models/dev", "Did you mean `--stack dev`?"),
        ("..\\prod", "no slash; the stacks here: dev\n"),
    ],
)
def test_a_path_in_place_of_a_stacks_name_is_told_which_stacks_there_are(
    ops: Ops, project: Path, name: str, words: str
) -> None:
    ran = ops("preview", "-C", project, "--stack", name)
    assert ran.status == Exit.CONFIG_INVALID
    assert ran.err.startswith(f"error: --stack {name}: a stack's name has no slash")
    assert words in ran.err


def test_an_unknown_stack_lists_those_that_exist(ops: Ops, project: Path) -> None:
    ran = ops("preview", "-C", project, "--stack", "dve")
    assert ran.status == Exit.CONFIG_INVALID
    assert "`dev`" in ran.err
    without = ops("preview", "-C", project)
    assert without.status == Exit.CONFIG_INVALID
    assert without.err == "error: name the stack with --stack: dev\n"


def test_a_folder_without_a_project_says_so(ops: Ops, tmp_path: Path) -> None:
    ran = ops("preview", "-C", tmp_path, "--stack", "dev")
    assert ran.status == Exit.CONFIG_INVALID
    assert f"there is no Pulumi.yaml in {tmp_path}" in ran.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name: [", "not closed"),
        (b"- a", "a list"),
        (b"name: 3", "no project name"),
        (b"name: [1]", "no project name"),
        (b"", "the file is empty"),
        (b"name: \xff", "no UTF-8"),
        (b"name: ai-models\nconfig: 5\n", "a mapping"),
        (b"name: ai-models\nconfig: [a]\n", "a mapping"),
        (b"name: ai-models\nconfig: {[a]: b}\n", "a key that is a list"),
    ],
)
def test_a_broken_pulumi_yaml_is_an_error_of_the_users(ops: Ops, project: Path, content: bytes, says: str) -> None:
    (project / "Pulumi.yaml").write_bytes(content)
    ran = ops("preview", "-C", project, "--stack", "dev")
    assert ran.status == Exit.CONFIG_INVALID
    assert "Pulumi.yaml" in ran.err
    assert says in ran.err


def test_a_folder_in_place_of_pulumi_yaml_is_told(ops: Ops, project: Path) -> None:
    (project / "Pulumi.yaml").unlink()
    (project / "Pulumi.yaml").mkdir()
    ran = ops("preview", "-C", project, "--stack", "dev")
    assert ran.status == Exit.CONFIG_INVALID
    assert "a folder" in ran.err


def test_verbose_names_every_resource_and_twice_its_inputs(ops: Ops, project: Path) -> None:
    plain = ops("preview", "-C", project, "--stack", "dev").out
    once = ops("preview", "-C", project, "--stack", "dev", "-v").out
    twice = ops("preview", "-C", project, "--stack", "dev", "-vv").out
    assert "shop-eastus-group" not in plain
    assert "shop-eastus-group  ResourceGroup  rg-shop  protected" in once
    assert '"resourceGroupName": "rg-shop"' not in once
    assert '"resourceGroupName": "rg-shop"' in twice


def test_a_plan_that_cannot_be_written_is_told(ops: Ops, project: Path, tmp_path: Path) -> None:
    ran = ops("preview", "-C", project, "--stack", "dev", "--json", tmp_path / "no" / "plan.json")
    assert ran.status == Exit.CONFIG_INVALID
    assert "--json: " in ran.err


def test_the_program_runs_once_for_a_fresh_preview(ops: Ops, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    monkeypatch.setattr(planning, "run", lambda *args, **options: runs.append(1) or run_program(*args, **options))
    ops("preview", "-C", project, "--stack", "dev")
    assert runs == [1]


def test_default_providers_stay_off_as_pulumi_yaml_says(ops: Ops, project: Path) -> None:
    add_to_program(
        project, 'azure.resources.ResourceGroup("loose", resource_group_name="rg-loose", location="eastus")\n'
    )
    ran = ops("preview", "-C", project, "--stack", "dev")
    assert ran.status == Exit.REFUSED
    assert "default provider for 'azure-native' disabled" in ran.err


def test_a_folder_without_a_program_does_not_run_somebody_elses(ops: Ops, project: Path) -> None:
    (project / "__main__.py").unlink()
    ran = ops("preview", "-C", project, "--stack", "dev")
    assert ran.status == Exit.CONFIG_INVALID
    assert "has no __main__.py" in ran.err


def test_nothing_is_written_where_one_of_the_targets_cannot_be(ops: Ops, project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = ops(
        "preview", "-C", project, "--stack", "dev", "--json", tmp_path / "plan.json", "--render", tmp_path / "file"
    )
    assert ran.status == Exit.CONFIG_INVALID
    assert "is a file" in ran.err
    assert not (tmp_path / "plan.json").exists()
