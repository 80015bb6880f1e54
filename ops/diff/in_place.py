"""What Azure is documented to change in place, of types whose fixed inputs nobody lists.

The source of each is the command that has an option for it (https://learn.microsoft.com/cli/azure/; its code is in
https://github.com/Azure/azure-cli and https://github.com/Azure/azure-cli-extensions), or a page that says so. What is
documented nowhere is not here.
"""

from collections.abc import Mapping

_DEPLOYMENT = "https://learn.microsoft.com/azure/machine-learning/how-to-deploy-online-endpoints: an update is in place"

IN_PLACE: Mapping[str, Mapping[str, str]] = {
    "applicationinsights:Component": {
        "publicNetworkAccessForIngestion": "az monitor app-insights component update --ingestion-access",
        "publicNetworkAccessForQuery": "az monitor app-insights component update --query-access",
        "retentionInDays": "az monitor app-insights component update --retention-time",
    },
    "containerregistry:Registry": {
        "networkRuleSet.defaultAction": "az acr update --default-action",
        "networkRuleSet.ipRules": "az acr network-rule add --ip-address",
        "policies.azureADAuthenticationAsArmPolicy": "az acr config authentication-as-arm update --status",
        "policies.exportPolicy": "az acr update --allow-exports",
        "policies.retentionPolicy": "az acr config retention update --status --days",
        "policies.softDeletePolicy": "az acr config soft-delete update --status --days",
        "publicNetworkAccess": "az acr update --public-network-enabled",
        "sku": "az acr update --sku",
    },
    "keyvault:Secret": {
        "properties.attributes": "az keyvault secret set-attributes --enabled --expires --not-before",
        "properties.contentType": "az keyvault secret set-attributes --content-type",
        "properties.value": "az keyvault secret set --value, which makes a new version",
    },
    "keyvault:Vault": {
        "properties.networkAcls": "az keyvault update --bypass --default-action; az keyvault network-rule add",
        "properties.publicNetworkAccess": "az keyvault update --public-network-access",
    },
    "machinelearningservices:BatchEndpoint": {
        "properties.defaults": "az ml batch-endpoint update --set defaults.deployment_name",
    },
    "machinelearningservices:OnlineDeployment": {
        "properties.codeConfiguration": _DEPLOYMENT,
        "properties.environmentId": _DEPLOYMENT,
        "properties.environmentVariables": "az ml online-deployment update --set environment_variables",
        "properties.livenessProbe": _DEPLOYMENT,
        "properties.model": _DEPLOYMENT,
        "properties.readinessProbe": _DEPLOYMENT,
        "properties.requestSettings": "az ml online-deployment update --set request_settings",
        "sku.capacity": "az ml online-deployment update --set instance_count",
    },
    "machinelearningservices:OnlineEndpoint": {
        "properties.mirrorTraffic": "az ml online-endpoint update --mirror-traffic",
        "properties.traffic": "az ml online-endpoint update --traffic",
    },
    "monitor:AutoscaleSetting": {
        "enabled": "az monitor autoscale update --enabled",
        "notifications": "az monitor autoscale update --add-action --remove-action",
        "profiles": "az monitor autoscale update --count --min-count --max-count; az monitor autoscale rule create",
    },
    "monitor:DataCollectionEndpoint": {
        "networkAcls.publicNetworkAccess": "az monitor data-collection endpoint update --public-network-access",
    },
    "monitor:DiagnosticSetting": {
        "logs": "az monitor diagnostic-settings update --logs",
        "metrics": "az monitor diagnostic-settings update --metrics",
        "workspaceId": "az monitor diagnostic-settings update --workspace-id",
    },
    "network:NetworkSecurityGroup": {"securityRules": "az network nsg rule update --access --priority"},
    "network:Subnet": {
        "natGateway": "az network vnet subnet update --nat-gateway",
        "networkSecurityGroup": "az network vnet subnet update --network-security-group",
        "routeTable": "az network vnet subnet update --route-table",
        "serviceEndpoints": "az network vnet subnet update --service-endpoints",
    },
    "operationalinsights:Workspace": {
        "publicNetworkAccessForIngestion": "az monitor log-analytics workspace update --ingestion-access",
        "publicNetworkAccessForQuery": "az monitor log-analytics workspace update --query-access",
        "retentionInDays": "az monitor log-analytics workspace update --retention-time",
        "workspaceCapping": "az monitor log-analytics workspace update --quota",
    },
    "servicebus:Namespace": {
        "minimumTlsVersion": "az servicebus namespace update --minimum-tls-version",
        "publicNetworkAccess": "az servicebus namespace update --public-network-access",
        "sku.capacity": "az servicebus namespace update --capacity",
    },
    "storage:BlobServiceProperties": {
        "containerDeleteRetentionPolicy": (
            "az storage account blob-service-properties update --enable-container-delete-retention"
        ),
        "deleteRetentionPolicy": "az storage account blob-service-properties update --enable-delete-retention",
    },
    "storage:ManagementPolicy": {"policy": "az storage account management-policy update --set policy"},
}
"""By type, each input that is changed in place and where that is documented."""
