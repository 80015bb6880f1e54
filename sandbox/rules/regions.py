"""Azure's public regions and which of them have availability zones, as Azure Resource Manager knows them.

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

REGIONS = WITH_ZONES | WITHOUT_ZONES
