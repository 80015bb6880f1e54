"""What is lost with a resource: the types whose deletion takes something along that the config cannot make again."""

from sandbox.sdk import canonical

_AZURE = {
    "containerregistry:Registry": "images",
    "containerservice:AgentPool": "its nodes, and what runs on them",
    "containerservice:ManagedCluster": "everything that runs in the cluster",
    "dataprotection:BackupVault": "backups",
    "documentdb:DatabaseAccount": "data",
    "iothub:IotHubResource": "devices",
    "keyvault:Key": "the key and what only it decrypts",
    "keyvault:Secret": "the secret's versions",
    "keyvault:Vault": "keys and secrets",
    "machinelearningservices:BatchEndpoint": "the address that callers use",
    "machinelearningservices:OnlineEndpoint": "the address that callers use, and live traffic",
    "machinelearningservices:Workspace": "models, data assets, jobs and endpoints",
    "monitor:AzureMonitorWorkspace": "metrics",
    "applicationinsights:Component": "telemetry",
    "network:PublicIPAddress": "the address that others know",
    "network:VirtualNetwork": "the network of everything in it",
    "operationalinsights:Workspace": "logs",
    "recoveryservices:Vault": "backups",
    "resources:ResourceGroup": "everything in the group",
    "servicebus:Namespace": "queues with their messages",
    "servicebus:Queue": "messages",
    "servicebus:Subscription": "messages",
    "servicebus:Topic": "messages",
    "storage:BlobContainer": "blobs",
    "storage:FileShare": "files",
    "storage:StorageAccount": "blobs and files",
}

_KUBERNETES = {
    "apps/v1:StatefulSet": "the identity of its pods",
    "core/v1:Namespace": "everything in the namespace",
    "core/v1:PersistentVolume": "the volume",
    "core/v1:PersistentVolumeClaim": "the volume",
}


def what_it_holds(type_: str) -> str:
    """What a resource of that type holds, in words; empty where nothing is lost with it."""
    package, _, kind = canonical(type_).partition(":")
    return {"azure-native": _AZURE, "kubernetes": _KUBERNETES}.get(package, {}).get(kind, "")
