"""Azure ML workspace."""

from policies.declared import UNKNOWN
from policies.private_endpoints import ENDPOINT
from policies.rules.ml_workspace import WORKSPACE
from tests.policies.casework import absent, broken, change, edit, fine, missing, resource, unknown, urn

_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/mlw-shop"
_CONNECTION = "privateLinkServiceConnections.0"

GOOD = (
    resource(
        WORKSPACE,
        "workspace",
        {
            "workspaceName": "mlw-shop",
            "location": "eastus",
            "identity": {"type": "UserAssigned"},
            "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"},
            "publicNetworkAccess": "Disabled",
        },
    ),
    resource(
        ENDPOINT,
        "endpoint",
        {"privateLinkServiceConnections": [{"groupIds": ["amlworkspace"], "privateLinkServiceId": _ID}]},
        dependencies=(urn(WORKSPACE, "workspace"),),
    ),
)

CASES = {
    "ml-workspace-public-access-off": (
        broken("workspace", "publicNetworkAccess", "Enabled"),
        absent("workspace", "publicNetworkAccess"),
        unknown("workspace", "publicNetworkAccess"),
    ),
    "ml-workspace-isolation-approved": (
        broken("workspace", "managedNetwork.isolationMode", "AllowInternetOutbound"),
        broken("workspace", "managedNetwork.isolationMode", "Disabled"),
        absent("workspace", "managedNetwork"),
        unknown("workspace", "managedNetwork.isolationMode"),
    ),
    "ml-workspace-user-identity": (
        broken("workspace", "identity.type", "SystemAssigned"),
        broken("workspace", "identity.type", "None"),
        absent("workspace", "identity"),
        unknown("workspace", "identity.type"),
        fine("workspace", "identity.type", "SystemAssigned,UserAssigned"),
        fine("workspace", "identity.type", "SystemAssigned, UserAssigned"),
    ),
    "ml-workspace-private-endpoint-present": (
        broken("endpoint", f"{_CONNECTION}.privateLinkServiceId", _ID + "2"),
        broken("endpoint", f"{_CONNECTION}.groupIds", ["registry"]),
        absent("endpoint", _CONNECTION),
        missing("endpoint"),
        unknown("endpoint", "privateLinkServiceConnections"),
        change("fine", "passed", edit("endpoint", f"{_CONNECTION}.privateLinkServiceId", UNKNOWN)),
        change("fine", "passed", edit("workspace", "workspaceName", UNKNOWN)),
    ),
}
