"""Traffic Manager."""

from policies.declared import UNKNOWN
from policies.rules.traffic_manager import ENDPOINT, PROFILE
from tests.policies.casework import absent, broken, change, edit, fine, missing, resource, unknown, urn

GOOD = (
    resource(
        PROFILE,
        "profile",
        {
            "profileName": "tm-shop",
            "monitorConfig": {"protocol": "HTTPS", "port": 443, "path": "/health"},
            "endpoints": [{"name": "east", "endpointStatus": "Enabled"}],
        },
    ),
    resource(
        ENDPOINT,
        "west",
        {"profileName": "tm-shop", "endpointName": "west"},
        dependencies=(urn(PROFILE, "profile"),),
    ),
    # Of a profile that another stack has.
    resource(ENDPOINT, "stray", {"profileName": "tm-other", "endpointName": "stray"}),
)

CASES = {
    "traffic-manager-probes-https": (
        broken("profile", "monitorConfig.protocol", "HTTP"),
        broken("profile", "monitorConfig.protocol", "TCP"),
        absent("profile", "monitorConfig"),
        unknown("profile", "monitorConfig.protocol"),
        fine("profile", "monitorConfig.protocol", "https"),
    ),
    "traffic-manager-two-endpoints": (
        broken("profile", "endpoints.0.endpointStatus", "Disabled"),
        broken("west", "endpointStatus", "disabled"),
        absent("profile", "endpoints"),
        absent("profile", "endpoints.0.endpointStatus", passes=True),
        missing("west"),
        broken("west", "endpointName", "east"),
        change("broken", "violated", edit("west", "endpointName", UNKNOWN), edit("west", "endpointStatus", "Disabled")),
        fine("west", "endpointName", UNKNOWN),
        unknown("profile", "endpoints"),
        unknown("west", "endpointStatus"),
        change("fine", "passed", edit("west", "profileName", UNKNOWN)),
    ),
}
