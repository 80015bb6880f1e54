"""Azure ML compute."""

from policies.declared import UNKNOWN
from policies.rules.ml_compute import COMPUTE, WORKSPACE
from tests.policies.casework import absent, broken, change, edit, fine, missing, resource, unknown, urn

_INNER = "properties.properties"
_IDLE = f"{_INNER}.scaleSettings.nodeIdleTimeBeforeScaleDown"
_SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes"

GOOD = (
    resource(
        WORKSPACE,
        "workspace",
        {"workspaceName": "mlw-shop", "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"}},
    ),
    resource(
        COMPUTE,
        "cluster",
        {
            "computeName": "batch",
            "workspaceName": "mlw-shop",
            "properties": {
                "computeType": "AmlCompute",
                "disableLocalAuth": True,
                "properties": {
                    "enableNodePublicIp": False,
                    "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4, "nodeIdleTimeBeforeScaleDown": "PT15M"},
                },
            },
        },
        dependencies=(urn(WORKSPACE, "workspace"),),
    ),
    resource(
        COMPUTE,
        "instance",
        {
            "computeName": "notebook",
            "workspaceName": "mlw-shop",
            "properties": {
                "computeType": "ComputeInstance",
                "disableLocalAuth": True,
                "properties": {"enableNodePublicIp": False, "idleTimeBeforeShutdown": "PT1H30M"},
            },
        },
        dependencies=(urn(WORKSPACE, "workspace"),),
    ),
    # Its machines are the cluster's own.
    resource(
        COMPUTE,
        "attached",
        {"computeName": "aks", "workspaceName": "elsewhere", "properties": {"computeType": "Kubernetes"}},
    ),
)

_ATTACHED = """
    AKS Kubernetes DataFactory VirtualMachine HDInsight Databricks DataLakeAnalytics SynapseSpark
""".split()

_UNMANAGED = edit("workspace", "managedNetwork.isolationMode", "Disabled")

CASES = {
    "ml-compute-local-auth-off": (
        broken("cluster", "properties.disableLocalAuth", False),
        broken("instance", "properties.disableLocalAuth", False),
        absent("cluster", "properties.disableLocalAuth"),
        absent("attached", "properties.computeType"),
        broken("attached", "properties.computeType", "Quantum"),
        *(fine("attached", "properties.computeType", kind) for kind in _ATTACHED),
        unknown("cluster", "properties.disableLocalAuth"),
        unknown("cluster", "properties.computeType"),
    ),
    "ml-compute-network-private": (
        broken("workspace", "managedNetwork.isolationMode", "Disabled"),
        change("broken", "violated", _UNMANAGED, edit("cluster", f"{_INNER}.subnet.id", "")),
        broken("instance", "workspaceName", "mlw-other"),
        absent("workspace", "managedNetwork"),
        missing("workspace"),
        unknown("workspace", "managedNetwork"),
        unknown("cluster", f"{_INNER}.subnet"),
        change("fine", "passed", edit("cluster", "workspaceName", UNKNOWN)),
        change(
            "fine",
            "passed",
            _UNMANAGED,
            edit("cluster", f"{_INNER}.subnet.id", _SUBNET),
            edit("instance", f"{_INNER}.subnet.id", _SUBNET),
        ),
        fine("workspace", "managedNetwork.isolationMode", "AllowInternetOutbound"),
    ),
    "ml-compute-public-addresses-off": (
        broken("cluster", f"{_INNER}.enableNodePublicIp", True),
        broken("instance", f"{_INNER}.enableNodePublicIp", True),
        absent("cluster", f"{_INNER}.enableNodePublicIp"),
        absent("instance", _INNER),
        unknown("cluster", f"{_INNER}.enableNodePublicIp"),
    ),
    "ml-compute-idle-shutdown": (
        broken("cluster", _IDLE, "P1DT1S"),
        broken("cluster", _IDLE, "PT0S"),
        broken("cluster", _IDLE, "15 minutes"),
        broken("instance", f"{_INNER}.idleTimeBeforeShutdown", "P3D"),
        absent("cluster", _IDLE, passes=True),
        absent("instance", f"{_INNER}.idleTimeBeforeShutdown"),
        unknown("cluster", _IDLE),
        unknown("instance", f"{_INNER}.idleTimeBeforeShutdown"),
        *(
            broken("cluster", _IDLE, idle)
            for idle in ("PT25H", "PT24H1S", "PT1441M", "PT86401S", "PT15M!", "PD", "PTH", "PTM", "PTS")
        ),
        fine("cluster", _IDLE, "pt15m"),
        fine("attached", _IDLE, "P3D"),
        *(fine("cluster", _IDLE, idle) for idle in ("PT1S", "P1D", "PT24H", "PT1440M", "PT86400S")),
        fine("cluster", _IDLE, "PT23H59M59S"),
    ),
    "ml-compute-scales-to-zero": (
        broken("cluster", f"{_INNER}.scaleSettings.minNodeCount", 1),
        absent("cluster", f"{_INNER}.scaleSettings.minNodeCount", passes=True),
        unknown("cluster", f"{_INNER}.scaleSettings"),
        *(fine(one, f"{_INNER}.scaleSettings.minNodeCount", 1) for one in ("attached", "instance")),
    ),
}
