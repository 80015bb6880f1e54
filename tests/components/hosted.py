"""A model on AKS to look at: the program that declares it, and its objects."""

import json
from typing import Any

from components.identities import Identity, IdentityArgs
from components.models.event_scaling import EventSources
from components.models.kubernetes_endpoint import KubernetesEndpoint, KubernetesEndpointArgs
from components.network_policies import DataPlane
from components.providers import kubernetes_provider
from config.cluster import PoolConfig
from config.gateway import GatewayConfig
from config.kubernetes_models import KubernetesModel
from tests.components.declared import SUBSCRIPTION, Declared, Program, Scope, plain

_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
_VAULT = f"{_GROUP}/Microsoft.KeyVault/vaults/kv"
TENANT = "11111111-1111-1111-1111-111111111111"
IMAGE = "recommendation-engine@sha256:" + "0123456789abcdef" * 4

MODEL: dict[str, Any] = {
    "target": "kubernetes",
    "deployments": {
        "blue": {"version": "v2.0.4", "image": IMAGE, "cpu": "1000m", "memory": "2Gi", "gpu": 1},
        "green": {"version": "v2.1.0", "image": f"other.azurecr.io/{IMAGE}", "replicas": 5},
    },
    "traffic": {"blue": 100, "green": 0},
    "autoscale": {"minReplicas": 3, "maxReplicas": 20, "cpuUtilization": 70},
    "probes": {"port": 8080, "health": "/health", "metrics": "/metrics"},
    "logLevel": "DEBUG",
    "secrets": ["jwt-signing-key"],
}
GATEWAY = {
    "domain": "models.example.com",
    "certificate": "gateway-tls",
    "existingController": {"namespace": "gateways"},
}
POOLS = {
    "cpu": {"vmSize": "Standard_D4ds_v5", "maxNodes": 3},
    "gpu": {"vmSize": "Standard_NC4as_T4_v3", "maxNodes": 3},
}


def program_of(
    pools: dict[str, Any] = POOLS, *, add: dict[str, Any] | None = None, guarded: bool = False, **changes: Any
) -> Program:
    """Declares `MODEL` with some keys changed and deployments added, protected or not."""
    deployments = {**MODEL["deployments"], **(add or {})}
    config = KubernetesModel.model_validate_json(json.dumps({**MODEL, "deployments": deployments, **changes}))

    def program(scope: Scope) -> dict[str, object]:
        kubernetes = kubernetes_provider("scope-kubernetes", "{}", "aks", scope.opts)
        own = {key: value for key, value in scope.common.items() if key != "protect"}
        opts = scope.opts._copy()
        opts.providers = [scope.azure, kubernetes]
        pool = Identity("pool", IdentityArgs(purpose="pool", **own), scope.opts)
        made = KubernetesEndpoint(
            "engine",
            KubernetesEndpointArgs(
                model="recommendation-engine",
                config=config,
                pools={name: PoolConfig.model_validate_json(json.dumps(pool)) for name, pool in pools.items()},
                gateway=GatewayConfig.model_validate_json(json.dumps(GATEWAY)),
                data_plane=DataPlane(namespace="gateways", pods={"proxy": "yes"}),
                tenant_id=TENANT,
                oidc_issuer_url="https://oidc.example/",
                login_server="cr.azurecr.io",
                vault_name="kv",
                secret_ids={secret: f"{_VAULT}/secrets/{secret}" for secret in ("jwt-signing-key", "gateway-tls")},
                app_insights_id=f"{_GROUP}/Microsoft.Insights/components/appi",
                app_insights_connection="IngestionEndpoint=https://eastus",
                events=EventSources(
                    service_bus="sb.servicebus.windows.net",
                    queue_ids={"scoring": f"{_GROUP}/Microsoft.ServiceBus/namespaces/sb/queues/scoring"},
                    monitor_workspace_id=f"{_GROUP}/Microsoft.Monitor/accounts/amw",
                    prometheus_url="https://amw.eastus.prometheus.monitor.azure.com",
                ),
                needs=[pool],
                protect=guarded,
                **own,
            ),
            opts,
        )
        return {"traffic": made.traffic}

    return program


def objects_of(run: Declared) -> dict[str, dict[str, Any]]:
    """The Kubernetes objects by kind and name."""
    objects = [plain(r.inputs) for r in run.resources if r.custom and r.type.startswith("kubernetes:")]
    return {f"{found['kind']}/{found['metadata']['name']}": found for found in objects}


def pod_of(run: Declared, deployment: str) -> dict[str, Any]:
    """The pods of a deployment."""
    return objects_of(run)[f"Deployment/recommendation-engine-{deployment}"]["spec"]["template"]["spec"]
