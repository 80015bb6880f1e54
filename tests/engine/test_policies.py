"""The real engine tells of policies what `python -m ops preview` tells."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ops.commands import main
from tests.engine.conftest import Sandbox

ROOT = Path(__file__).parents[2]
PACK = ROOT / "policies"

PROGRAM = """\
import pulumi
import pulumi_azure_native as azure

provider = azure.Provider("azure", subscription_id="22222222-2222-2222-2222-222222222222", location="eastus")
opts = pulumi.ResourceOptions(provider=provider)
group = azure.resources.ResourceGroup("group", resource_group_name="rg-shop", location="eastus", opts=opts)
account = azure.storage.StorageAccount(
    "account",
    account_name="stshopdev",
    resource_group_name=group.name,
    location="eastus",
    kind="StorageV2",
    sku={"name": "Standard_LRS"},
    minimum_tls_version="TLS1_0",
    allow_blob_public_access=pulumi.Output.secret(True),
    network_rule_set=azure.storage.NetworkRuleSetArgs(default_action="Deny", bypass="None"),
    tags={"token": pulumi.Output.secret("hunter2-planted-by-the-test")},
    opts=opts,
)
backup = pulumi.ComponentResource("ai-models:backup:Backup", "shop-backup")
azure.storage.StorageAccount(
    "backup",
    account_name="stshopbackup",
    resource_group_name=group.name,
    location="eastus",
    kind="StorageV2",
    sku={"name": "Standard_LRS"},
    # What Azure alone tells, and only after it has made the account.
    minimum_tls_version=account.creation_time,
    opts=pulumi.ResourceOptions(provider=provider, parent=backup),
)
endpoint = pulumi.ComponentResource("ai-models:models:ManagedEndpoint", "fraud")
endpoint.register_outputs({"applied": {"blue": 100}, "live": None, "guards": {"firstStep": 10}})
"""

EXEMPTION = {
    "rule": "storage-shared-keys-off",
    "urn": "*::account",
    "reason": "tried in a test only",
    "expires": "2999-12-31",
}
EXPIRED = {**EXEMPTION, "urn": "*::backup", "expires": "2020-01-31"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dev's config, with a small program that violates much."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    (folder / "__main__.py").write_text(PROGRAM)
    return folder


def _configure(project: Path, **settings: Any) -> None:
    lines = (ROOT / "Pulumi.dev.yaml").read_text().splitlines()
    kept = [line for line in lines if not line.startswith("  ai-models:policies:")]
    (project / "Pulumi.dev.yaml").write_text("\n".join([*kept, f"  ai-models:policies: {json.dumps(settings)}", ""]))


@pytest.fixture
def streaming(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `pulumi preview --json` print every event, policies among them."""
    monkeypatch.setenv("PULUMI_ENABLE_STREAMING_JSON_PREVIEW", "true")


@pytest.fixture(scope="module")
def sandbox(project: Path, make_sandbox: Callable[[Path], Sandbox]) -> Sandbox:
    return make_sandbox(project)


@pytest.mark.usefixtures("streaming")
@pytest.mark.parametrize(
    "settings",
    [{}, {"profile": "dev", "unknown": "mandatory", "exemptions": [EXEMPTION, EXPIRED]}],
    ids=["by default", "with settings"],
)
def test_the_engine_tells_what_the_preview_tells(sandbox: Sandbox, settings: dict[str, Any], tmp_path: Path) -> None:
    _configure(sandbox.project, **settings)
    told = _events(sandbox)
    assert told == _plan(sandbox.project, "dev", tmp_path / "plan.json")
    assert len(told) > 5
    assert any(message.startswith("`allowBlobPublicAccess` is a secret value; ") for *_, message in told)
    assert "traffic-new-deployment-at-zero" in {name for name, *_ in told}, "outputs of components are not judged"


@pytest.mark.usefixtures("streaming")
@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_engine_tells_of_the_real_stacks_what_the_preview_tells(
    make_sandbox: Callable[[Path], Sandbox], stack: str, tmp_path: Path
) -> None:
    assert _events(make_sandbox(ROOT), stack) == _plan(ROOT, stack, tmp_path / "plan.json")


@pytest.mark.usefixtures("streaming")
def test_the_engine_mends_what_the_settings_say(sandbox: Sandbox) -> None:
    _configure(sandbox.project, remediate=True)
    names = {name for name, *_ in _events(sandbox)}
    assert "storage-minimum-tls" in {*_remediated(sandbox)}
    assert "storage-https-only" not in names


def test_a_level_of_the_command_line_stands_beside_mending_in_the_engine(sandbox: Sandbox, tmp_path: Path) -> None:
    _configure(sandbox.project, remediate=True)
    levels = tmp_path / "levels.json"
    levels.write_text('{"storage-minimum-tls": "advisory"}')
    ran = sandbox.pulumi(f"preview --non-interactive --policy-pack {PACK} --policy-pack-config {levels}")
    assert "[remediate]  storage-blob-public-access-off" in ran.text
    assert "[remediate]  storage-minimum-tls" not in ran.text
    assert "[mandatory] [severity: critical]  storage-minimum-tls" not in ran.text
    assert "`minimumTlsVersion` is TLS1_0; " in ran.text


def test_a_mandatory_violation_stops_the_engine_before_the_resource_is_made(sandbox: Sandbox) -> None:
    _configure(sandbox.project)
    ran = sandbox.pulumi(f"up --yes --skip-preview --non-interactive --policy-pack {PACK}")
    assert ran.status != 0
    assert "storage-minimum-tls" in ran.text
    assert "[mandatory]" in ran.text
    assert "hunter2" not in ran.text
    assert not any(each.type == "azure-native:storage:StorageAccount" for each in sandbox.stored())


def test_settings_that_name_no_rule_stop_the_engine_with_the_nearest(sandbox: Sandbox) -> None:
    _configure(sandbox.project, enforcement={"storage-https-onyl": "advisory"})
    ran = sandbox.pulumi(f"preview --non-interactive --policy-pack {PACK}")
    assert ran.status != 0
    assert "did you mean storage-https-only?" in ran.text


def _events(sandbox: Sandbox, stack: str = "dev") -> set[tuple[str, str, str, str, str]]:
    """Rule, level, severity, URN and message of each result; the stack's own URN is none."""
    found = set()
    for event in _stream(sandbox, stack):
        told = event.get("policyEvent")
        if told:
            urn = "" if "::pulumi:pulumi:Stack::" in told["resourceUrn"] else told["resourceUrn"]
            message = told["message"].removesuffix("\n")
            found.add((told["policyName"], told["enforcementLevel"], told["severity"], urn, message))
    return found


def _remediated(sandbox: Sandbox) -> list[str]:
    return [
        event["policyRemediationEvent"]["policyName"]
        for event in _stream(sandbox, "dev")
        if "policyRemediationEvent" in event
    ]


def _stream(sandbox: Sandbox, stack: str) -> list[dict[str, Any]]:
    ran = sandbox.pulumi(f"preview --json --non-interactive --stack {stack} --policy-pack {PACK}")
    events = [json.loads(line) for line in ran.text.splitlines() if line.startswith('{"sequence"')]
    assert events, ran.text
    return events


def _plan(project: Path, stack: str, target: Path) -> set[tuple[str, str, str, str, str]]:
    main(["preview", "-C", str(project), "--stack", stack, "--json", str(target)])
    results = json.loads(target.read_text())["policies"]
    return {
        (one["name"], one["enforcement"], one["severity"], one["urn"], one["message"])
        for one in results
        if one["outcome"] != "exempt"
    }
