"""Messaging, compute, backup and tags that Azure would refuse."""

from tests.config.documents import GONE, GROUP
from tests.config.wrong import Wrong

REGISTRY = f"{GROUP}/Microsoft.ContainerRegistry/registries/shared"
GPUS = {"vmSize": "Standard_NC4as_T4_v3", "maxNodes": 4}

CASES = (
    Wrong("Standard with private endpoints", {"messaging.sku": "Standard"}, "Standard has no private endpoints"),
    Wrong(
        "units of Standard",
        {"messaging": {"sku": "Standard", "capacity": 2}, "network.privateEndpoints": False},
        "only Premium has messaging units",
        path="messaging.capacity",
    ),
    Wrong("an odd number of units", {"messaging.capacity": 3}, "one of `1`, `2`, `4`"),
    Wrong("images built by nobody", {"workspace.imageBuilder": GONE}, "without GPUs: `batch`; the registry is closed"),
    Wrong(
        "images of managed models built by nobody",
        {"workspace": {}},
        "--plaintext workspace.imageBuilder=image-builds",
        path="workspace.imageBuilder",
    ),
    Wrong(
        "images built by nobody for a registry of another team behind private endpoints",
        {"workspace.imageBuilder": GONE, "registry.existingId": REGISTRY},
        "the registry is closed",
    ),
    Wrong(
        "fewer cores than the managed deployments need",
        {"workspace.quotas": {"eastus": {"total": 4}}},
        "and the fifth on top that Azure ML keeps for upgrades: ",
        path="workspace.quotas.eastus.total",
    ),
    Wrong(
        "fewer cores of a family than autoscalers may ask for",
        {
            "workspace.quotas": {"eastus": {"standardDSv2Family": 19}},
            "models.fraud.autoscale": {"minInstances": 1, "maxInstances": 4},
        },
        "at least 20 cores, for the most instances of all managed deployments",
        path="workspace.quotas.eastus.standardDSv2Family",
    ),
    Wrong(
        "quotas of a family that has no name",
        {"workspace.quotas": {"eastus": {"DSv2": 20}}},
        "as `az ml compute list-usage` names it",
        path="workspace.quotas.eastus.DSv2",
    ),
    Wrong(
        "quotas of a region without a stamp",
        {"workspace.quotas": {"eastus2": {"total": 100}}},
        "did you mean `eastus`?",
        path="workspace.quotas.eastus2",
    ),
    Wrong("images built by a compute that is not there", {"workspace.imageBuilder": "bach"}, "did you mean `batch`?"),
    Wrong(
        "images built on GPUs",
        {"workspace.imageBuilder": "gpus", "workspace.compute.gpus": GPUS},
        "without GPUs: `batch`",
    ),
    Wrong(
        "images built where every compute has GPUs",
        {"workspace": {"compute": {"gpus": GPUS}, "imageBuilder": "gpus"}},
        "without GPUs, of which there is none",
        path="workspace.imageBuilder",
    ),
    Wrong(
        "a backup region twice",
        {"backup.regions": ["eastus", "westus", "eastus"]},
        "each region once",
        path="backup.regions[2]",
    ),
    Wrong("zones for a backup without", {"backup.sku": "Standard_ZRS"}, "westus without availability zones"),
    Wrong(
        "a pair for a backup without",
        {"backup.regions": ["eastus", "italynorth"]},
        "italynorth without a paired region",
        path="backup.sku",
    ),
    Wrong("archived before cool", {"backup.archiveAfterDays": 20}, "`coolAfterDays`, which is 30"),
    Wrong(
        "archived over zones",
        {"backup": {"regions": ["eastus", "centralus"], "sku": "Standard_ZRS", "archiveAfterDays": 90}},
        "no archive tier",
        path="backup.archiveAfterDays",
    ),
    Wrong("a tag of the platform's own", {"tags.Stack": "x"}, "the platform sets `stack` itself"),
    Wrong("a tag twice", {"tags.Team": "x"}, "does not tell capitals apart"),
    Wrong("a tag of Azure's own", {"tags.azureTeam": "x"}, "not starting with microsoft, azure or windows"),
    Wrong("eleven tags", {"tags": {f"t{index}": "x" for index in range(11)}}, "at most 10"),
    Wrong("two lines in a tag", {"tags.team": "a\nb"}, "one line"),
    Wrong(
        "an exemption of a rule that is misspelt",
        {
            "policies.exemptions": [
                {"rule": "storage-minimum-tsl", "urn": "*", "reason": "a" * 10, "expires": "2030-01-31"}
            ]
        },
        "did you mean `storage-minimum-tls`?",
        path="policies.exemptions[0].rule",
    ),
    Wrong(
        "a level of a rule that is misspelt",
        {"policies.enforcement.storage-minimum-tsl": "advisory"},
        "did you mean `storage-minimum-tls`?",
    ),
    Wrong("a level of no rule", {"policies.enforcement.everything": "disabled"}, "`python -m ops policies` lists them"),
    Wrong(
        "an exemption for no reason",
        {"policies.exemptions": [{"rule": "alert-enabled", "urn": "*", "reason": " " * 10, "expires": "2030-01-31"}]},
        "says why",
        path="policies.exemptions[0].reason",
    ),
)
