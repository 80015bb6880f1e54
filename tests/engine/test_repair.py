"""A small program through refusals, secrets, drift and lost state, with the real engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.conftest import Sandbox

PLANTED = "hunter2-planted-by-the-test"
GROUP_ID = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-shop"
ACCOUNT_ID = f"{GROUP_ID}/providers/Microsoft.Storage/storageAccounts/stshopdev"

PROGRAM = """\
import pulumi
import pulumi_azure_native as azure

config = pulumi.Config()
provider = azure.Provider("azure", subscription_id="22222222-2222-2222-2222-222222222222", location="eastus")
opts = pulumi.ResourceOptions(provider=provider)
group = azure.resources.ResourceGroup("group", resource_group_name="rg-shop", location="eastus", opts=opts)
account = azure.storage.StorageAccount(
    "account",
    account_name=config.require("account"),
    resource_group_name=group.name,
    location="eastus",
    kind="StorageV2",
    sku={"name": config.require("sku")},
    tags={"token": config.require_secret("token"), "team": "shop"},
    opts=opts,
)
pulumi.export("tags", account.tags)
"""

CONFIG = """\
config:
  shop:account: stshopdev
  shop:sku: Standard_LRS
  shop:token: {secure: v1:never-decrypted}
"""


class Story:
    """What happened to one small stack, in this order; each chapter is one run."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        run = sandbox.pulumi
        run("config set account BAD_NAME")
        self.refused = run("up --yes --skip-preview --non-interactive")
        self.after_refusal = [each.id for each in sandbox.stored()]
        run("config set account stshopdev")
        run(f"config set --secret token {PLANTED}")
        self.repaired = run("up --yes --skip-preview --non-interactive")
        self.after_repair = [each.id for each in sandbox.stored()]
        sandbox.change(ACCOUNT_ID, kind="BlobStorage")
        self.drift = run("preview --refresh --diff --non-interactive")
        run(f"state delete --yes {_urn('azure-native:storage:StorageAccount', 'account')}")
        self.lost = run("up --yes --skip-preview --non-interactive")
        provider = _urn("pulumi:providers:azure-native", "azure")
        run(
            "import --yes --skip-preview --non-interactive --generate-code=false --protect=false "
            f"--provider azure={provider} azure-native:storage:StorageAccount account {ACCOUNT_ID}"
        )
        self.imported = run("up --yes --skip-preview --non-interactive")
        run("config set account stshopprod")
        self.replaced = run("up --yes --skip-preview --non-interactive")
        self.after_replacement = [each.id for each in sandbox.stored()]


@pytest.fixture(scope="module")
def story(make_sandbox: Callable[[Path], Sandbox], tmp_path_factory: pytest.TempPathFactory) -> Story:
    project = tmp_path_factory.mktemp("shop")
    (project / "Pulumi.dev.yaml").write_text(CONFIG)
    sandbox = make_sandbox(project)
    sandbox.write_program(PROGRAM, "shop")
    return Story(sandbox)


def test_a_refusal_is_told_in_azures_words_and_fails_the_run(story: Story) -> None:
    assert story.refused.status == 1
    assert "AccountNameInvalid" in story.refused.text
    assert "BAD_NAME" in story.refused.text
    assert story.after_refusal == [GROUP_ID]


def test_the_next_run_repairs_it(story: Story) -> None:
    assert story.repaired.status == 0
    assert "2 unchanged" in story.repaired.text or "3 unchanged" in story.repaired.text
    assert story.after_repair == [GROUP_ID, ACCOUNT_ID]


def test_a_change_by_hand_shows_at_refresh(story: Story) -> None:
    assert '"BlobStorage" => "StorageV2"' in story.drift.text


def test_what_pulumi_has_lost_is_refused_until_it_is_imported(story: Story) -> None:
    assert story.lost.status == 1
    assert f"cannot create already existing resource '{ACCOUNT_ID}'" in story.lost.text
    assert story.imported.status == 0, story.sandbox.printed[-3]


def test_another_name_is_another_resource(story: Story) -> None:
    assert story.replaced.status == 0
    assert story.after_replacement == [GROUP_ID, ACCOUNT_ID.replace("stshopdev", "stshopprod")]


def test_a_secret_is_nowhere_in_the_clear(story: Story) -> None:
    assert "[secret]" in story.repaired.text
    for printed in story.sandbox.printed:
        assert PLANTED not in printed
    kept = [file for file in story.sandbox.state.rglob("*") if file.is_file()]
    assert {"cloud.sqlite", "dev.json"} <= {file.name for file in kept}
    for file in kept:
        assert PLANTED.encode() not in file.read_bytes(), file


def test_the_real_stack_file_is_as_it_was(story: Story) -> None:
    assert (story.sandbox.project / "Pulumi.dev.yaml").read_text() == CONFIG


def _urn(type_: str, name: str) -> str:
    return f"urn:pulumi:dev::shop::{type_}::{name}"
