"""Whoever leaves services open to the Internet is told so, once a stamp, with what to write instead."""

from typing import Any

import pytest

from components.access import Access
from components.open_services import open_services, warning
from config.stack import StackConfig
from sandbox.recording import Recording
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


def test_each_open_stamp_warns_once_and_a_private_one_never() -> None:
    dev, prod = config_of("dev"), config_of("prod")
    dev["stamps"]["westus"] = {"role": "secondary", "addressSpace": "10.21.0.0/20"}
    assert _open(preview(dev, "dev")) == ["eastus", "westus"]
    assert _open(preview(prod)) == []


def _open(found: Recording) -> list[str]:
    told = [text for severity, text in found.messages if severity == "warning"]
    return [text.partition(" is open")[0] for text in told if "is open" in text]
