"""Networks, stamps and pools that do not fit together."""

from tests.config.documents import GONE, GROUP, VNET
from tests.config.wrong import Wrong

EXISTING = {
    "vnetId": VNET,
    "nodesSubnetId": f"{VNET}/subnets/nodes",
    "endpointsSubnetId": f"{VNET}/subnets/endpoints",
}
BLOBS = "privatelink.blob.core.windows.net"
ELSEWHERE = GROUP.replace("/00000000", "/0000000a")

CASES = (
    Wrong(
        "stamps that overlap",
        {"stamps.westus.addressSpace": "10.10.128.0/20"},
        "stamps.eastus.addressSpace (10.10.0.0/16)",
    ),
    Wrong(
        "a new stamp where one is, told from the one that is there by nothing",
        {"stamps.westeurope": {"role": "secondary", "addressSpace": "10.11.0.0/16"}},
        "and `westus` is the new one: `pulumi config set --path 'stamps.westus.addressSpace' 10.1.0.0/16`",
        path="stamps.westeurope.addressSpace",
    ),
    Wrong(
        "a new stamp where the primary is, which stays",
        {"stamps.centralus": {"role": "secondary", "addressSpace": "10.10.0.0/16"}},
        "shares no address with stamps.eastus.addressSpace (10.10.0.0/16)",
        path="stamps.centralus.addressSpace",
    ),
    Wrong(
        "two new stamps where one is",
        {
            "stamps.centralus": {"role": "secondary", "addressSpace": "10.10.0.0/16"},
            "stamps.westeurope": {"role": "secondary", "addressSpace": "10.10.0.0/16"},
        },
        "'stamps.westeurope.addressSpace' 10.1.0.0/16",
        path="stamps.westeurope.addressSpace",
    ),
    Wrong(
        "a stamp's network among the pods",
        {"cluster.podCidr": "10.10.0.0/16"},
        "shares no address with cluster.podCidr",
        path="stamps.eastus.addressSpace",
    ),
    Wrong(
        "a stamp's network among the services, where the pods have the first free range",
        {"cluster.serviceCidr": "10.11.240.0/20", "cluster.podCidr": "10.0.0.0/16"},
        "'stamps.westus.addressSpace' 10.1.0.0/16",
        path="stamps.westus.addressSpace",
    ),
    Wrong("services among the pods", {"cluster.serviceCidr": "192.168.10.0/24"}, "cluster.podCidr"),
    Wrong("a network too small", {"stamps.westus.addressSpace": "10.11.0.0/24"}, "/16 to /22"),
    Wrong("bits after the prefix", {"stamps.westus.addressSpace": "10.11.0.1/16"}, "no bit set after the prefix"),
    Wrong(
        "bits after the prefix are cleared",
        {"stamps.westus.addressSpace": "10.11.0.1/16"},
        "'stamps.westus.addressSpace' 10.11.0.0/16",
    ),
    Wrong(
        "a network too small grows where it is",
        {"stamps.westus.addressSpace": "10.11.0.0/24"},
        "'stamps.westus.addressSpace' 10.11.0.0/22",
    ),
    Wrong(
        "a wrong network where another one is",
        {"stamps.westus.addressSpace": "10.10.0.1/16"},
        "'stamps.westus.addressSpace' 10.0.0.0/16",
    ),
    Wrong(
        "no network at all in place of one",
        {"stamps.westus.addressSpace": "big"},
        "'stamps.westus.addressSpace' 10.0.0.0/16",
    ),
    Wrong("a network of AKS's own", {"cluster.serviceCidr": "172.30.0.0/16"}, "172.30.0.0/15"),
    Wrong("pods for fewer nodes", {"cluster.podCidr": "192.168.0.0/20"}, "a /24 for each of the"),
    Wrong(
        "a network for fewer nodes",
        {
            "stamps.westus.addressSpace": "10.11.0.0/22",
            "cluster.pools.cpu.maxNodes": 600,
            "cluster.podCidr": "10.128.0.0/13",
        },
        "the nodes' subnet",
    ),
    Wrong("no network", {"stamps.westus": {"role": "secondary"}}, "existingNetwork", path="stamps.westus.addressSpace"),
    Wrong(
        "two networks",
        {
            "stamps.westus.existingNetwork": {
                "vnetId": VNET,
                "nodesSubnetId": f"{VNET}/subnets/n",
                "endpointsSubnetId": f"{VNET}/subnets/e",
            }
        },
        "no address space beside",
        path="stamps.westus.addressSpace",
    ),
    Wrong(
        "no subnet for endpoints",
        {
            "stamps.westus": {
                "role": "secondary",
                "existingNetwork": {"vnetId": VNET, "nodesSubnetId": f"{VNET}/subnets/n"},
            }
        },
        "private endpoints",
        path="stamps.westus.existingNetwork.endpointsSubnetId",
    ),
    Wrong(
        "a network of two stamps",
        {
            "stamps.eastus": {"role": "primary", "existingNetwork": EXISTING},
            "stamps.westus": {"role": "secondary", "existingNetwork": EXISTING},
        },
        "the network of `eastus`",
        path="stamps.westus.existingNetwork.vnetId",
    ),
    Wrong(
        "a subnet elsewhere",
        {
            "stamps.westus": {
                "role": "secondary",
                "existingNetwork": {
                    "vnetId": VNET,
                    "nodesSubnetId": f"{VNET}2/subnets/n",
                    "endpointsSubnetId": f"{VNET}/subnets/e",
                },
            }
        },
        "`vnetId`",
        path="stamps.westus.existingNetwork.nodesSubnetId",
    ),
    Wrong(
        "all of the internet let in",
        {"cluster.apiAccess": {"authorizedIpRanges": ["0.0.0.0/0"]}},
        "public IPv4 range",
        path="cluster.apiAccess.authorizedIpRanges[0]",
    ),
    Wrong(
        "a private range let in",
        {"network": {"privateEndpoints": False, "allowedIpRanges": ["10.0.0.0/8"]}, "messaging.sku": "Standard"},
        "public IPv4 range",
        path="network.allowedIpRanges[0]",
    ),
    Wrong(
        "a public range without a public endpoint",
        {"network.allowedIpRanges": ["203.0.113.0/24"]},
        "no public endpoint",
    ),
    Wrong(
        "private logs without private endpoints",
        {"network.privateEndpoints": False},
        "the clusters' logs would have no way in",
        path="observability.publicAccess",
    ),
    Wrong(
        "a public endpoint that an existing network does not reach",
        {
            "network.privateEndpoints": False,
            "observability.publicAccess": True,
            "stamps.westus": {"role": "secondary", "existingNetwork": EXISTING},
        },
        "the existing network of `westus` goes out",
        path="network.allowedIpRanges",
    ),
    Wrong("a word for the API's access", {"cluster.apiAccess": "public"}, "`private` or"),
    Wrong("no primary", {"stamps.eastus.role": "secondary"}, "none has it"),
    Wrong("two primaries", {"stamps.westus.role": "primary"}, "`eastus` has it"),
    Wrong("zones where there are none", {"stamps.westus.zones": ["1"]}, "has no availability zones"),
    Wrong("a zone twice", {"stamps.eastus.zones": ["1", "1"]}, "each zone once"),
    Wrong("a fourth zone", {"stamps.eastus.zones": ["4"]}, "one of `1`, `2`, `3`", path="stamps.eastus.zones[0]"),
    Wrong(
        "a vault for no stamp",
        {"vault.existingIds": {"centralus": f"{GROUP}/Microsoft.KeyVault/vaults/shared"}},
        "one of `eastus`, `westus`",
        path="vault.existingIds.centralus",
    ),
    Wrong(
        "one vault for two stamps",
        {"vault.existingIds.eastus": f"{GROUP}/microsoft.keyvault/VAULTS/SHARED"},
        "a vault of its own: `eastus` has this one",
        path="vault.existingIds.westus",
    ),
    Wrong(
        "a registry of another subscription",
        {"registry.existingId": f"{ELSEWHERE}/Microsoft.ContainerRegistry/registries/shared"},
        "own subscription, 00000000-0000-0000-0000-000000000002",
    ),
    Wrong(
        "a vault of another subscription",
        {"vault.existingIds.eastus": f"{ELSEWHERE}/Microsoft.KeyVault/vaults/shared"},
        "or set `azure.subscriptionId` to 0000000a-0000-0000-0000-000000000002",
    ),
    Wrong(
        "one zone for the registry's endpoints of two stamps",
        {"network.privateDnsZones.registry": f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io"},
        "overwrite each other's addresses",
    ),
    *(
        Wrong(
            f"one zone of {key} for the logs' endpoints of two stamps",
            {f"network.privateDnsZones.{key}": f"{GROUP}/Microsoft.Network/privateDnsZones/{zone}", "backup": GONE},
            "the private link scope of the logs has an endpoint in each",
        )
        for key, zone in {
            "monitor": "privatelink.monitor.azure.com",
            "logQuery": "privatelink.oms.opinsights.azure.com",
            "logIngestion": "privatelink.ods.opinsights.azure.com",
            "logAgents": "privatelink.agentsvc.azure-automation.net",
            "blob": BLOBS,
        }.items()
    ),
    Wrong(
        "one zone for the endpoints of two stamps to the backup that takes writes",
        {
            "network.privateDnsZones.blob": f"{GROUP}/Microsoft.Network/privateDnsZones/{BLOBS}",
            "observability.publicAccess": True,
        },
        "the backup that takes writes has an endpoint in each",
    ),
    Wrong("an id of another type", {"registry.existingId": VNET}, "Microsoft.ContainerRegistry/registries"),
    Wrong(
        "a zone of another service",
        {"network.privateDnsZones.vault": f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io"},
        "privatelink.vaultcore.azure.net",
    ),
    Wrong("a pool's bounds crossed", {"cluster.pools.cpu.minNodes": 11}, "`maxNodes`, which is 10"),
    Wrong("the system pool's bounds crossed", {"cluster.systemPool.minNodes": 9}, "`maxNodes`, which is 5"),
    Wrong("nodes of one CPU", {"cluster.systemPool.vmSize": "Standard_B1ms"}, "2 vCPUs or more"),
    Wrong("a system pool with GPUs", {"cluster.systemPool.vmSize": "Standard_NC4as_T4_v3"}, "without GPUs"),
    Wrong("GPU nodes without their plugin", {"cluster.gpuPlugin": GONE}, "device plugin by its digest"),
    Wrong(
        "two ways for the nodes' images",
        {"cluster.upgrades": {"cluster": "node-image", "nodeOs": "SecurityPatch"}},
        "`NodeImage` beside `cluster: node-image`",
        path="cluster.upgrades.nodeOs",
    ),
    Wrong(
        "a label of AKS's own",
        {"cluster.pools.cpu.labels": {"kubernetes.azure.com/mode": "user"}},
        "the platform's own",
        path='cluster.pools.cpu.labels["kubernetes.azure.com/mode"]',
    ),
)
