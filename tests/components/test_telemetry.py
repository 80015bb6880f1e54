"""Telemetry: a stamp's metrics and traces, taken without keys and without the public Internet."""

from collections.abc import Callable

import pulumi
import pytest

from components.link_scope import LinkScope
from components.telemetry import Telemetry, TelemetryArgs
from tests.components.declared import LOG_WORKSPACE_ID, Declared, Program, Scope, untagged

Declare = Callable[[Program], Declared]


def _scope() -> LinkScope:
    return LinkScope(id=pulumi.Output.from_input("pls"), name="pls-shop", resource_group_name="rg-shared")


def telemetry(*, public: bool = False) -> Program:
    """A program that declares a stamp's telemetry."""

    def program(scope: Scope) -> dict[str, object]:
        args = TelemetryArgs(
            public_access=public,
            log_workspace_id=LOG_WORKSPACE_ID,
            link_scope=None if public else _scope(),
            **scope.common,
        )
        made = Telemetry("tel", args, scope.opts)
        return {"traces": made.app_insights_id, "rule": made.prometheus_rule_id}

    return program


@pytest.mark.parametrize(("public", "access"), [(False, "Disabled"), (True, "Enabled")])
def test_traces_go_to_the_log_workspace_without_keys(declare: Declare, public: bool, access: str) -> None:
    traces = declare(telemetry(public=public)).inputs("tel-traces")
    assert traces["workspaceResourceId"] == LOG_WORKSPACE_ID
    assert traces["disableLocalAuth"] is True
    assert traces["publicNetworkAccessForIngestion"] == traces["publicNetworkAccessForQuery"] == access


@pytest.mark.parametrize(("public", "access"), [(False, "Disabled"), (True, "Enabled")])
def test_metrics_are_closed_to_public_networks_as_the_logs_are(declare: Declare, public: bool, access: str) -> None:
    run = declare(telemetry(public=public))
    assert run.inputs("tel-metrics")["publicNetworkAccess"] == access
    assert run.inputs("tel-collection")["networkAcls"] == {"publicNetworkAccess": access}


def test_prometheus_metrics_flow_to_the_stamps_store(declare: Declare) -> None:
    run = declare(telemetry())
    rule = run.inputs("tel-prometheus")
    [source], [flow] = rule["dataSources"]["prometheusForwarder"], rule["dataFlows"]
    [destination] = rule["destinations"]["monitoringAccounts"]
    assert flow == {"streams": source["streams"], "destinations": [destination["name"]]}
    assert run.depends("tel-prometheus", on="tel-metrics")
    assert run.depends("tel-prometheus", on="tel-collection")


def test_what_the_network_writes_to_joins_the_platforms_scope(declare: Declare) -> None:
    run = declare(telemetry())
    for role, member in {"traces": "tel-traces", "collection": "tel-collection"}.items():
        inputs = run.inputs(f"tel-scope-{role}")
        assert (inputs["scopeName"], inputs["resourceGroupName"]) == ("pls-shop", "rg-shared")
        assert run.depends(f"tel-scope-{role}", on=member)
    names = [run.inputs(member)["name"] for member in run.of("monitor:PrivateLinkScopedResource")]
    assert all(name.startswith("eastus-") for name in names), "stamps share the scope: names must tell them apart"


def test_a_public_stamp_joins_no_scope(declare: Declare) -> None:
    assert declare(telemetry(public=True)).of("monitor:PrivateLinkScopedResource") == []


def test_stores_are_protected_and_all_is_tagged(declare: Declare) -> None:
    run = declare(telemetry())
    assert run.named("tel-metrics").protect
    assert run.named("tel-traces").protect
    assert untagged(run.resources) == []
