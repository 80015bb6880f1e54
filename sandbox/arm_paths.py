"""Where Azure Resource Manager keeps each type: paths of its REST API, of the services that such platforms use.

The Python SDK does not tell them. Sources: https://learn.microsoft.com/rest/api/azure and the resource types in
https://github.com/Azure/bicep-types-az; what stands in braces is the Pulumi input of that name. A path without a
leading slash lies in a resource group.
"""

PATHS = {
    "alertsmanagement:AlertProcessingRuleByName": "Microsoft.AlertsManagement/actionRules/{alertProcessingRuleName}",
    "alertsmanagement:PrometheusRuleGroup": "Microsoft.AlertsManagement/prometheusRuleGroups/{ruleGroupName}",
    "alertsmanagement:SmartDetectorAlertRule": "microsoft.alertsManagement/smartDetectorAlertRules/{alertRuleName}",
    "app:ContainerApp": "Microsoft.App/containerApps/{containerAppName}",
    "app:ManagedEnvironment": "Microsoft.App/managedEnvironments/{environmentName}",
    "applicationinsights:Component": "Microsoft.Insights/components/{resourceName}",
    "applicationinsights:WebTest": "Microsoft.Insights/webtests/{webTestName}",
    "applicationinsights:Workbook": "Microsoft.Insights/workbooks/{resourceName}",
    "authorization:ManagementLockByScope": "/{scope}/providers/Microsoft.Authorization/locks/{lockName}",
    "authorization:PolicyAssignment": (
        "/{scope}/providers/Microsoft.Authorization/policyAssignments/{policyAssignmentName}"
    ),
    "authorization:PolicyDefinition": (
        "/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/policyDefinitions/{policyDefinitionName}"
    ),
    "authorization:PolicySetDefinition": (
        "/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/policySetDefinitions/"
        "{policySetDefinitionName}"
    ),
    "authorization:RoleAssignment": "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    "authorization:RoleDefinition": "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
    "automation:AutomationAccount": "Microsoft.Automation/automationAccounts/{automationAccountName}",
    "automation:Runbook": "Microsoft.Automation/automationAccounts/{automationAccountName}/runbooks/{runbookName}",
    "automation:Schedule": "Microsoft.Automation/automationAccounts/{automationAccountName}/schedules/{scheduleName}",
    "cdn:AFDEndpoint": "Microsoft.Cdn/profiles/{profileName}/afdEndpoints/{endpointName}",
    "cdn:AFDOrigin": "Microsoft.Cdn/profiles/{profileName}/originGroups/{originGroupName}/origins/{originName}",
    "cdn:AFDOriginGroup": "Microsoft.Cdn/profiles/{profileName}/originGroups/{originGroupName}",
    "cdn:Profile": "Microsoft.Cdn/profiles/{profileName}",
    "cdn:Route": "Microsoft.Cdn/profiles/{profileName}/afdEndpoints/{endpointName}/routes/{routeName}",
    "cdn:Rule": "Microsoft.Cdn/profiles/{profileName}/ruleSets/{ruleSetName}/rules/{ruleName}",
    "cdn:RuleSet": "Microsoft.Cdn/profiles/{profileName}/ruleSets/{ruleSetName}",
    "cdn:SecurityPolicy": "Microsoft.Cdn/profiles/{profileName}/securityPolicies/{securityPolicyName}",
    "consumption:Budget": "/{scope}/providers/Microsoft.Consumption/budgets/{budgetName}",
    "containerregistry:CacheRule": "Microsoft.ContainerRegistry/registries/{registryName}/cacheRules/{cacheRuleName}",
    "containerregistry:Registry": "Microsoft.ContainerRegistry/registries/{registryName}",
    "containerregistry:Replication": (
        "Microsoft.ContainerRegistry/registries/{registryName}/replications/{replicationName}"
    ),
    "containerregistry:ScopeMap": "Microsoft.ContainerRegistry/registries/{registryName}/scopeMaps/{scopeMapName}",
    "containerregistry:Task": "Microsoft.ContainerRegistry/registries/{registryName}/tasks/{taskName}",
    "containerregistry:Token": "Microsoft.ContainerRegistry/registries/{registryName}/tokens/{tokenName}",
    "containerregistry:Webhook": "Microsoft.ContainerRegistry/registries/{registryName}/webhooks/{webhookName}",
    "containerservice:AgentPool": (
        "Microsoft.ContainerService/managedClusters/{resourceName}/agentPools/{agentPoolName}"
    ),
    "containerservice:MaintenanceConfiguration": (
        "Microsoft.ContainerService/managedClusters/{resourceName}/maintenanceConfigurations/{configName}"
    ),
    "containerservice:ManagedCluster": "Microsoft.ContainerService/managedClusters/{resourceName}",
    "containerservice:Snapshot": "Microsoft.ContainerService/snapshots/{resourceName}",
    "containerservice:TrustedAccessRoleBinding": (
        "Microsoft.ContainerService/managedClusters/{resourceName}/trustedAccessRoleBindings/"
        "{trustedAccessRoleBindingName}"
    ),
    "costmanagement:Budget": "/{scope}/providers/Microsoft.CostManagement/budgets/{budgetName}",
    "costmanagement:ScheduledAction": (
        "/subscriptions/{subscriptionId}/providers/Microsoft.CostManagement/scheduledActions/{name}"
    ),
    "dashboard:Grafana": "Microsoft.Dashboard/grafana/{workspaceName}",
    "dataprotection:BackupInstance": (
        "Microsoft.DataProtection/backupVaults/{vaultName}/backupInstances/{backupInstanceName}"
    ),
    "dataprotection:BackupPolicy": (
        "Microsoft.DataProtection/backupVaults/{vaultName}/backupPolicies/{backupPolicyName}"
    ),
    "dataprotection:BackupVault": "Microsoft.DataProtection/backupVaults/{vaultName}",
    "deviceprovisioningservices:IotDpsResource": "Microsoft.Devices/provisioningServices/{provisioningServiceName}",
    "eventgrid:EventSubscription": "/{scope}/providers/Microsoft.EventGrid/eventSubscriptions/{eventSubscriptionName}",
    "eventgrid:SystemTopic": "Microsoft.EventGrid/systemTopics/{systemTopicName}",
    "eventgrid:SystemTopicEventSubscription": (
        "Microsoft.EventGrid/systemTopics/{systemTopicName}/eventSubscriptions/{eventSubscriptionName}"
    ),
    "eventgrid:Topic": "Microsoft.EventGrid/topics/{topicName}",
    "iothub:IotHubResource": "Microsoft.Devices/IotHubs/{resourceName}",
    "iothub:IotHubResourceEventHubConsumerGroup": (
        "Microsoft.Devices/IotHubs/{resourceName}/eventHubEndpoints/{eventHubEndpointName}/ConsumerGroups/{name}"
    ),
    "keyvault:Key": "Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}",
    "keyvault:Secret": "Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
    "keyvault:Vault": "Microsoft.KeyVault/vaults/{vaultName}",
    "kubernetesconfiguration:Extension": (
        "{clusterRp}/{clusterResourceName}/{clusterName}/providers/"
        "Microsoft.KubernetesConfiguration/extensions/{extensionName}"
    ),
    "kubernetesconfiguration:FluxConfiguration": (
        "{clusterRp}/{clusterResourceName}/{clusterName}/providers/"
        "Microsoft.KubernetesConfiguration/fluxConfigurations/{fluxConfigurationName}"
    ),
    "logic:Workflow": "Microsoft.Logic/workflows/{workflowName}",
    "machinelearningservices:BatchDeployment": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/batchEndpoints/{endpointName}/"
        "deployments/{deploymentName}"
    ),
    "machinelearningservices:BatchEndpoint": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/batchEndpoints/{endpointName}"
    ),
    "machinelearningservices:CodeVersion": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/codes/{name}/versions/{version}"
    ),
    "machinelearningservices:ComponentVersion": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/components/{name}/versions/{version}"
    ),
    "machinelearningservices:Compute": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/computes/{computeName}"
    ),
    "machinelearningservices:DataContainer": "Microsoft.MachineLearningServices/workspaces/{workspaceName}/data/{name}",
    "machinelearningservices:DataVersion": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/data/{name}/versions/{version}"
    ),
    "machinelearningservices:Datastore": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/datastores/{name}"
    ),
    "machinelearningservices:EnvironmentContainer": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/environments/{name}"
    ),
    "machinelearningservices:EnvironmentVersion": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/environments/{name}/versions/{version}"
    ),
    "machinelearningservices:Job": "Microsoft.MachineLearningServices/workspaces/{workspaceName}/jobs/{id}",
    "machinelearningservices:ManagedNetworkSettingsRule": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/outboundRules/{ruleName}"
    ),
    "machinelearningservices:ModelContainer": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/models/{name}"
    ),
    "machinelearningservices:ModelVersion": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/models/{name}/versions/{version}"
    ),
    "machinelearningservices:OnlineDeployment": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints/{endpointName}/"
        "deployments/{deploymentName}"
    ),
    "machinelearningservices:OnlineEndpoint": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints/{endpointName}"
    ),
    "machinelearningservices:OutboundRule": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/managedNetworks/{managedNetworkName}/"
        "outboundRules/{ruleName}"
    ),
    "machinelearningservices:Registry": "Microsoft.MachineLearningServices/registries/{registryName}",
    "machinelearningservices:Schedule": "Microsoft.MachineLearningServices/workspaces/{workspaceName}/schedules/{name}",
    "machinelearningservices:Workspace": "Microsoft.MachineLearningServices/workspaces/{workspaceName}",
    "machinelearningservices:WorkspaceConnection": (
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/connections/{connectionName}"
    ),
    "managedidentity:FederatedIdentityCredential": (
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/"
        "{federatedIdentityCredentialResourceName}"
    ),
    "managedidentity:UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
    "monitor:ActionGroup": "Microsoft.Insights/actionGroups/{actionGroupName}",
    "monitor:ActivityLogAlert": "Microsoft.Insights/activityLogAlerts/{activityLogAlertName}",
    "monitor:AutoscaleSetting": "Microsoft.Insights/autoscalesettings/{autoscaleSettingName}",
    "monitor:AzureMonitorWorkspace": "Microsoft.Monitor/accounts/{azureMonitorWorkspaceName}",
    "monitor:DataCollectionEndpoint": "Microsoft.Insights/dataCollectionEndpoints/{dataCollectionEndpointName}",
    "monitor:DataCollectionRule": "Microsoft.Insights/dataCollectionRules/{dataCollectionRuleName}",
    "monitor:DataCollectionRuleAssociation": (
        "/{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{associationName}"
    ),
    "monitor:DiagnosticSetting": "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    "monitor:MetricAlert": "Microsoft.Insights/metricAlerts/{ruleName}",
    "monitor:PrivateLinkScope": "Microsoft.Insights/privateLinkScopes/{scopeName}",
    "monitor:PrivateLinkScopedResource": "Microsoft.Insights/privateLinkScopes/{scopeName}/scopedResources/{name}",
    "monitor:ScheduledQueryRule": "Microsoft.Insights/scheduledQueryRules/{ruleName}",
    "network:AzureFirewall": "Microsoft.Network/azureFirewalls/{azureFirewallName}",
    "network:FirewallPolicy": "Microsoft.Network/firewallPolicies/{firewallPolicyName}",
    "network:FirewallPolicyRuleCollectionGroup": (
        "Microsoft.Network/firewallPolicies/{firewallPolicyName}/ruleCollectionGroups/{ruleCollectionGroupName}"
    ),
    "network:FlowLog": "Microsoft.Network/networkWatchers/{networkWatcherName}/flowLogs/{flowLogName}",
    "network:NatGateway": "Microsoft.Network/natGateways/{natGatewayName}",
    "network:NetworkInterface": "Microsoft.Network/networkInterfaces/{networkInterfaceName}",
    "network:NetworkSecurityGroup": "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
    "network:PrivateDnsZoneGroup": (
        "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}"
    ),
    "network:PrivateEndpoint": "Microsoft.Network/privateEndpoints/{privateEndpointName}",
    "network:PublicIPAddress": "Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
    "network:PublicIPPrefix": "Microsoft.Network/publicIPPrefixes/{publicIpPrefixName}",
    "network:RouteTable": "Microsoft.Network/routeTables/{routeTableName}",
    "network:SecurityRule": (
        "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}/securityRules/{securityRuleName}"
    ),
    "network:Subnet": "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
    "network:VirtualNetwork": "Microsoft.Network/virtualNetworks/{virtualNetworkName}",
    "network:VirtualNetworkPeering": (
        "Microsoft.Network/virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings/{virtualNetworkPeeringName}"
    ),
    "network:WebApplicationFirewallPolicy": (
        "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/{policyName}"
    ),
    "operationalinsights:DataExport": (
        "Microsoft.OperationalInsights/workspaces/{workspaceName}/dataExports/{dataExportName}"
    ),
    "operationalinsights:LinkedService": (
        "Microsoft.OperationalInsights/workspaces/{workspaceName}/linkedServices/{linkedServiceName}"
    ),
    "operationalinsights:SavedSearch": (
        "Microsoft.OperationalInsights/workspaces/{workspaceName}/savedSearches/{savedSearchId}"
    ),
    "operationalinsights:Table": "Microsoft.OperationalInsights/workspaces/{workspaceName}/tables/{tableName}",
    "operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces/{workspaceName}",
    "portal:Dashboard": "Microsoft.Portal/dashboards/{dashboardName}",
    "privatedns:PrivateRecordSet": (
        "Microsoft.Network/privateDnsZones/{privateZoneName}/{recordType}/{relativeRecordSetName}"
    ),
    "privatedns:PrivateZone": "Microsoft.Network/privateDnsZones/{privateZoneName}",
    "privatedns:VirtualNetworkLink": (
        "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}"
    ),
    "recoveryservices:Vault": "Microsoft.RecoveryServices/vaults/{vaultName}",
    "resources:ResourceGroup": "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
    "security:Pricing": "/{scopeId}/providers/Microsoft.Security/pricings/{pricingName}",
    "servicebus:Namespace": "Microsoft.ServiceBus/namespaces/{namespaceName}",
    "servicebus:NamespaceAuthorizationRule": (
        "Microsoft.ServiceBus/namespaces/{namespaceName}/AuthorizationRules/{authorizationRuleName}"
    ),
    "servicebus:NamespaceNetworkRuleSet": "Microsoft.ServiceBus/namespaces/{namespaceName}/networkRuleSets/default",
    "servicebus:Queue": "Microsoft.ServiceBus/namespaces/{namespaceName}/queues/{queueName}",
    "servicebus:Subscription": (
        "Microsoft.ServiceBus/namespaces/{namespaceName}/topics/{topicName}/subscriptions/{subscriptionName}"
    ),
    "servicebus:Topic": "Microsoft.ServiceBus/namespaces/{namespaceName}/topics/{topicName}",
    "storage:BlobContainer": (
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}"
    ),
    "storage:BlobContainerImmutabilityPolicy": (
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/"
        "containers/{containerName}/immutabilityPolicies/{immutabilityPolicyName}"
    ),
    "storage:BlobInventoryPolicy": (
        "Microsoft.Storage/storageAccounts/{accountName}/inventoryPolicies/{blobInventoryPolicyName}"
    ),
    "storage:BlobServiceProperties": "Microsoft.Storage/storageAccounts/{accountName}/blobServices/{blobServicesName}",
    "storage:EncryptionScope": "Microsoft.Storage/storageAccounts/{accountName}/encryptionScopes/{encryptionScopeName}",
    "storage:FileServiceProperties": "Microsoft.Storage/storageAccounts/{accountName}/fileServices/{fileServicesName}",
    "storage:FileShare": "Microsoft.Storage/storageAccounts/{accountName}/fileServices/default/shares/{shareName}",
    "storage:ManagementPolicy": (
        "Microsoft.Storage/storageAccounts/{accountName}/managementPolicies/{managementPolicyName}"
    ),
    "storage:ObjectReplicationPolicy": (
        "Microsoft.Storage/storageAccounts/{accountName}/objectReplicationPolicies/{objectReplicationPolicyId}"
    ),
    "storage:Queue": "Microsoft.Storage/storageAccounts/{accountName}/queueServices/default/queues/{queueName}",
    "storage:StorageAccount": "Microsoft.Storage/storageAccounts/{accountName}",
    "storage:Table": "Microsoft.Storage/storageAccounts/{accountName}/tableServices/default/tables/{tableName}",
    "trafficmanager:Endpoint": "Microsoft.Network/trafficmanagerprofiles/{profileName}/{endpointType}/{endpointName}",
    "trafficmanager:Profile": "Microsoft.Network/trafficmanagerprofiles/{profileName}",
}
"""Path by token, without `azure-native:`."""
