"""Kubeconfigs of AKS clusters, as AKS answers them."""

import base64
import json
from typing import Any

from sandbox.request import Refused
from sandbox.rules import invoke
from sandbox.rules.containerservice import CLUSTER
from sandbox.rules.hashes import guid, hexadecimal
from sandbox.rules.reading import flag, text
from sandbox.rules.references import parsed, same
from sandbox.store import Stored, World

SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630"
"""The Entra application of every AKS API server, and below that of its client.

https://azure.github.io/kubelogin/concepts/aks.html
"""
CLIENT_ID = "80faf920-1908-4b52-b5ef-a8e7bedfc67a"


@invoke("azure-native:containerservice:listManagedClusterUserCredentials")
def user_credentials(args: dict[str, Any], world: World) -> dict[str, Any]:
    """https://learn.microsoft.com/rest/api/aks/managed-clusters/list-cluster-user-credentials."""
    cluster = _cluster(args, world)
    if not flag(cluster.inputs, "aadProfile", "managed"):
        return _answer("clusterUser", _config(cluster, "clusterUser", _certificate(cluster)))
    tenant = text(cluster.inputs, "aadProfile", "tenantID") or guid("tenant")
    command = [
        "get-token", "--environment", "AzurePublicCloud", "--server-id", SERVER_ID,
        "--client-id", CLIENT_ID, "--tenant-id", tenant, "--login", "devicecode",
    ]  # fmt: skip
    execute = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "kubelogin",
        "args": command,
        "env": None,
        "installHint": "https://aka.ms/aks/kubelogin",
        "provideClusterInfo": False,
    }
    return _answer("clusterUser", _config(cluster, "clusterUser", {"exec": execute}))


@invoke("azure-native:containerservice:listManagedClusterAdminCredentials")
def admin_credentials(args: dict[str, Any], world: World) -> dict[str, Any]:
    """https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad."""
    cluster = _cluster(args, world)
    if flag(cluster.inputs, "disableLocalAccounts"):
        raise Refused.because(
            "BadRequest",
            "Getting static credential is not allowed because this cluster is set to disable local accounts; "
            "ask for the user credentials and sign in with kubelogin.",
        )
    return _answer("clusterAdmin", _config(cluster, "clusterAdmin", _certificate(cluster)))


def _cluster(args: dict[str, Any], world: World) -> Stored:
    group, name = text(args, "resourceGroupName"), text(args, "resourceName")
    for cluster in world.of_type(CLUSTER):
        found = parsed(cluster.id)
        if found and same(found.group, group) and same(found.name, name):
            return cluster
    raise Refused.because(
        "ResourceNotFound",
        f"The Resource 'Microsoft.ContainerService/managedClusters/{name}' under resource group '{group}' was "
        "not found.",
    )


def _config(cluster: Stored, role: str, user: dict[str, Any]) -> dict[str, Any]:
    name = cluster.id.rpartition("/")[2]
    host = text(cluster.outputs, "privateFQDN") or text(cluster.outputs, "fqdn") or f"{name}.hcp.invalid"
    account = f"{role}_{text(cluster.inputs, 'resourceGroupName')}_{name}"
    authority = base64.b64encode(hexadecimal(64, cluster.id, "authority").encode()).decode()
    server = {"certificate-authority-data": authority, "server": f"https://{host}:443"}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": server}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": account}}],
        "current-context": name,
        "preferences": {},
        "users": [{"name": account, "user": user}],
    }


def _certificate(cluster: Stored) -> dict[str, Any]:
    parts = {
        part: base64.b64encode(hexadecimal(64, cluster.id, part).encode()).decode() for part in ("certificate", "key")
    }
    return {
        "client-certificate-data": parts["certificate"],
        "client-key-data": parts["key"],
        "token": hexadecimal(64, cluster.id, "token"),
    }


def _answer(name: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"kubeconfigs": [{"name": name, "value": base64.b64encode(json.dumps(config, indent=2).encode()).decode()}]}
