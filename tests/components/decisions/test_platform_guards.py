"""What stands under models that are served stays: each edit is told with what undoes it, and only while they are."""

from collections.abc import Mapping
from typing import Any

import pytest

from components.decisions.made import Made
from components.decisions.platform_guards import platform_problems
from config.errors import Problem
from tests.platform.conftest import config_of, preview
from tests.platform.planned import base, read
from tests.platform.served import made_of, names_of, with_models
from tests.platform.whole import STACKS, Document

Values = Mapping[str, Any]


def _edited(stack: str, values: Values) -> Document:
    document: Any = {key: dict(one) if isinstance(one, Mapping) else one for key, one in STACKS[stack].items()}
    for path, value in values.items():
        *holders, last = path.split(".")
        holder = document
        for key in holders:
            holder[key] = dict(holder.get(key, {}))
            holder = holder[key]
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = value
    return document


def _served(stack: str) -> list[Made]:
    return with_models(made_of(base(stack)), STACKS[stack]["stamps"])


def _problems(stack: str, values: Values, made: list[Made]) -> list[Problem]:
    config = read(_edited(stack, values))
    return list(platform_problems(config, names_of(config), made))


_CONTROLLER = STACKS["a gateway"]["cluster"]["gateway"]["controller"]
CASES: Mapping[str, tuple[str, Values, str, str]] = {
    "larger nodes": (
        "open",
        {"cluster.pools.cpu": {"vmSize": "Standard_D16ds_v5", "maxNodes": 50}},
        "cluster.pools.cpu.vmSize",
        "pulumi config set --path 'cluster.pools.cpu.vmSize' Standard_D8ds_v5",
    ),
    "another class": (
        "a gateway",
        {"cluster.gateway.className": "other"},
        "cluster.gateway.className",
        "pulumi config set --path 'cluster.gateway.className' envoy",
    ),
    "a public address": (
        "a gateway",
        {"cluster.gateway.public": True},
        "cluster.gateway.public",
        "pulumi config set --path 'cluster.gateway.public' false",
    ),
    "their controller in place of ours": (
        "a gateway",
        {"cluster.gateway.controller": None, "cluster.gateway.existingController": {"namespace": "gateways"}},
        "cluster.gateway.existingController",
        "cluster.gateway.controller: as it was before this edit, without existingController",
    ),
    "our controller in place of theirs": (
        "their gateway",
        {"cluster.gateway.existingController": None, "cluster.gateway.controller": _CONTROLLER},
        "cluster.gateway.controller",
        "pulumi config set --path 'cluster.gateway.existingController.namespace' gateways\n"
        "pulumi config rm --path 'cluster.gateway.controller'",
    ),
    "another team's registry": (
        "open",
        {"registry.existingId": STACKS["existing"]["registry"]["existingId"]},
        "registry.existingId",
        "pulumi config rm --path 'registry.existingId'",
    ),
    "private endpoints": (
        "open",
        {"network": {"privateEndpoints": True}, "observability": {}},
        "network.privateEndpoints",
        "pulumi config set --path 'network.privateEndpoints' false",
    ),
    "other zones": (
        "open",
        {"stamps.eastus.zones": ["2", "3"]},
        "stamps.eastus.zones",
        'ai-models:stamps:\n  eastus:\n    zones: ["1"]',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_edit_of_what_models_stand_on_is_refused_with_what_undoes_it(case: str) -> None:
    stack, values, path, example = CASES[case]
    told = {problem.path: problem for problem in _problems(stack, values, _served(stack))}
    assert told.keys() == {path}
    assert told[path].example == example


@pytest.mark.parametrize("case", CASES)
def test_the_same_edit_goes_through_once_all_models_are_retired(case: str) -> None:
    stack, values, _, _ = CASES[case]
    retired = {f"models.{model}.retire": True for model in STACKS[stack].get("models", {})}
    assert _problems(stack, {**values, **retired}, list(map(_retired, _served(stack)))) == []


_FOR_GOOD: Mapping[str, tuple[Values, str, str]] = {
    "a cheaper Service Bus": (
        {"messaging.sku": "Standard"},
        "messaging.sku",
        "pulumi config set --path 'messaging.sku' Premium",
    ),
    "a vault that keeps for longer": (
        {"vault.softDeleteDays": 30},
        "vault.softDeleteDays",
        "pulumi config set --path 'vault.softDeleteDays' 90",
    ),
    "larger nodes of a batch compute": (
        {"workspace.compute.batch.vmSize": "Standard_D8ds_v5"},
        "workspace.compute.batch.vmSize",
        "pulumi config set --path 'workspace.compute.batch.vmSize' Standard_D4ds_v5",
    ),
    "cheaper nodes of a batch compute": (
        {"workspace.compute.batch.priority": "LowPriority"},
        "workspace.compute.batch.priority",
        "pulumi config set --path 'workspace.compute.batch.priority' Dedicated",
    ),
    "an older Kubernetes": (
        {"cluster.kubernetesVersion": "1.33"},
        "cluster.kubernetesVersion",
        "pulumi config set --path 'cluster.kubernetesVersion' 1.34",
    ),
    "two versions of Kubernetes at once": (
        {"cluster.kubernetesVersion": "1.36"},
        "cluster.kubernetesVersion",
        "pulumi config set --path 'cluster.kubernetesVersion' 1.35",
    ),
}


@pytest.mark.parametrize("edit", _FOR_GOOD)
@pytest.mark.parametrize("is_served", [True, False])
def test_what_azure_never_changes_is_refused_whether_or_not_models_are_served(edit: str, is_served: bool) -> None:
    values, path, example = _FOR_GOOD[edit]
    made = _served("open") if is_served else made_of(base("open"))
    assert [(problem.path, problem.example) for problem in _problems("open", values, made)] == [(path, example)]


def test_the_next_version_of_kubernetes_is_let_through() -> None:
    assert _problems("open", {"cluster.kubernetesVersion": "1.35"}, _served("open")) == []


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_that_stays_as_it_is_has_nothing_to_refuse(stack: str) -> None:
    assert _problems(stack, {}, _served(stack)) == []


def test_a_stamp_that_leaves_takes_its_private_zones_with_it() -> None:
    config = config_of("prod")
    made = with_models(made_of(preview(config)), ["eastus"])
    del config["stamps"]["westus"]
    left = read(config)
    assert list(platform_problems(left, names_of(left), made)) == []


def test_a_version_in_a_resource_s_type_makes_no_difference() -> None:
    stack, values, path, _ = CASES["larger nodes"]
    made = [
        Made(
            urn=one.urn, type=one.type.replace("containerservice:", "containerservice/v20250801:"), outputs=one.outputs
        )
        for one in _served(stack)
    ]
    assert [problem.path for problem in _problems(stack, values, made)] == [path]


def _retired(made: Made) -> Made:
    outputs: dict[str, Any] = dict(made.outputs)
    if made.at("tags", "model"):
        outputs["tags"] = {**outputs["tags"], "retired": "true"}
    elif made.at("metadata", "labels", "ai-models/model"):
        notes = {**made.at("metadata", "annotations"), "ai-models/retired": "true"}
        outputs["metadata"] = {**outputs["metadata"], "annotations": notes}
    return Made(urn=made.urn, type=made.type, outputs=outputs)
