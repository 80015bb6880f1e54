"""IoT Hub."""

from policies.rules.iot_hub import HUB
from tests.policies.casework import absent, broken, resource, unknown

GOOD = (
    resource(
        HUB,
        "hub",
        {
            "resourceName": "iot-shop",
            "sku": {"name": "S1", "capacity": 1},
            "properties": {"publicNetworkAccess": "Disabled", "minTlsVersion": "1.2", "disableLocalAuth": True},
        },
    ),
)

CASES = {
    "iot-hub-public-access-off": (
        broken("hub", "properties.publicNetworkAccess", "Enabled"),
        absent("hub", "properties"),
        unknown("hub", "properties.publicNetworkAccess"),
    ),
    "iot-hub-minimum-tls": (
        *(broken("hub", "properties.minTlsVersion", one) for one in ("1.0", "1.1")),
        broken("hub", "properties.minTlsVersion", 1.2),
        absent("hub", "properties.minTlsVersion"),
        unknown("hub", "properties"),
    ),
    "iot-hub-local-auth-off": (
        broken("hub", "properties.disableLocalAuth", False),
        absent("hub", "properties.disableLocalAuth"),
        unknown("hub", "properties.disableLocalAuth"),
    ),
}
