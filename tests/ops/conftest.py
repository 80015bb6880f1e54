"""A project of the tests' own, and the command line on it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.commands import main

ROOT = Path(__file__).parents[2]

PROGRAM = """
import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes

provider = azure.Provider("azure", subscription_id="00000000-0000-0000-0000-000000000002", location="eastus")
platform = pulumi.ComponentResource("ai-models:platform:Platform", "shop")
stamp = pulumi.ComponentResource(
    "ai-models:stamp:Stamp", "shop-eastus", None, pulumi.ResourceOptions(parent=platform, providers=[provider])
)
group = azure.resources.ResourceGroup(
    "shop-eastus-group",
    resource_group_name="rg-shop",
    location="eastus",
    tags={"managedBy": "pulumi", "stack": "dev"},
    opts=pulumi.ResourceOptions(parent=stamp, protect=True, ignore_changes=["tags"]),
)
cluster = kubernetes.Provider(
    "cluster", kubeconfig=pulumi.Output.secret("planted-kubeconfig"), opts=pulumi.ResourceOptions(parent=stamp)
)
in_cluster = pulumi.ResourceOptions(parent=stamp, provider=cluster)
namespace = kubernetes.core.v1.Namespace("shop-eastus-models", metadata={"name": "models"}, opts=in_cluster)
kubernetes.networking.v1.NetworkPolicy(
    "shop-eastus-firewall",
    metadata={"name": "deny-all", "namespace": "models"},
    spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
    opts=in_cluster,
)
"""
"""A stamp with a resource group and a namespace that lets nobody in: seconds faster than the platform."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str


Ops = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a valid stack `dev` and a small program; more lines can be added to its `__main__.py`."""
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    shutil.copy(ROOT / "Pulumi.dev.yaml", tmp_path)
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


@pytest.fixture
def ops(capsys: pytest.CaptureFixture[str]) -> Ops:
    """`ops("preview", "--stack", "dev")`: the command, in this process."""

    def run(*words: object) -> Ran:
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as exit_:  # argparse ends so
            status = int(exit_.code or 0)
        captured = capsys.readouterr()
        return Ran(status=status, out=captured.out, err=captured.err)

    return run


def add_to_program(project: Path, lines: str) -> None:
    """Declare more."""
    with (project / "__main__.py").open("a") as file:
        file.write(lines)
