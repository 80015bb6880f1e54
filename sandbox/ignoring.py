"""What `ignoreChanges` does to the update of a Kubernetes object: the live value stays, whoever set it.

The engine puts the state's value in the place of the program's; pulumi-kubernetes then leaves the field out of its
server-side apply where another manager owns it, and else sends the value that is live:
https://github.com/pulumi/pulumi-kubernetes, `provider/pkg/await/await.go`, `handleSSAIgnoreFields`. Either way a
workload that was scaled keeps its replicas. pulumi-azure-native has no such thing: it sends the state's value.
"""

import copy
from dataclasses import replace
from typing import Any

from sandbox.request import Request
from sandbox.store import Stored


def with_live_values(request: Request, live: Stored) -> Request:
    """The update as the API server comes to see it."""
    if not request.ignored or not request.type.startswith("kubernetes:"):
        return request
    inputs = copy.deepcopy(request.inputs)
    for path in request.ignored:
        _keep(inputs, live.inputs, path.split("."))
    return replace(request, inputs=inputs)


def _keep(inputs: dict[str, Any], live: dict[str, Any], steps: list[str]) -> None:
    *above, last = steps
    for step in above:
        if not isinstance(live.get(step), dict):
            return
        live = live[step]
        inputs = inputs.setdefault(step, {})
        if not isinstance(inputs, dict):
            return
    if last in live:
        inputs[last] = copy.deepcopy(live[last])
