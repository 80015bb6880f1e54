"""How Pulumi signs in to a cluster that has no local accounts: a kubeconfig that asks kubelogin for a token."""

import base64
import json
from typing import Any

import pulumi
import pulumi_azure_native.containerservice as aks
import yaml

SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630"
"""The Entra application of every AKS API server: https://azure.github.io/kubelogin/concepts/aks.html"""


def kubeconfig(
    cluster: aks.ManagedCluster,
    resource_group_name: pulumi.Input[str],
    tenant_id: str,
    login: str,
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """The kubeconfig of a cluster's Entra users, as JSON, a secret; unknown until the cluster is there."""
    credentials = aks.list_managed_cluster_user_credentials_output(
        resource_group_name=resource_group_name,
        resource_name=cluster.name,
        format="exec",
        opts=pulumi.InvokeOutputOptions(parent=parent),
    )
    # What the engine does not send yet has no dependencies: without them said, the plan of a preview would not fit.
    known = pulumi.Output.all(credentials, resource_group_name, cluster.name)
    return pulumi.Output.secret(
        known.apply(lambda found: with_kubelogin(_decoded(found[0].kubeconfigs[0].value), tenant_id, login))
    )


def with_kubelogin(text: str, tenant_id: str, login: str) -> str:
    """The kubeconfig in `text`, every user of which signs in by `kubelogin get-token --login LOGIN`."""
    config: dict[str, Any] = yaml.safe_load(text)
    command = ["get-token", "--login", login, "--server-id", SERVER_ID, "--tenant-id", tenant_id]
    execute = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "kubelogin",
        "args": command,
        "env": None,
        "provideClusterInfo": False,
        "interactiveMode": "Never",
    }
    users = [{"name": user["name"], "user": {"exec": execute}} for user in config["users"]]
    return json.dumps({**config, "users": users})


def _decoded(value: str) -> str:
    return base64.b64decode(value).decode()
