"""Azure's public regions and which of them have availability zones.

Source: https://learn.microsoft.com/azure/reliability/regions-list
"""

WITH_ZONES = frozenset(
    """
    australiaeast austriaeast belgiumcentral brazilsouth canadacentral centralindia centralus
    chilecentral eastasia eastus eastus2 francecentral germanywestcentral indonesiacentral
    israelcentral italynorth japaneast japanwest koreacentral malaysiawest mexicocentral
    newzealandnorth northeurope norwayeast polandcentral qatarcentral southafricanorth
    southcentralus southeastasia spaincentral swedencentral switzerlandnorth uaenorth uksouth
    westeurope westus2 westus3
    """.split()
)

WITHOUT_ZONES = frozenset(
    """
    australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast
    francesouth germanynorth jioindiacentral jioindiawest koreasouth northcentralus norwaywest
    southafricawest southindia swedensouth switzerlandwest uaecentral ukwest westcentralus westindia westus
    """.split()
)

UNPAIRED = frozenset(
    """
    austriaeast belgiumcentral chilecentral indonesiacentral israelcentral italynorth malaysiawest
    mexicocentral newzealandnorth polandcentral qatarcentral spaincentral
    """.split()
)
"""Regions without a paired one, to which storage cannot be geo-redundant."""

REGIONS = WITH_ZONES | WITHOUT_ZONES


def zones_of(region: str) -> tuple[str, ...]:
    """The availability zones of a region; none where it has none."""
    return ("1", "2", "3") if region in WITH_ZONES else ()
