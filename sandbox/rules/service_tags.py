"""The service tags that rules of network security groups can name.

Source: https://learn.microsoft.com/azure/virtual-network/service-tags-overview#available-service-tags
"""

import difflib

TAGS = frozenset(
    """
    ActionGroup ApiManagement AppConfiguration ApplicationInsightsAvailability AppService AppServiceManagement
    AutonomousDevelopmentPlatform AzureActiveDirectory AzureActiveDirectoryDomainServices AzureAdvancedThreatProtection
    AzureApiForFHIR AzureArcInfrastructure AzureAttestation AzureBackup AzureBotService AzureCloud AzureCognitiveSearch
    AzureConnectors AzureContainerAppsService AzureContainerRegistry AzureCosmosDB AzureDatabricks
    AzureDataExplorerManagement AzureDataLake AzureDeviceUpdate AzureDevOps AzureDevSpaces AzureDigitalTwins
    AzureEventGrid AzureFrontDoor AzureHealthcareAPIs AzureIdentity AzureInformationProtection AzureIoTHub
    AzureKeyVault AzureLoadBalancer AzureLoadTestingInstanceManagement AzureMachineLearning
    AzureMachineLearningInference AzureManagedGrafana AzureMonitor AzureMonitorForSAP AzureOpenDatasets
    AzurePlatformDNS AzurePlatformIMDS AzurePlatformLKM AzureResourceManager AzureSentinel AzureSignalR
    AzureSiteRecovery AzureSphere AzureSpringCloud AzureStack AzureTrafficManager AzureUpdateDelivery AzureWebPubSub
    BatchNodeManagement ChaosStudio CognitiveServicesFrontend CognitiveServicesManagement DataFactory
    DataFactoryManagement Dynamics365BusinessCentral Dynamics365ForMarketingEmail EOPExternalPublishedIPs EventHub
    GatewayManager GuestAndHybridManagement HDInsight Internet KustoAnalytics LogicApps LogicAppsManagement
    M365ManagementActivityApi M365ManagementActivityApiWebhook Marketplace MicrosoftAzureFluidRelay
    MicrosoftCloudAppSecurity MicrosoftContainerRegistry MicrosoftDefenderForEndpoint
    MicrosoftPurviewPolicyDistribution OneDsCollector PowerBI PowerPlatformInfra PowerPlatformPlex PowerQueryOnline
    SCCservice Scuba SerialConsole ServiceBus ServiceFabric Sql SqlManagement Storage StorageMover StorageSyncService
    VideoIndexer VirtualNetwork WindowsAdminCenter WindowsVirtualDesktop
    """.split()
)

_BY_LOWER = {tag.lower(): tag for tag in TAGS}


def is_tag(text: str) -> bool:
    """Whether the text is a service tag, perhaps of one region: `Storage.WestUS`."""
    return text.partition(".")[0].lower() in _BY_LOWER


def nearest(text: str) -> str | None:
    """The tag that was probably meant."""
    base, dot, region = text.partition(".")
    near = difflib.get_close_matches(base.lower(), _BY_LOWER, n=1, cutoff=0.7)
    return f"{_BY_LOWER[near[0]]}{dot}{region}" if near else None
