"""Log Analytics and Application Insights: who writes and reads, how long it is kept, what it may cost."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader

WORKSPACE = "azure-native:operationalinsights:Workspace"
TABLE = "azure-native:operationalinsights:Table"
COMPONENT = "azure-native:applicationinsights:Component"

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.operationalinsights/workspaces"
_FILE = "components/observability.py"
_TRACES = "components/telemetry.py"
_LEAST_DAYS = 90
"""What CIS Microsoft Azure Foundations 2.0 asks of the logs that it names days for, such as in 6.5."""
_TOTAL_DAYS = "totalRetentionInDays"
"""The days of a table in which it can be searched at once, and those in its archive."""
_TABLE_DAYS = "retentionInDays"
_AS_ELSEWHERE = -1
"""The total is that of the table itself, which is that of its workspace."""
_TABLES = "pulumi_azure_native.operationalinsights.TableArgs"
_LEAST_CAP = 0.023
"""Gigabytes a day: the least that Azure takes."""
_DAILY_CAP = "https://learn.microsoft.com/azure/azure-monitor/logs/daily-cap"


@resource_rule(
    "logs-local-auth-off",
    title="Nobody writes logs with a key",
    row="logs",
    types=(WORKSPACE,),
    safe="true",
    config_key=f"`local_auth` in {_FILE}",
    defaults={"features.disableLocalAuth": Default(value=False, source=_REFERENCE)},
)
def local_auth(workspace: Reader) -> Iterator[Finding]:
    """The workspace's keys are off."""
    yield from workspace.must_be("features.disableLocalAuth", True)


@resource_rule(
    "logs-public-ingestion-off",
    title="Nobody writes logs from outside of the networks",
    row="logs",
    types=(WORKSPACE,),
    safe="Disabled",
    config_key="`observability.publicAccess` to false",
    defaults={"publicNetworkAccessForIngestion": Default(value="Enabled", source=_REFERENCE)},
)
def public_ingestion(workspace: Reader) -> Iterator[Finding]:
    """The public endpoint takes no logs."""
    yield from workspace.must_be("publicNetworkAccessForIngestion", "Disabled", known=("Enabled",))


@resource_rule(
    "logs-public-query-off",
    title="Nobody reads logs from outside of the networks",
    row="logs",
    types=(WORKSPACE,),
    safe="Disabled",
    config_key="`observability.publicAccess` to false",
    defaults={"publicNetworkAccessForQuery": Default(value="Enabled", source=_REFERENCE)},
)
def public_query(workspace: Reader) -> Iterator[Finding]:
    """The public endpoint answers no queries."""
    yield from workspace.must_be("publicNetworkAccessForQuery", "Disabled", known=("Enabled",))


@resource_rule(
    "logs-kept-90-days",
    title="What happened three months ago is still in the logs",
    row="logs",
    types=(WORKSPACE,),
    safe=f"{_LEAST_DAYS} or more",
    config_key="`observability.retentionDays`",
    defaults={
        "retentionInDays": Default(
            value=30, source="https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure"
        )
    },
)
def retention(workspace: Reader) -> Iterator[Finding]:
    """The workspace keeps its logs for 90 days or more."""
    yield from workspace.must_be_within("retentionInDays", least=_LEAST_DAYS)


@resource_rule(
    "logs-table-kept-90-days",
    title="No table of a workspace forgets before the others do",
    row="logs",
    types=(TABLE,),
    safe=f"{_LEAST_DAYS} or more, with those in the archive, or none of its own",
    config_key="`total_retention_in_days` of the table",
    defaults={_TOTAL_DAYS: Default(value=_AS_ELSEWHERE, source=_TABLES)},
)
def table_retention(table: Reader) -> Iterator[Finding]:
    """A table that says how long it keeps what is in it says 90 days or more; else it is as long as its workspace."""
    for days in (_TOTAL_DAYS, _TABLE_DAYS):
        if table.has(days) and not table.equals(days, _AS_ELSEWHERE):
            yield from table.must_be_within(days, least=_LEAST_DAYS)
            return


@resource_rule(
    "logs-daily-cap-set",
    title="A flood of logs does not run up a bill without end",
    row="logs",
    types=(WORKSPACE,),
    safe="gigabytes a day",
    config_key="`observability.dailyCapGb`",
    defaults={"workspaceCapping.dailyQuotaGb": Default(value=-1, source=_DAILY_CAP)},
)
def daily_cap(workspace: Reader) -> Iterator[Finding]:
    """The workspace has a daily cap; -1 is none."""
    yield from workspace.must_be_within("workspaceCapping.dailyQuotaGb", least=_LEAST_CAP)


@stack_rule(
    "app-insights-workspace-based",
    title="Traces are kept in a Log Analytics workspace, under its rules",
    row="app-insights",
    types=(COMPONENT,),
    safe="the id of a workspace",
    config_key=f"`workspace_resource_id` in {_TRACES}",
)
def workspace_based(stack: StackReader) -> Iterator[Finding]:
    """The component writes into a workspace; without one it is of the classic kind, which is retired."""
    yield from stack.each(_workspace_based, COMPONENT)


@resource_rule(
    "app-insights-local-auth-off",
    title="Nobody writes traces with nothing but the key in a connection string",
    row="app-insights",
    types=(COMPONENT,),
    safe="true",
    config_key=f"`disable_local_auth` in {_TRACES}",
    defaults={
        "disableLocalAuth": Default(
            value=False, source="https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication"
        )
    },
)
def traces_local_auth(component: Reader) -> Iterator[Finding]:
    """Traces are taken from whom Entra ID knows alone."""
    yield from component.must_be("disableLocalAuth", True)


def _workspace_based(component: Reader, stack: StackReader) -> Iterator[Finding]:
    # The id of a workspace that is still to be made is not known, but what waits for it has one.
    waits_for_one = any(one.urn in component.made_of("workspaceResourceId") for one in stack.of(WORKSPACE))
    if component.is_known("workspaceResourceId") or not waits_for_one:
        yield from component.must_have("workspaceResourceId")
