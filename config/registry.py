"""The container registry."""

from typing import Annotated

from pydantic import Field

from config.base import Section
from config.resource_ids import RegistryId


class RegistryConfig(Section):
    """The Azure Container Registry (Premium), replicated to every stamp."""

    existing_id: RegistryId | None = None
    """Use this registry, of the stack's subscription, instead of creating one."""

    untagged_retention_days: Annotated[int, Field(ge=0, le=365)] = 30
    """Days after which untagged manifests are deleted."""
