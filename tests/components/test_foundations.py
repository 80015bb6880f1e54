"""What a region has before its stamp."""

from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components.foundations import RegionArgs, connect
from config.stack import StackConfig
from tests.components.declared import NAMES, REGION, TAGS
from tests.config.documents import RIGHT, loaded, spoiled

NO_SUBNET: Any = SimpleNamespace(network=SimpleNamespace(endpoints_subnet_id=None))
NOTHING: Any = None
PRIVATE = loaded(RIGHT)
PUBLIC = loaded(spoiled({"network.privateEndpoints": False, "observability.publicAccess": True}))


def region(config: StackConfig) -> RegionArgs:
    return RegionArgs(config=config, region=REGION, zones=(), names=NAMES, tags=TAGS, opts=pulumi.ResourceOptions())


def test_private_endpoints_without_a_subnet_are_an_error_and_no_region_without_them() -> None:
    with pytest.raises(ValueError, match=r"eastus: .*existingNetwork\.endpointsSubnetId"):
        connect("eastus", region(PRIVATE), NO_SUBNET, NOTHING)


def test_without_private_endpoints_a_region_needs_no_subnet_for_them() -> None:
    assert connect("eastus", region(PUBLIC), NO_SUBNET, NOTHING) is None
