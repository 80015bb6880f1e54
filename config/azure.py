"""Where on Azure the stack lives."""

from config.base import Section
from config.types import Guid


class AzureConfig(Section):
    """The tenant and the subscription that a stack is deployed to."""

    tenant_id: Guid
    """Microsoft Entra tenant, as `az account show --query tenantId` prints it."""

    subscription_id: Guid
    """Azure subscription, as `az account show --query id` prints it."""
