"""What checkov holds against the stacks, and why that stays as it is."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """One check that some resources of some stacks do not pass."""

    check: str
    resources: str
    """A pattern of checkov's names of resources."""
    why: str
    stacks: tuple[str, ...] = ("dev", "prod")

    def covers(self, stack: str, check: str, resource: str) -> bool:
        """Whether it is about that check on that resource."""
        return stack in self.stacks and check == self.check and fnmatchcase(resource, self.resources)


_CLUSTERS = "Microsoft.ContainerService/managedClusters.*"
_REGISTRY = "Microsoft.ContainerRegistry/registries.*"
_WORKSPACES = "Microsoft.MachineLearningServices/workspaces.*"
_ACCOUNTS = "Microsoft.Storage/storageAccounts.*ml*"
_PLUGIN = "DaemonSet.gpu-resources.nvidia-device-plugin"
_OPEN_DEV = "dev has no private network; docs/policies.md says of each rule of the pack what dev does without"
_ROOT = "the plugin registers at the kubelet's socket, which belongs to the node's root: Pulumi.prod.yaml exempts it"
_NO_ADDRESS = "the plugin has no address to ask: Pulumi.prod.yaml exempts it"

ACCEPTED = (
    Accepted(
        check="CKV_AZURE_6",
        resources=_CLUSTERS,
        why="a private API server has no public address that ranges could be for",
        stacks=("prod",),
    ),
    Accepted(check="CKV_AZURE_8", resources=_CLUSTERS, why="asks for a word on a dashboard that AKS no longer has"),
    Accepted(
        check="CKV_AZURE_166",
        resources=_REGISTRY,
        why="quarantine is a preview, and keeps every image from being pulled until a scanner releases it",
    ),
    Accepted(
        check="CKV_AZURE_172",
        resources=_CLUSTERS,
        why='takes the text "true", which is how an add-on is told, for something else than true',
    ),
    Accepted(
        check="CKV_AZURE_206",
        resources=_ACCOUNTS,
        why="the account of an ML workspace holds what can be made anew; backups are copied to other regions",
    ),
    Accepted(
        check="CKV_AZURE_226",
        resources=_CLUSTERS,
        why="says it in words, AKS takes an ephemeral disk by itself wherever the size of the nodes has room for one",
    ),
    Accepted(
        check="CKV_AZURE_233",
        resources="Microsoft.ContainerRegistry/registries/replications.*/westus",
        why="westus has no zones",
        stacks=("prod",),
    ),
    Accepted(
        check="CKV_AZURE_243",
        resources=_WORKSPACES,
        why="looks for a rule of the managed network; a private endpoint is a resource of its own, where there is one",
    ),
    Accepted(check="CKV2_AZURE_49", resources=_WORKSPACES, why=_OPEN_DEV, stacks=("dev",)),
    Accepted(check="CKV_AZURE_139", resources=_REGISTRY, why=_OPEN_DEV, stacks=("dev",)),
    Accepted(check="CKV_AZURE_59", resources=_ACCOUNTS, why=_OPEN_DEV, stacks=("dev",)),
    Accepted(check="CKV_K8S_8", resources=_PLUGIN, why=_NO_ADDRESS, stacks=("prod",)),
    Accepted(check="CKV_K8S_9", resources=_PLUGIN, why=_NO_ADDRESS, stacks=("prod",)),
    Accepted(check="CKV_K8S_23", resources=_PLUGIN, why=_ROOT, stacks=("prod",)),
    Accepted(check="CKV_K8S_40", resources=_PLUGIN, why=_ROOT, stacks=("prod",)),
)
"""Each is needed: one that no stack needs any more fails a test."""
