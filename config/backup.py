"""Multi-region backup of model artifacts."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.types import ContainerName, Region


class BackupConfig(Section):
    """A storage account a region; the first region's blobs are replicated to the others."""

    regions: Annotated[tuple[Region, ...], Field(min_length=1, max_length=3)]
    """The first is the source of the replication. A source has at most two destinations."""

    container: ContainerName = "models"
    """The blob container that holds the artifacts."""

    retention_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Days that a deleted or overwritten blob can be restored, and that it cannot be altered."""

    cool_after_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Days after the last change when an artifact moves to the cool tier."""

    archive_after_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """Days after the last change when an artifact moves to the archive tier; never by default."""

    sku: Literal[
        "Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_RAGRS", "Standard_GZRS", "Standard_RAGZRS"
    ] = "Standard_GRS"
    """How Azure itself copies each account; with a `Z` over zones, with a `G` to the paired region."""
