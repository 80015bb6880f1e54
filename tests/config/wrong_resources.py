"""Messaging, backup and tags that Azure would refuse."""

from tests.config.wrong import Wrong

CASES = (
    Wrong("Standard with private endpoints", {"messaging.sku": "Standard"}, "Standard has no private endpoints"),
    Wrong(
        "units of Standard",
        {"messaging": {"sku": "Standard", "capacity": 2}, "network.privateEndpoints": False},
        "only Premium has messaging units",
        path="messaging.capacity",
    ),
    Wrong("an odd number of units", {"messaging.capacity": 3}, "one of `1`, `2`, `4`"),
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
)
