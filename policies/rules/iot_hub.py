"""IoT Hub: devices come in by private endpoints, over a TLS that holds, and services by Entra ID."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule

HUB = "azure-native:iothub:IotHubResource"

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.devices/iothubs"
_TLS = "https://learn.microsoft.com/azure/iot-hub/iot-hub-tls-support"


@resource_rule(
    "iot-hub-public-access-off",
    title="An IoT hub has no public endpoint",
    row="iot-hub",
    types=(HUB,),
    safe="Disabled",
    config_key="`properties.public_network_access` of the hub, beside a private endpoint for its devices",
    defaults={"properties.publicNetworkAccess": Default(value="Enabled", source=_REFERENCE)},
    advisory_in_dev="dev has no private network that a device could come in by",
)
def public_access(hub: Reader) -> Iterator[Finding]:
    """The hub is reached by private endpoints only."""
    yield from hub.must_be("properties.publicNetworkAccess", "Disabled", known=("Enabled",))


@resource_rule(
    "iot-hub-minimum-tls",
    title="No device speaks a TLS to a hub that is broken",
    row="iot-hub",
    types=(HUB,),
    safe="1.2",
    config_key="`properties.min_tls_version` of the hub, before it is first made",
    defaults={"properties.minTlsVersion": Default(value="1.0", source=_TLS)},
)
def minimum_tls(hub: Reader) -> Iterator[Finding]:
    """TLS before 1.2 is refused; Azure fixes that when a hub is made."""
    yield from hub.must_be("properties.minTlsVersion", "1.2", known=("1.0", "1.1"))


@resource_rule(
    "iot-hub-local-auth-off",
    title="No service gets into a hub by a shared key: Entra ID says who it is",
    row="iot-hub",
    types=(HUB,),
    safe="true",
    config_key="`properties.disable_local_auth` of the hub",
    defaults={"properties.disableLocalAuth": Default(value=False, source=_REFERENCE)},
)
def local_auth(hub: Reader) -> Iterator[Finding]:
    """Signatures made with the keys of the hub itself are refused."""
    yield from hub.must_be("properties.disableLocalAuth", True)
