"""The explicit providers of a stack; default ones are disabled in Pulumi.yaml."""

import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes

from config.azure import AzureConfig


def azure_provider(name: str, config: AzureConfig, region: str) -> azure.Provider:
    """The Azure provider of one region."""
    return azure.Provider(
        name,
        subscription_id=config.subscription_id,
        tenant_id=config.tenant_id,
        location=region,
    )


def kubernetes_provider(
    name: str, kubeconfig: pulumi.Input[str], cluster_id: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> kubernetes.Provider:
    """The Kubernetes provider of one cluster.

    It stays the same provider, and its objects with it, for as long as `cluster_id` does: new credentials
    or a new address in the kubeconfig replace nothing.
    """
    return kubernetes.Provider(
        name,
        kubeconfig=kubeconfig,
        cluster_identifier=cluster_id,
        enable_server_side_apply=True,
        # What a killed `up` made, or Pulumi forgot with its namespace, is written over by the next one.
        upsert_existing_objects=True,
        opts=opts,
    )
