"""Diagnostics: what services log is kept in one place, where somebody looks."""

from collections.abc import Iterator

from policies.finding import Finding, NotKnown
from policies.reading import Reader
from policies.rule import stack_rule
from policies.stack_reading import StackReader
from policies.tokens import canonical
from policies.workloads import holds_for_one

SETTING = "azure-native:monitor:DiagnosticSetting"
WORKSPACE = "azure-native:operationalinsights:Workspace"
COLLECTION_RULE = "azure-native:monitor:DataCollectionRule"

_SERVICES = {
    "azure-native:containerregistry:Registry": ("microsoft.containerregistry/registries", "registryName"),
    "azure-native:containerservice:ManagedCluster": ("microsoft.containerservice/managedclusters", "resourceName"),
    "azure-native:keyvault:Vault": ("microsoft.keyvault/vaults", "vaultName"),
    "azure-native:machinelearningservices:Workspace": (
        "microsoft.machinelearningservices/workspaces",
        "workspaceName",
    ),
    "azure-native:servicebus:Namespace": ("microsoft.servicebus/namespaces", "namespaceName"),
    "azure-native:iothub:IotHubResource": ("microsoft.devices/iothubs", "resourceName"),
    "azure-native:storage:StorageAccount": ("microsoft.storage/storageaccounts", "accountName"),
}
"""What has to log: by type the part of its ARM id before its name, and where its name is."""

SERVICES = tuple(_SERVICES)

_WORKSPACES = "microsoft.operationalinsights/workspaces"


@stack_rule(
    "diagnostics-logs-sent",
    title="What happens in a service can be read afterwards",
    row="diagnostics",
    types=(*SERVICES, SETTING),
    safe="a diagnostic setting with logs for the service, or for a service within it",
    config_key="the component of the service: `send_diagnostics` in components/diagnostics.py declares a setting",
)
def logs_sent(stack: StackReader) -> Iterator[Finding]:
    """Each service has a setting that sends logs; a storage account logs in its blob, file and other services."""
    yield from stack.each(_logs_sent, *SERVICES)


@stack_rule(
    "diagnostics-workspace-own",
    title="Logs of the platform are in the platform's workspace",
    row="diagnostics",
    types=(SETTING, WORKSPACE, COLLECTION_RULE),
    safe="the id of a Log Analytics workspace of the stack, or that of `observability.existingWorkspaceId`",
    config_key="`observability.existingWorkspaceId`, which all of the platform's settings follow",
)
def own_workspace(stack: StackReader) -> Iterator[Finding]:
    """Each setting sends to a workspace that the stack declares, or the one that all collection rules send to."""
    yield from stack.each(_own_workspace, SETTING)


def _logs_sent(service: Reader, stack: StackReader) -> Iterator[Finding]:
    settings = [one for one in stack.of(SETTING) if _is_about(one, service)]
    if not settings:
        yield service.finding("no diagnostic setting is about it")
    elif not holds_for_one(settings, _sends_logs):
        yield service.finding("no diagnostic setting about it has an enabled log")


def _sends_logs(setting: Reader) -> bool:
    return holds_for_one(setting.items("logs"), lambda log: log.equals("enabled", True))


def _own_workspace(setting: Reader, stack: StackReader) -> Iterator[Finding]:
    workspaces = stack.of(WORKSPACE)
    if any(stack.refers(setting, "workspaceId", one, "workspaceName", kind=_WORKSPACES) for one in workspaces):
        return
    workspace = setting.text("workspaceId")
    if workspace is None:
        yield setting.finding("`workspaceId` is absent")
        return
    unnamed = next((one for one in workspaces if not one.is_known("workspaceName")), None)
    if unnamed:
        raise NotKnown("workspaceName", unnamed.urn)
    if workspace.casefold() != _collected_in(stack):
        yield setting.finding("`workspaceId` is of no workspace of the stack")


def _collected_in(stack: StackReader) -> str | None:
    """The id, in lower case, of the one workspace that collection rules send to; None where they name no single one.

    An id that is not known yet is that of a workspace which the stack is to make, and so none that exists.
    """
    found = [one for rule in stack.of(COLLECTION_RULE) for one in rule.items("destinations.logAnalytics")]
    known = all(one.is_known("workspaceResourceId") for one in found)
    ids = sorted({(one.text("workspaceResourceId") or "").casefold() for one in found}) if known else []
    return ids[0] if len(ids) == 1 else None


def _is_about(setting: Reader, service: Reader) -> bool:
    """Whether the setting is of the service or of one within it; where ids are not known, by what it waits for."""
    place, name = _SERVICES[canonical(service.resource.type)]
    try:
        uri, own = setting.text("resourceUri"), service.text(name)
    except NotKnown:
        return service.urn in setting.made_of("resourceUri")
    return bool(uri and own) and f"/{place}/{own}/".casefold() in f"{uri}/".casefold()
