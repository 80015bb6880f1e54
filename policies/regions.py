"""Which of Azure's regions have no availability zones to spread anything over.

Source: https://learn.microsoft.com/azure/reliability/regions-list
"""

WITHOUT_ZONES = frozenset(
    """
    australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast
    francesouth germanynorth jioindiacentral jioindiawest koreasouth northcentralus norwaywest
    southafricawest southindia swedensouth switzerlandwest uaecentral ukwest westcentralus westindia westus
    """.split()
)


def normal(region: str) -> str:
    """A region as Azure Resource Manager compares it: `West US` is `westus`."""
    return region.replace(" ", "").casefold()


def has_zones(region: str) -> bool:
    """Whether the region has zones; one that is not known here counts as one that has."""
    return normal(region) not in WITHOUT_ZONES
