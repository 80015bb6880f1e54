"""Observability: where logs, metrics and traces go."""

from collections.abc import Callable

from components.observability import Observability, ObservabilityArgs
from config.observability import ObservabilityConfig
from tests.components.declared import Declared, Program, Scope, untagged

Declare = Callable[[Program], Declared]


def test_the_workspace_takes_no_keys_and_no_public_traffic(declare: Declare) -> None:
    def program(scope: Scope) -> dict[str, object]:
        made = Observability("obs", ObservabilityArgs(config=ObservabilityConfig(), **scope.common), scope.opts)
        return {"id": made.log_workspace_id}

    run = declare(program)
    inputs = run.inputs("obs-logs")
    assert inputs["features"] == {"disableLocalAuth": True}
    assert (inputs["publicNetworkAccessForIngestion"], inputs["publicNetworkAccessForQuery"]) == ("Disabled",) * 2
    assert run.named("obs-logs").protect
    assert untagged(run.resources) == []
