"""AKS node pools."""

from policies.declared import UNKNOWN
from policies.rules.cluster_pools import CLUSTER, POOL
from tests.policies.cases import cluster
from tests.policies.casework import Case, absent, broken, change, edit, fine, missing, resource, unknown, urn

_PROFILE = cluster.GOOD[0].properties["agentPoolProfiles"][0]
_INNER = "agentPoolProfiles.0"

GOOD = (
    cluster.GOOD[0],
    resource(
        POOL,
        "pool",
        {**_PROFILE, "resourceName": "aks-shop", "agentPoolName": "system2"},
        dependencies=(urn(CLUSTER, "cluster"),),
    ),
)

_WEST = resource(CLUSTER, "west", {"resourceName": "aks-west", "location": "westus"})
_BY_HAND = edit("cluster", f"{_INNER}.enableAutoScaling", False)
_ONE_ZONE = edit("pool", "availabilityZones", ["1"])

CASES = {
    "aks-pool-encryption-at-host": (
        broken("cluster", f"{_INNER}.enableEncryptionAtHost", False),
        broken("pool", "enableEncryptionAtHost", False),
        broken("cluster", _INNER, "system"),
        absent("cluster", f"{_INNER}.enableEncryptionAtHost"),
        absent("pool", "enableEncryptionAtHost"),
        absent("cluster", "agentPoolProfiles", passes=True),
        unknown("cluster", f"{_INNER}.enableEncryptionAtHost"),
        unknown("cluster", _INNER),
        unknown("pool", "enableEncryptionAtHost"),
    ),
    "aks-pool-public-addresses-off": (
        broken("cluster", f"{_INNER}.enableNodePublicIP", True),
        broken("pool", "enableNodePublicIP", True),
        absent("cluster", f"{_INNER}.enableNodePublicIP", passes=True),
        absent("pool", "enableNodePublicIP", passes=True),
        unknown("cluster", f"{_INNER}.enableNodePublicIP"),
        unknown("pool", "enableNodePublicIP"),
    ),
    "aks-pool-ssh-off": (
        broken("cluster", f"{_INNER}.securityProfile.sshAccess", "LocalUser"),
        broken("pool", "securityProfile.sshAccess", "LocalUser"),
        absent("cluster", f"{_INNER}.securityProfile"),
        absent("pool", "securityProfile.sshAccess"),
        unknown("cluster", f"{_INNER}.securityProfile"),
        unknown("pool", "securityProfile.sshAccess"),
    ),
    "aks-system-pool-nodes": (
        broken("cluster", f"{_INNER}.minCount", 2),
        broken("pool", "minCount", 1),
        change("broken", "violated", _BY_HAND, edit("cluster", f"{_INNER}.count", 2)),
        absent("cluster", f"{_INNER}.minCount"),
        absent("pool", "minCount"),
        change("absent", "violated", _BY_HAND, edit("cluster", f"{_INNER}.count", None)),
        unknown("cluster", f"{_INNER}.minCount"),
        unknown("pool", "mode"),
        change("fine", "passed", _BY_HAND, edit("cluster", f"{_INNER}.minCount", None)),
        change("fine", "passed", edit("pool", "mode", "User"), edit("pool", "minCount", 0)),
    ),
    "aks-system-pool-zones": (
        broken("cluster", f"{_INNER}.availabilityZones", ["1"]),
        broken("cluster", f"{_INNER}.availabilityZones", ["1", "1"]),
        broken("pool", "availabilityZones", ["1"]),
        change("broken", "violated", edit("pool", "resourceName", "aks-other"), _ONE_ZONE),
        absent("cluster", f"{_INNER}.availabilityZones"),
        change("absent", "violated", edit("cluster", "location", None), _ONE_ZONE),
        missing("cluster", passes=True),
        unknown("cluster", f"{_INNER}.availabilityZones"),
        unknown("cluster", "location"),
        unknown("pool", "availabilityZones"),
        change("fine", "passed", edit("cluster", "location", "West US"), _ONE_ZONE),
        # Its own cluster is where there are no zones; another one is not.
        Case(
            kind="fine", outcome="passed", edits=(edit("pool", "resourceName", "aks-west"), _ONE_ZONE), added=(_WEST,)
        ),
        change(
            "fine", "passed", edit("pool", "resourceName", UNKNOWN), edit("cluster", "location", "westus"), _ONE_ZONE
        ),
        change("fine", "passed", edit("pool", "mode", "User"), _ONE_ZONE),
        fine("cluster", f"{_INNER}.availabilityZones", ["1", "3"]),
    ),
}
