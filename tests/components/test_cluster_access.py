"""The kubeconfig of a cluster is a secret whatever the answer of the service is marked as."""

import asyncio
import base64
import json
from typing import Any

import pulumi
import pytest

from components import cluster_access

_KUBECONFIG = json.dumps({"users": [{"name": "user", "user": {}}]})


class _Found:
    def __init__(self) -> None:
        self.kubeconfigs = [self]
        self.value = base64.b64encode(_KUBECONFIG.encode()).decode()


class _Cluster:
    name = "aks-shop"


def _open_answer(**_arguments: object) -> pulumi.Output[Any]:
    """What the invoke would answer if it marked nothing as a secret."""
    return pulumi.Output.from_input(_Found())


def test_the_kubeconfig_is_a_secret_by_the_program_s_own_doing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_access.aks, "list_managed_cluster_user_credentials_output", _open_answer)

    cluster: Any = _Cluster()

    async def found() -> tuple[str | None, bool]:
        output = cluster_access.kubeconfig(cluster, "rg", "tenant", "azurecli", parent=cluster)
        return await output.future(), await output.is_secret()

    text, secret = asyncio.run(found())
    assert "kubelogin" in (text or "")
    assert secret
