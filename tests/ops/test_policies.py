"""`python -m ops policies`, and how a preview judges and tells."""

import json
from pathlib import Path

import pytest

from ops import policies as command
from ops.exits import Exit
from ops.judging import planned_settings
from ops.plan import PolicyResult
from ops.report_policies import policies
from ops.screen import Screen
from policies.pack import RULES
from policies.result import Level
from policies.settings import Settings
from tests.ops.conftest import Ops, add_to_program

VAULT = """
vault = azure.keyvault.Vault(
    "shop-vault",
    vault_name="kv-shop",
    resource_group_name="rg-shop",
    location="eastus",
    properties=azure.keyvault.VaultPropertiesArgs(
        tenant_id="00000000-0000-0000-0000-000000000001",
        sku=azure.keyvault.SkuArgs(family="A", name="standard"),
        enable_purge_protection=True,
        enable_rbac_authorization=True,
        public_network_access="Enabled",
        network_acls=azure.keyvault.NetworkRuleSetArgs(default_action="Allow", bypass="AzureServices"),
    ),
    opts=pulumi.ResourceOptions(parent=group, provider=provider),
)
"""
URN = "*::shop-vault"


def test_a_plan_tells_as_mendable_only_what_mending_would_mend() -> None:
    told = planned_settings(Settings(enforcement={"storage-minimum-tls": Level.MANDATORY})).mendable
    assert set(told) == {rule.name for rule in RULES if rule.remedy} - {"storage-minimum-tls"}


def test_the_document_of_the_rules_is_current(ops: Ops) -> None:
    ran = ops("policies", "--check")
    assert ran.status == 0, ran.err


def test_a_document_that_is_not_current_is_told_and_written_anew(
    ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = command.FILE.read_text(encoding="utf-8")
    monkeypatch.setattr(command, "FILE", tmp_path / "policies.md")
    assert ops("policies", "--check").status == 1
    assert ops("policies", "--docs").status == 0
    assert (tmp_path / "policies.md").read_text(encoding="utf-8") == current


def test_every_rule_has_a_section_that_its_messages_link_to() -> None:
    text = command.FILE.read_text(encoding="utf-8")
    assert all(f"\n### {rule.name}\n" in text for rule in RULES)


def test_the_list_has_every_rule(ops: Ops) -> None:
    listed = ops("policies").out
    assert all(f" {rule.name}\n" in listed for rule in RULES)


def test_a_mandatory_violation_of_a_real_rule_exits_1_and_is_in_the_plan(ops: Ops, project: Path) -> None:
    add_to_program(project, VAULT)
    ran = ops("preview", "-C", project, "--stack", "dev", "--json", project / "plan.json")
    assert ran.status == Exit.POLICY_VIOLATED
    assert "critical  mandatory  key-vault-firewall-denies" in ran.out
    plan = json.loads((project / "plan.json").read_text())
    found = next(policy for policy in plan["policies"] if policy["name"] == "key-vault-firewall-denies")
    assert {**found, "urn": "", "message": ""} == {
        "name": "key-vault-firewall-denies",
        "enforcement": "mandatory",
        "severity": "critical",
        "outcome": "violated",
        "urn": "",
        "message": "",
    }
    assert found["urn"].endswith("::shop-vault")
    advisory = next(policy for policy in plan["policies"] if policy["name"] == "key-vault-public-access-off")
    assert advisory["enforcement"] == "advisory"


def test_an_exemption_in_the_config_lets_a_violation_through_and_keeps_it_in_sight(ops: Ops, project: Path) -> None:
    add_to_program(project, VAULT)
    exemption = {
        "rule": "key-vault-firewall-denies",
        "urn": URN,
        "reason": "tried in a test only",
        "expires": "2999-12-31",
    }
    _configure(project, {"profile": "dev", "exemptions": [exemption]})
    ran = ops("preview", "-C", project, "--stack", "dev", "-v")
    assert ran.status == Exit.FINE
    assert "critical  exempt  key-vault-firewall-denies" in ran.out
    assert "    Exempt until 2999-12-31: tried in a test only\n" in ran.out


def test_an_exemption_that_has_expired_exits_1(ops: Ops, project: Path) -> None:
    exemption = {"rule": "storage-https-only", "urn": "*", "reason": "tried in a test only", "expires": "2020-01-31"}
    _configure(project, {"profile": "dev", "exemptions": [exemption]})
    ran = ops("preview", "-C", project, "--stack", "dev")
    assert ran.status == Exit.POLICY_VIOLATED
    assert "exemption-expired" in ran.out


def test_a_rule_that_there_is_not_is_told_with_the_nearest(ops: Ops, project: Path) -> None:
    _configure(project, {"enforcement": {"storage-https-onyl": "advisory"}, "profile": "test"})
    ran = ops("preview", "-C", project, "--stack", "dev")
    assert ran.status == Exit.CONFIG_INVALID
    assert ran.err.startswith("Pulumi.dev.yaml: 2 errors")
    assert "policies.enforcement.storage-https-onyl" in ran.err
    assert "did you mean `storage-https-only`?" in ran.err


def test_results_are_told_worst_first_and_once_for_what_is_alike() -> None:
    results = [
        _result("low-rule", "advisory", "low", "urn:pulumi:s::p::t:m:T::a"),
        _result("high-rule", "mandatory", "high", "urn:pulumi:s::p::t:m:T::b"),
        _result("high-rule", "mandatory", "high", "urn:pulumi:s::p::t:m:T::c"),
        _result("stack-rule", "mandatory", "critical", ""),
    ]
    lines = list(policies(results, Screen(), most=1, in_full=True))
    assert lines == [
        "  critical  mandatory  stack-rule",
        "    What was found.",
        "  high      mandatory  high-rule",
        "    What was found.",
        "    b  t:m:T",
        "    … and 1 more (-v)",
        "  low       advisory  low-rule",
        "    What was found.",
        "    a  t:m:T",
    ]


def _result(name: str, enforcement: str, severity: str, urn: str) -> PolicyResult:
    return PolicyResult(name=name, enforcement=enforcement, severity=severity, urn=urn, message="What was found.")


def _configure(project: Path, settings: dict[str, object]) -> None:
    file = project / "Pulumi.dev.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("  ai-models:policies:")]
    file.write_text("\n".join([*lines, f"  ai-models:policies: {json.dumps(settings)}", ""]))


def test_at_a_glance_what_stops_an_up_is_told_in_full_and_the_rest_a_line_a_rule() -> None:
    results = [
        _result("low-rule", "advisory", "low", "urn:pulumi:s::p::t:m:T::a"),
        _result("low-rule", "advisory", "low", "urn:pulumi:s::p::t:m:T::b"),
        _result("high-rule", "mandatory", "high", "urn:pulumi:s::p::t:m:T::c"),
    ]
    full, short = (list(policies(results, Screen(), most=9, in_full=in_full)) for in_full in (True, False))
    assert sum("low-rule" in line for line in short) == 1
    assert next(line for line in short if "low-rule" in line).endswith("2 resources")
    told = [line for line in full if "high-rule" in line or line.endswith("c  t:m:T")]
    assert [line for line in short if line in told] == told
    assert len(short) < len(full)
