"""Azure ML endpoints."""

from policies.rules.ml_endpoints import BATCH, ONLINE
from tests.policies.casework import absent, broken, fine, resource, unknown

GOOD = (
    resource(
        ONLINE,
        "online",
        {
            "identity": {"type": "UserAssigned"},
            "properties": {"authMode": "AADToken", "publicNetworkAccess": "Disabled"},
        },
    ),
    resource(BATCH, "batch", {"properties": {"authMode": "AADToken"}}),
)

CASES = {
    "ml-online-endpoint-tokens-only": (
        broken("online", "properties.authMode", "Key"),
        absent("online", "properties.authMode"),
        unknown("online", "properties.authMode"),
        fine("online", "properties.authMode", "amltoken"),
    ),
    "ml-online-endpoint-public-access-off": (
        broken("online", "properties.publicNetworkAccess", "Enabled"),
        absent("online", "properties.publicNetworkAccess"),
        unknown("online", "properties"),
    ),
    "ml-online-endpoint-identity": (
        broken("online", "identity.type", "None"),
        absent("online", "identity"),
        unknown("online", "identity.type"),
        fine("online", "identity.type", "SystemAssigned"),
        fine("online", "identity.type", "SystemAssigned,UserAssigned"),
        fine("online", "identity.type", "SystemAssigned, UserAssigned"),
    ),
    "ml-batch-endpoint-tokens-only": (
        broken("batch", "properties.authMode", "Key"),
        broken("batch", "properties.authMode", "AMLToken"),
        absent("batch", "properties.authMode"),
        unknown("batch", "properties.authMode"),
    ),
}
