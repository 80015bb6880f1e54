"""The tokens of types: every form in which a program may write one, and the one that rules know."""

import functools
import re

_AZURE = re.compile(
    r"azure-native(?:_[a-z0-9]+_v(?P<of_package>\d{8})[a-z]*)?:"
    r"(?P<module>[A-Za-z0-9]+)(?:/v(?P<of_module>\d{8})[a-z]*)?:(?P<kind>\w+)"
)
_KUBERNETES = re.compile(r"kubernetes:(?P<group>[\w.-]+)/(?P<version>v\d+\w*):(?P<kind>\w+?)(?P<patch>Patch)?")

_MOVED = {
    "devices:IotHubResource": "iothub:IotHubResource",
    "insights:ActionGroup": "monitor:ActionGroup",
    "insights:ActivityLogAlert": "monitor:ActivityLogAlert",
    "insights:AutoscaleSetting": "monitor:AutoscaleSetting",
    "insights:Component": "applicationinsights:Component",
    "insights:DataCollectionEndpoint": "monitor:DataCollectionEndpoint",
    "insights:DataCollectionRule": "monitor:DataCollectionRule",
    "insights:DiagnosticSetting": "monitor:DiagnosticSetting",
    "insights:MetricAlert": "monitor:MetricAlert",
    "insights:PrivateLinkScope": "monitor:PrivateLinkScope",
    "insights:ScheduledQueryRule": "monitor:ScheduledQueryRule",
    "machinelearningservices:EnvironmentSpecificationVersion": "machinelearningservices:EnvironmentVersion",
    "machinelearningservices:MachineLearningCompute": "machinelearningservices:Compute",
    "network:Endpoint": "trafficmanager:Endpoint",
    "network:InterfaceEndpoint": "network:PrivateEndpoint",
    "network:PrivateZone": "privatedns:PrivateZone",
    "network:Profile": "trafficmanager:Profile",
    "network:VirtualNetworkLink": "privatedns:VirtualNetworkLink",
}
"""What azure-native had elsewhere or named otherwise before its version 3, as the aliases of its classes say."""

_STABLE = frozenset(
    {
        "admissionregistration.k8s.io",
        "apps",
        "batch",
        "gateway.networking.k8s.io",
        "networking.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
    }
)
"""Groups of Kubernetes whose `v1` has what rules read where their earlier versions have it too."""

_FORMER = {"Ingress": "networking.k8s.io", "NetworkPolicy": "networking.k8s.io"}
"""The group that a kind of `extensions` is in today; that of the others is `apps`."""


@functools.cache
def canonical(token: str) -> str:
    """The token that rules know a type by, whatever API version, former module or patch the written one is of.

    `azure-native:storage/v20240101:StorageAccount` and `azure-native_storage_v20240101:storage:StorageAccount` are
    `azure-native:storage:StorageAccount`; `kubernetes:apps/v1beta1:DeploymentPatch` is `kubernetes:apps/v1:Deployment`.
    """
    azure = _AZURE.fullmatch(token)
    if azure:
        type_ = f"{azure['module']}:{azure['kind']}"
        return f"azure-native:{_MOVED.get(type_, type_)}"
    kubernetes = _KUBERNETES.fullmatch(token)
    return _of_kubernetes(kubernetes) if kubernetes else token


@functools.cache
def is_patch(token: str) -> bool:
    """Whether a resource of Kubernetes changes a part of an object, and leaves the rest as the cluster has it."""
    found = _KUBERNETES.fullmatch(token)
    return found is not None and found["patch"] is not None


@functools.cache
def api_version(token: str) -> str:
    """The day of the Azure API version in a token, as `2024-01-01`; empty where it is the SDK's own choice."""
    found = _AZURE.fullmatch(token)
    day = (found["of_module"] or found["of_package"] or "") if found else ""
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else ""


def is_component(token: str) -> bool:
    """Whether the program itself makes such a resource of others, and no provider does."""
    return token.startswith("ai-models:")


def _of_kubernetes(found: re.Match[str]) -> str:
    group, version, kind = found["group"], found["version"], found["kind"]
    if group == "extensions":
        group = _FORMER.get(kind, "apps")
    if group in _STABLE:
        version = "v1"
    elif group == "autoscaling":
        # The first and the second differ; what was tried before the second was final is like it.
        version = version[:2]
    return f"kubernetes:{group}/{version}:{kind}"
