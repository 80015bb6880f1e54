"""Container registry, and the stamps that pull from it."""

from dataclasses import replace

from policies.declared import UNKNOWN
from policies.private_endpoints import ENDPOINT
from policies.rules.registry_stamps import CLUSTER, REGISTRY, REPLICATION, WORKSPACE
from tests.policies.cases import registry
from tests.policies.casework import Case, absent, beside, broken, change, edit, fine, missing, resource, unknown, urn

_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/crshop"
_CONNECTION = "privateLinkServiceConnections.0"

GOOD = (
    registry.GOOD[0],
    resource(
        REPLICATION,
        "replica",
        {"registryName": "crshop", "replicationName": "westus2", "location": "West US 2", "zoneRedundancy": "Enabled"},
        dependencies=(urn(REGISTRY, "registry"),),
    ),
    resource(CLUSTER, "cluster", {"resourceName": "aks", "location": "eastus"}),
    resource(CLUSTER, "other-cluster", {"resourceName": "aks-west", "location": "westus2"}),
    resource(WORKSPACE, "workspace", {"workspaceName": "mlw", "location": "East US"}),
    resource(
        ENDPOINT,
        "endpoint",
        {"privateLinkServiceConnections": [{"groupIds": ["registry"], "privateLinkServiceId": _ID}]},
        dependencies=(urn(REGISTRY, "registry"),),
    ),
)

_ID_UNKNOWN = edit("endpoint", f"{_CONNECTION}.privateLinkServiceId", UNKNOWN)
_STRAY_REPLICA = replace(
    GOOD[1], name="stray", urn=urn(REPLICATION, "stray"), properties={"registryName": "other", "location": "westus2"}
)
_BLIND_ENDPOINT = resource(ENDPOINT, "blind", {"privateLinkServiceConnections": UNKNOWN})
_BAD_ENDPOINT = resource(ENDPOINT, "bad", {"privateLinkServiceConnections": "registry"})

CASES = {
    "registry-sku-premium": (
        *(broken("registry", "sku.name", one) for one in ("Basic", "Standard", "Classic")),
        absent("registry", "sku"),
        unknown("registry", "sku.name"),
    ),
    "registry-private-endpoint-present": (
        broken("endpoint", f"{_CONNECTION}.privateLinkServiceId", _ID + "2"),
        broken("endpoint", f"{_CONNECTION}.groupIds.0", "vault"),
        fine("endpoint", f"{_CONNECTION}.groupIds.0", "Registry"),
        absent("endpoint", "privateLinkServiceConnections"),
        missing("endpoint"),
        Case(kind="broken", outcome="violated", removed=("endpoint",), added=(_BAD_ENDPOINT,)),
        unknown("endpoint", _CONNECTION),
        unknown("endpoint", f"{_CONNECTION}.groupIds"),
        Case(kind="fine", outcome="passed", added=(_BLIND_ENDPOINT, _BAD_ENDPOINT)),
        change("fine", "passed", _ID_UNKNOWN),
    ),
    "registry-zone-redundant": (
        broken("registry", "zoneRedundancy", "Disabled"),
        broken("replica", "zoneRedundancy", "Disabled"),
        absent("registry", "zoneRedundancy"),
        absent("replica", "zoneRedundancy"),
        change("absent", "violated", edit("replica", "location", None), edit("replica", "zoneRedundancy", None)),
        unknown("registry", "zoneRedundancy"),
        unknown("replica", "location"),
        change("fine", "passed", edit("replica", "location", "West US"), edit("replica", "zoneRedundancy", None)),
    ),
    "registry-replicated-to-stamps": (
        broken("other-cluster", "location", "westus3"),
        broken("workspace", "location", "westus3"),
        broken("replica", "location", "westus3"),
        broken("replica", "registryName", "other"),
        missing("replica"),
        Case(kind="broken", outcome="violated", removed=("replica",), added=(_STRAY_REPLICA,)),
        change("absent", "unknown", edit("cluster", "location", None)),
        change("absent", "unknown", edit("registry", "location", None)),
        unknown("cluster", "location"),
        beside(unknown("cluster", "location"), broken("other-cluster", "location", "westus3")),
        unknown("replica", "location"),
        change("fine", "passed", edit("replica", "registryName", UNKNOWN)),
        fine("other-cluster", "location", "EastUS"),
    ),
}
