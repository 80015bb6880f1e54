"""Observability: where logs go, and that only the stamps' networks reach it."""

from collections.abc import Callable
from typing import Any

import pytest

from components.observability import Observability, ObservabilityArgs
from config.observability import ObservabilityConfig
from tests.components.declared import LOG_WORKSPACE_ID, Declared, Program, Scope, untagged

Declare = Callable[[Program], Declared]


def observability(**config: Any) -> Program:
    """A program that declares the platform's observability."""

    def program(scope: Scope) -> dict[str, object]:
        args = ObservabilityArgs(config=ObservabilityConfig.model_validate(config), **scope.common)
        made = Observability("obs", args, scope.opts)
        return {
            "logs": made.log_workspace_id,
            "defender": made.defender_workspace_id,
            "rule": made.insights_rule_id,
            "scope": made.link_scope.id if made.link_scope else None,
        }

    return program


def test_the_workspace_takes_no_keys_and_no_public_traffic(declare: Declare) -> None:
    run = declare(observability())
    inputs = run.inputs("obs-logs")
    assert inputs["features"]["disableLocalAuth"] is True
    assert (inputs["publicNetworkAccessForIngestion"], inputs["publicNetworkAccessForQuery"]) == ("Disabled",) * 2
    assert run.named("obs-logs").protect


@pytest.mark.parametrize(("days", "cap"), [(90, 10), (365, 3)])
def test_logs_are_kept_and_capped_as_the_config_has_it(declare: Declare, days: int, cap: int) -> None:
    run = declare(observability(retentionDays=days, dailyCapGb=cap))
    assert run.inputs("obs-logs")["workspaceCapping"] == {"dailyQuotaGb": cap}
    assert run.inputs("obs-logs")["retentionInDays"] == run.inputs("obs-security")["retentionInDays"] == days
    assert run.inputs("obs-security")["workspaceCapping"] == {"dailyQuotaGb": 1}


@pytest.mark.parametrize("existing", [None, LOG_WORKSPACE_ID])
def test_defender_has_a_workspace_of_its_own_because_its_sensor_needs_a_key(
    declare: Declare, existing: str | None
) -> None:
    run = declare(observability(existingWorkspaceId=existing))
    security = run.inputs("obs-security")
    assert security["features"]["disableLocalAuth"] is False
    assert security["workspaceCapping"] == {"dailyQuotaGb": 1}
    assert (security["publicNetworkAccessForIngestion"], security["publicNetworkAccessForQuery"]) == ("Disabled",) * 2
    assert run.named("obs-security").protect
    assert run.outputs["defender"].endswith(security["workspaceName"])
    logs = run.inputs("obs-security-diagnostics")["workspaceId"]
    assert logs == run.outputs["logs"] != run.outputs["defender"]


def test_without_public_access_logs_come_through_the_private_link_scope_alone(declare: Declare) -> None:
    run = declare(observability())
    modes = run.inputs("obs-scope")["accessModeSettings"]
    assert modes == {"ingestionAccessMode": "PrivateOnly", "queryAccessMode": "PrivateOnly"}
    for role, member in {"logs": "obs-logs", "security": "obs-security", "collection": "obs-collection"}.items():
        assert run.depends(f"obs-scope-{role}", on=member)
        assert run.depends(f"obs-scope-{role}", on="obs-scope")
    assert run.depends("obs-scope-collection", on="obs-scope-logs"), "a scope takes one member at a time"
    assert run.inputs("obs-collection")["networkAcls"] == {"publicNetworkAccess": "Disabled"}


def test_with_public_access_there_is_no_scope_to_pay_for(declare: Declare) -> None:
    run = declare(observability(publicAccess=True))
    assert run.of("monitor:PrivateLinkScope") == run.of("monitor:PrivateLinkScopedResource") == []
    assert run.inputs("obs-logs")["publicNetworkAccessForIngestion"] == "Enabled"
    assert run.inputs("obs-logs")["features"]["disableLocalAuth"] is True


def test_container_logs_flow_to_the_workspace(declare: Declare) -> None:
    run = declare(observability())
    rule = run.inputs("obs-container-insights")
    [source], [flow] = rule["dataSources"]["extensions"], rule["dataFlows"]
    [destination] = rule["destinations"]["logAnalytics"]
    assert source["extensionName"] == "ContainerInsights"
    assert flow == {"streams": source["streams"], "destinations": [destination["name"]]}
    assert run.depends("obs-container-insights", on="obs-logs")
    assert run.depends("obs-container-insights", on="obs-collection")


@pytest.mark.parametrize("public", [True, False])
def test_an_existing_workspace_is_written_to_and_left_as_it_is(declare: Declare, public: bool) -> None:
    run = declare(observability(existingWorkspaceId=LOG_WORKSPACE_ID, publicAccess=public))
    assert [workspace.name for workspace in run.of("operationalinsights:Workspace")] == ["obs-security"]
    assert run.outputs["logs"] == LOG_WORKSPACE_ID
    [destination] = run.inputs("obs-container-insights")["destinations"]["logAnalytics"]
    assert destination["workspaceResourceId"] == LOG_WORKSPACE_ID


def test_all_is_tagged_and_queries_are_logged(declare: Declare) -> None:
    run = declare(observability())
    assert untagged(run.resources) == []
    assert run.depends("obs-logs-diagnostics", on="obs-logs")
