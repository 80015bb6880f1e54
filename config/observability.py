"""Logs, metrics and traces."""

from typing import Annotated

from pydantic import Field

from config.base import Section
from config.resource_ids import LogWorkspaceId


class ObservabilityConfig(Section):
    """The Log Analytics workspace, Application Insights and managed Prometheus."""

    existing_workspace_id: LogWorkspaceId | None = None
    """Send logs to this Log Analytics workspace instead of creating one."""

    retention_days: Annotated[int, Field(ge=30, le=730)] = 90
    """Days that the workspace keeps logs."""

    daily_cap_gb: Annotated[int, Field(ge=1, le=10_000)] = 10
    """Gigabytes a day after which ingestion stops until the next day."""

    public_access: bool = False
    """Let the workspace be queried and written to from public networks; needed when private endpoints are off."""
