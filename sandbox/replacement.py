"""Which changes of a resource its provider makes by a new resource instead of an update.

For Azure these are the parts of the resource's path, its location, and what pulumi-azure-native lists by hand
(https://github.com/pulumi/pulumi-azure-native, `provider/pkg/gen/replacement.go`). What else a service fixes at
creation is an update here, as it is there when the service's description does not say `x-ms-mutability`; the rules
refuse it as the service does. For Kubernetes: https://github.com/pulumi/pulumi-kubernetes,
`provider/pkg/provider/diff.go`.
"""

from collections.abc import Collection, Mapping
from typing import Any

_AZURE: dict[str, frozenset[str]] = {
    "azure-native:authorization:RoleAssignment": frozenset({"principalId", "scope"}),
    "azure-native:containerservice:AgentPool": frozenset(
        {"gpuInstanceProfile", "networkProfile.nodePublicIPTags", "vmSize"}
    ),
    "azure-native:containerservice:ManagedCluster": frozenset(
        {
            "diskEncryptionSetID",
            "dnsPrefix",
            "fqdnSubdomain",
            "linuxProfile",
            "networkProfile.dnsServiceIP",
            "networkProfile.networkDataplane",
            "networkProfile.networkMode",
            "networkProfile.networkPlugin",
            "networkProfile.networkPluginMode",
            "networkProfile.networkPolicy",
            "networkProfile.outboundType",
            "networkProfile.podCidr",
            "networkProfile.serviceCidr",
            "networkProfile.serviceCidrs",
            "nodeResourceGroup",
            "windowsProfile",
        }
    ),
    "azure-native:network:PrivateEndpoint": frozenset({"subnet"}),
    "azure-native:network:PublicIPAddress": frozenset({"publicIPAddressVersion", "publicIPPrefix", "sku"}),
    "azure-native:servicebus:Queue": frozenset({"enablePartitioning", "requiresDuplicateDetection", "requiresSession"}),
    "azure-native:servicebus:Topic": frozenset({"enablePartitioning", "requiresDuplicateDetection", "requiresSession"}),
    "azure-native:storage:StorageAccount": frozenset({"isHnsEnabled"}),
}

_SELECTOR = frozenset({"spec.selector"})
_KUBERNETES: dict[str, frozenset[str]] = {
    "kubernetes:apps/v1:DaemonSet": _SELECTOR,
    "kubernetes:apps/v1:Deployment": _SELECTOR,
    "kubernetes:apps/v1:StatefulSet": _SELECTOR
    | {"spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.serviceName", "spec.volumeClaimTemplates"},
    "kubernetes:batch/v1:Job": _SELECTOR | {"spec.completions", "spec.parallelism", "spec.template"},
    "kubernetes:core/v1:ConfigMap": frozenset({"binaryData", "data"}),
    "kubernetes:core/v1:PersistentVolumeClaim": frozenset({"spec"}),
    "kubernetes:core/v1:ResourceQuota": frozenset({"spec.scopes"}),
    "kubernetes:core/v1:Secret": frozenset({"data", "stringData", "type"}),
    "kubernetes:core/v1:Service": frozenset({"spec.clusterIP"}),
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": frozenset({"roleRef"}),
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": frozenset({"roleRef"}),
    "kubernetes:storage.k8s.io/v1:StorageClass": frozenset({"parameters", "provisioner"}),
}

_MUTABLE = {
    "kubernetes:core/v1:ConfigMap": "enableConfigMapMutable",
    "kubernetes:core/v1:Secret": "enableSecretMutable",
}
"""The provider's option that makes a change of the data an update."""


def replacing(type_: str, path_inputs: Collection[str], settings: Mapping[str, Any]) -> frozenset[str]:
    """The inputs of a type (`sku`, `networkProfile.podCidr`) whose change takes a new resource.

    `path_inputs` are the inputs that the id of an Azure resource is made of; `settings` the provider's.
    """
    if not type_.startswith("kubernetes:"):
        return frozenset(path_inputs) | {"location"} | _AZURE.get(type_, frozenset())
    listed = frozenset() if settings.get(_MUTABLE.get(type_, "")) else _KUBERNETES.get(type_, frozenset())
    return listed | {"metadata.name", "metadata.namespace"}


def is_listed(type_: str) -> bool:
    """Whether somebody has listed what a type fixes beside its place, so that all the rest is an update."""
    return not type_.startswith("azure-native:") or type_ in _AZURE
