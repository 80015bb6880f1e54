"""The explicit providers of a stack; default ones are disabled in Pulumi.yaml."""

import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes

from config.azure import AzureConfig


def azure_provider(name: str, config: AzureConfig, region: str, opts: pulumi.ResourceOptions) -> azure.Provider:
    """The Azure provider of one region."""
    return azure.Provider(
        name,
        subscription_id=config.subscription_id,
        tenant_id=config.tenant_id,
        location=region,
        opts=opts,
    )


def kubernetes_provider(name: str, kubeconfig: pulumi.Input[str], opts: pulumi.ResourceOptions) -> kubernetes.Provider:
    """The Kubernetes provider of one cluster."""
    return kubernetes.Provider(name, kubeconfig=kubeconfig, enable_server_side_apply=True, opts=opts)
