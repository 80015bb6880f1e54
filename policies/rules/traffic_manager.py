"""Traffic Manager: it asks over TLS who is well, and there is somebody left when one is not."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader

PROFILE = "azure-native:trafficmanager:Profile"
ENDPOINT = "azure-native:trafficmanager:Endpoint"

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.network/trafficmanagerprofiles"
_LEAST = 2


@resource_rule(
    "traffic-manager-probes-https",
    title="Traffic Manager probes over TLS what callers reach over TLS",
    row="traffic-manager",
    types=(PROFILE,),
    safe="HTTPS",
    config_key="`monitor_config.protocol` of the profile",
    defaults={"monitorConfig.protocol": Default(value="HTTP", source=_REFERENCE)},
)
def probes(profile: Reader) -> Iterator[Finding]:
    """Endpoints are probed by HTTPS."""
    yield from profile.must_be("monitorConfig.protocol", "HTTPS", known=("HTTP", "TCP"))


@stack_rule(
    "traffic-manager-two-endpoints",
    title="Traffic Manager has another endpoint to send callers to",
    row="traffic-manager",
    types=(PROFILE, ENDPOINT),
    safe=f"{_LEAST} or more that are enabled",
    config_key="`endpoints` or `endpoint_status` of the profile's endpoints",
    defaults={"endpointStatus": Default(value="Enabled", source=_REFERENCE)},
)
def two_endpoints(stack: StackReader) -> Iterator[Finding]:
    """Two endpoints or more of a profile are enabled, in the profile itself or as resources of their own."""
    yield from stack.each(_two_endpoints, PROFILE)


def _two_endpoints(profile: Reader, stack: StackReader) -> Iterator[Finding]:
    within = _written_within(profile)
    names = {one.text("name") or "" for one in within} - {""}
    own = [one for one in stack.of(ENDPOINT) if stack.refers(one, "profileName", profile, "profileName")]
    # One that is written in both places is one.
    beside = [one for one in own if not (one.is_known("endpointName") and one.text("endpointName") in names)]
    enabled = sum(one.equals("endpointStatus", "Enabled") for one in (*within, *beside))
    if enabled < _LEAST:
        yield profile.finding("fewer than two of its endpoints are enabled")


def _written_within(profile: Reader) -> list[Reader]:
    """Endpoints in the profile itself, each a reader of its properties; the SDK writes them without a level between."""
    return profile.items("endpoints")
