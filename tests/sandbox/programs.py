"""Small Pulumi programs, run in process against the sandbox."""

import json
import textwrap
from pathlib import Path
from typing import Any

from sandbox.program import run
from sandbox.recording import RecordedResource, Recording

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"

_PRELUDE = f"""
import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes
from pulumi_azure_native import machinelearningservices as ml, managedidentity, resources, storage

azure_provider = azure.Provider("azure", subscription_id="{SUBSCRIPTION}", location="eastus")
cluster = kubernetes.Provider("cluster", kubeconfig="{{}}")
on_azure = pulumi.ResourceOptions(provider=azure_provider)
on_cluster = pulumi.ResourceOptions(provider=cluster)
group = resources.ResourceGroup("group", resource_group_name="rg", opts=on_azure)

def account(name, opts=on_azure, **inputs):
    given = dict(resource_group_name=group.name, account_name=name, kind="StorageV2", sku={{"name": "Standard_LRS"}})
    return storage.StorageAccount(name, **{{**given, **inputs}}, opts=opts)
"""


def preview(folder: Path, body: str, config: dict[str, str] | None = None, **options: Any) -> Recording:
    """Run a program that has `azure_provider`, `cluster`, `group` and `account(…)` at hand."""
    (folder / "__main__.py").write_text(_PRELUDE + textwrap.dedent(body))
    values = {"pulumi:disable-default-providers": json.dumps(["*"]), **(config or {})}
    return run(folder, "shop", "test", values, **options)


def named(recording: Recording, name: str) -> RecordedResource:
    """The resource with this logical name."""
    (found,) = [resource for resource in recording.resources.values() if resource.name == name]
    return found


def codes(recording: Recording) -> list[str]:
    """The codes of all refusals, in order."""
    return [refusal.code for refusal in recording.refusals]
