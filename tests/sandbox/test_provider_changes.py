"""What counts as a change of a resource, and which changes take a new resource."""

import pytest

from sandbox.changes import Change, Kind, changes
from sandbox.replacement import replacing
from sandbox.wire import UNKNOWN

CLUSTER = "azure-native:containerservice:ManagedCluster"


def test_every_difference_is_found_with_its_path_and_kind() -> None:
    old = {"same": 1, "gone": "x", "deep": {"list": [{"a": 1}, {"a": 2}], "kept": True}}
    new = {"same": 1, "added": "y", "deep": {"list": [{"a": 1}, {"a": 3}, {"a": 4}], "kept": True}}
    assert changes(old, new) == [
        Change(path="added", pattern="added", kind=Kind.ADD),
        Change(path="deep.list[1].a", pattern="deep.list[].a", kind=Kind.UPDATE),
        Change(path="deep.list[2]", pattern="deep.list[]", kind=Kind.ADD),
        Change(path="gone", pattern="gone", kind=Kind.DELETE),
    ]


def test_equal_inputs_are_no_change_and_unknown_ones_are() -> None:
    assert changes({"a": {"b": [1]}}, {"a": {"b": [1]}}) == []
    assert [each.path for each in changes({"a": UNKNOWN}, {"a": UNKNOWN})] == ["a"]


def test_a_region_is_the_same_however_it_is_spelt() -> None:
    assert changes({"location": "East US"}, {"location": "eastus"}) == []
    assert changes({"location": "eastus"}, {"location": "westus"})
    assert changes({"name": "East US"}, {"name": "eastus"}), "only a region's spelling is free"


@pytest.mark.parametrize(
    ("type_", "old", "new", "replaces"),
    [
        (CLUSTER, {"dnsPrefix": "a"}, {"dnsPrefix": "b"}, True),
        (CLUSTER, {"location": "eastus"}, {"location": "westus"}, True),
        (CLUSTER, {"resourceName": "a"}, {"resourceName": "b"}, True),
        (CLUSTER, {"networkProfile": {"serviceCidrs": ["a"]}}, {"networkProfile": {"serviceCidrs": ["b"]}}, True),
        (CLUSTER, {"networkProfile": {"natGatewayProfile": 1}}, {"networkProfile": {"natGatewayProfile": 2}}, False),
        (CLUSTER, {"dnsPrefixes": "a"}, {"dnsPrefixes": "b"}, False),
        (CLUSTER, {"tags": {"a": "b"}}, {"tags": {"a": "c"}}, False),
    ],
)
def test_azure_replaces_for_its_path_its_region_and_what_it_cannot_change(
    type_: str, old: dict[str, object], new: dict[str, object], *, replaces: bool
) -> None:
    patterns = replacing(type_, ("resourceGroupName", "resourceName"), {})
    assert [each.lies_in(patterns) for each in changes(old, new)] == [replaces]


def test_kubernetes_replaces_for_names_selectors_and_fixed_data() -> None:
    deployment = replacing("kubernetes:apps/v1:Deployment", (), {})
    assert deployment == {"metadata.name", "metadata.namespace", "spec.selector"}
    assert "data" in replacing("kubernetes:core/v1:Secret", (), {})
    assert "data" not in replacing("kubernetes:core/v1:Secret", (), {"enableSecretMutable": True})
    assert "data" in replacing("kubernetes:core/v1:ConfigMap", (), {"enableSecretMutable": True})
