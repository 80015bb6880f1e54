"""Whoever leaves services open to the Internet is told so, once a stamp, with what to write instead."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.access import Access
from components.open_services import open_services, warning
from config.errors import ConfigError
from config.stack import StackConfig
from ops.plan import Plan
from ops.planning import make_plan
from ops.stacks import Stack, open_stack
from sandbox.recording import Recording
from tests.ops.conftest import ROOT
from tests.platform.conftest import config_of, preview

_LISTED = Access(private=False, ip_ranges=["203.0.113.0/24"])
_NOBODY = Access(private=False)
_PRIVATE = Access(private=True)

_WORKSPACE, _ENDPOINTS, _BUS = (
    "the Azure ML workspace",
    "the managed endpoints of fraud",
    "the Service Bus of sku Standard",
)


def _config(**changes: Any) -> StackConfig:
    return StackConfig.model_validate({**config_of("dev"), **changes}, strict=False)


@pytest.mark.parametrize(
    ("access", "sku", "expected"),
    [
        (_LISTED, "Standard", [_WORKSPACE, _ENDPOINTS, _BUS]),
        (_LISTED, "Premium", [_WORKSPACE, _ENDPOINTS]),
        (_NOBODY, "Premium", [_ENDPOINTS]),
        (_PRIVATE, "Premium", []),
    ],
)
def test_what_no_allow_list_covers_is_named(access: Access, sku: str, expected: list[str]) -> None:
    assert open_services(_config(messaging={"sku": sku}), access) == expected


def test_without_managed_models_there_are_no_open_endpoints() -> None:
    models = {"recommendation-engine": config_of("dev")["models"]["recommendation-engine"]}
    assert open_services(_config(models=models), _LISTED) == [_WORKSPACE, _BUS]


def test_the_warning_says_what_to_write() -> None:
    assert warning("eastus", ["a", "b"]).endswith("write network.privateEndpoints: true.")
    assert warning("eastus", [_BUS]).endswith("write network.privateEndpoints: true and messaging.sku: Premium.")
    assert warning("eastus", [_BUS], has_bus=True).endswith(
        "write network.privateEndpoints: true and messaging.sku: Premium in a new stack: this one's sku is fixed."
    )
    assert warning("eastus", ["a"], has_bus=True).endswith("write network.privateEndpoints: true.")
    assert "does not apply to a, b and c." in warning("eastus", ["a", "b", "c"])


@pytest.mark.parametrize("has_bus", [True, False])
def test_where_models_are_served_the_warning_names_the_way_that_is_left(has_bus: bool) -> None:
    text = warning("eastus", [_BUS], has_bus=has_bus, is_reach_fixed=True)
    assert text.endswith(
        "write network.privateEndpoints: true and messaging.sku: Premium in another stack beside this one, and move "
        "the callers there: here it is fixed while models are served."
    )


def test_the_advice_is_one_that_no_guard_refuses() -> None:
    """What is advised goes through: in this stack before models are served and once all are retired, else beside it."""
    retiring = {model: {**its, "retire": True} for model, its in config_of("dev")["models"].items()}
    first, retired = make_plan(_dev()).plan, make_plan(_dev(models=retiring)).plan
    assert _advice(_dev(), "fresh") == _advice(_dev(models=retiring), retired) == (False, set())
    assert _advice(_dev(), first) == _advice(_dev(), retired) == (True, {"network.privateEndpoints"})


def test_each_open_stamp_warns_once_and_a_private_one_never() -> None:
    dev, prod = config_of("dev"), config_of("prod")
    dev["stamps"]["westus"] = {"role": "secondary", "addressSpace": "10.21.0.0/20"}
    assert _open(preview(dev, "dev")) == ["eastus", "westus"]
    assert _open(preview(prod)) == []


def _open(found: Recording) -> list[str]:
    told = [text for severity, text in found.messages if severity == "warning"]
    return [text.partition(" is open")[0] for text in told if "is open" in text]


def _dev(**changes: Any) -> Stack:
    """The stack dev, whose Service Bus can have private endpoints."""
    stack, changes = open_stack(ROOT, "dev"), {"messaging": {"sku": "Premium"}, **changes}
    return replace(stack, config={**stack.config, **{f"ai-models:{key}": json.dumps(changes[key]) for key in changes}})


def _advice(stack: Stack, live: str | Plan) -> tuple[bool, set[str]]:
    """Whether another stack is advised, and the paths of what is refused where the advice is taken in this one."""
    (text,) = [text for _, text in make_plan(stack, live).messages if "is open: network" in text]
    private = json.dumps({"privateEndpoints": True})
    try:
        make_plan(replace(stack, config={**stack.config, "ai-models:network": private}), live)
    except ConfigError as error:
        return "in another stack" in text, {problem.path for problem in error.problems}
    return "in another stack" in text, set()
