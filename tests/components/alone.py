"""Every component declared alone: with values and ids, as somebody would who wants that one and no platform."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_azure_native.machinelearningservices as ml
from pulumi_kubernetes import apiextensions, core

from components.backup import Backup
from components.cluster import Cluster
from components.connections import Connections, ConnectionsArgs
from components.decisions.batch_default import plan_default
from components.identities import Identity
from components.messaging import Messaging
from components.models.batch_endpoint import BatchEndpoint, BatchEndpointArgs
from components.models.event_scaling import EventReader, EventReaderArgs, EventSources
from components.models.gateway import ModelGateway
from components.models.gpu_plugin import GpuPlugin
from components.models.kubernetes_endpoint import KubernetesEndpoint
from components.models.kubernetes_workload import KubernetesWorkload, KubernetesWorkloadArgs
from components.models.managed_endpoint import ManagedEndpoint
from components.models.route import Backend, ModelRoute, ModelRouteArgs
from components.models.serving import Serving
from components.models.traffic_guard import TrafficGuard
from components.network import Network
from components.node_pools import Placement
from components.observability import Observability
from components.platform import Platform
from components.private_dns import ZONES, PrivateDns, PrivateDnsArgs, stamp_zones
from components.private_links import PrivateLinks, PrivateLinksArgs
from components.providers import kubernetes_provider
from components.registry import Registry
from components.site import Site, SiteArgs
from components.stamp import Stamp
from components.telemetry import Telemetry
from components.vault import Vault
from components.workspace import Workspace
from config.batch_models import BatchModel
from config.kubernetes_models import KubernetesModel
from config.network import PrivateDnsConfig
from config.stamps import StampConfig
from tests.components.composed import platform, serving, stamp
from tests.components.declared import LOG_WORKSPACE_ID, NAMES, REGION, SUBSCRIPTION, TAGS, Program, Scope
from tests.components.hosted import MODEL, TENANT, program_of
from tests.components.models.managed_program import ADDRESS, managed_program, workspace_of
from tests.components.models.test_gateway import model_gateway_program
from tests.components.models.test_gpu_plugin import gpu_plugin_program
from tests.components.models.test_traffic_guard import traffic_guard_program
from tests.components.test_backup import backup
from tests.components.test_cluster import cluster_program
from tests.components.test_identities import identity_program
from tests.components.test_messaging import messaging
from tests.components.test_network import network
from tests.components.test_observability import observability
from tests.components.test_private_links import SUBNET, VNET, ZONE, every_link
from tests.components.test_registry import registry
from tests.components.test_telemetry import telemetry
from tests.components.test_vault import vault
from tests.components.test_workspace import workspace_program

_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
_NAME = "alone"
_NAMESPACE = "model-engine"
_LABELS = {"app.kubernetes.io/name": "engine"}
_MODEL = {**MODEL, "secrets": []}
_SCALING = {"minReplicas": 1, "maxReplicas": 5, "queue": {"name": "scoring"}}
_ENGINE = KubernetesModel.model_validate_json(json.dumps(_MODEL))
_ON_EVENTS = KubernetesModel.model_validate_json(json.dumps({**_MODEL, "autoscale": None, "eventAutoscale": _SCALING}))
_EVENTS = EventSources(
    service_bus="sb.servicebus.windows.net",
    queue_ids={"scoring": f"{_GROUP}/Microsoft.ServiceBus/namespaces/sb/queues/scoring"},
    monitor_workspace_id=f"{_GROUP}/Microsoft.Monitor/accounts/amw",
    prometheus_url="https://amw.eastus.prometheus.monitor.azure.com",
)
_BATCH: Mapping[str, Any] = {
    "target": "batch",
    "deployments": {
        "blue": {
            "model": "azureml:m:1",
            "environment": "azureml:e:1",
            "code": {"asset": "azureml:c:1"},
            "compute": "jobs",
        }
    },
    "default": "blue",
}

_Declare = Callable[[Scope, core.v1.Namespace, pulumi.ResourceOptions], object]
"""Declares what is in a namespace."""


def _site(scope: Scope) -> None:
    args = SiteArgs(
        config=StampConfig.model_validate({"role": "primary", "addressSpace": "10.10.0.0/16"}),
        region=REGION,
        zones=("1", "2", "3"),
        names=NAMES,
        tags=TAGS,
        protect=True,
        private_endpoints=True,
        public_gateway=False,
        log_workspace_id=LOG_WORKSPACE_ID,
    )
    Site(_NAME, args, scope.opts)


def _connections(scope: Scope) -> None:
    args = ConnectionsArgs(
        config=PrivateDnsConfig(), vnet_id=VNET, subnet_id=SUBNET, private_logs=True, links=every_link(), **_open(scope)
    )
    Connections(_NAME, args, scope.opts)


def _dns(scope: Scope) -> None:
    common = {key: value for key, value in _open(scope).items() if key != "names"}
    args = PrivateDnsArgs(config=PrivateDnsConfig(), zones=stamp_zones(private_logs=True), vnet_id=VNET, **common)
    PrivateDns(_NAME, args, scope.opts)


def _links(scope: Scope) -> None:
    zones = {zone: f"{ZONE}/{name.format(region=REGION)}" for zone, name in ZONES.items()}
    args = PrivateLinksArgs(zone_ids=zones, subnet_id=SUBNET, links=every_link(), **_open(scope))
    PrivateLinks(_NAME, args, scope.opts)


def _batch_endpoint(scope: Scope) -> None:
    workspace = workspace_of(scope)
    cluster = ml.Compute(
        "scope-jobs",
        compute_name="jobs",
        workspace_name=workspace.name,
        resource_group_name=scope.group,
        location=REGION,
        properties=ml.AmlComputeArgs(
            compute_type="AmlCompute",
            properties=ml.AmlComputePropertiesArgs(
                vm_size="Standard_D4ds_v5", scale_settings=ml.ScaleSettingsArgs(min_node_count=0, max_node_count=4)
            ),
        ),
        opts=pulumi.ResourceOptions(provider=scope.azure),
    )
    config = BatchModel.model_validate_json(json.dumps(_BATCH))
    args = BatchEndpointArgs(
        model="churn",
        config=config,
        plan=plan_default(config.default, config.deployments.keys(), None),
        address=ADDRESS,
        workspace_name=workspace.name,
        login_server="crshop.azurecr.io",
        compute_ids={"jobs": cluster.id},
        **scope.common,
    )
    BatchEndpoint(_NAME, args, scope.opts)


def _in_cluster(declare: _Declare) -> Program:
    def program(scope: Scope) -> None:
        kubernetes = kubernetes_provider("scope-kubernetes", "{}", "aks", scope.opts)
        opts = pulumi.ResourceOptions(providers=[scope.azure, kubernetes])
        namespace = core.v1.Namespace(
            "scope-namespace", metadata={"name": _NAMESPACE}, opts=pulumi.ResourceOptions(provider=kubernetes)
        )
        declare(scope, namespace, opts)

    return program


def _event_reader(scope: Scope, namespace: core.v1.Namespace, opts: pulumi.ResourceOptions) -> EventReader:
    assert _ON_EVENTS.event_autoscale is not None
    args = EventReaderArgs(
        model="engine",
        scaling=_ON_EVENTS.event_autoscale,
        sources=_EVENTS,
        namespace=namespace,
        namespace_name=_NAMESPACE,
        tenant_id=TENANT,
        oidc_issuer_url="https://oidc.example/",
        labels=_LABELS,
        **_open(scope),
    )
    return EventReader(_NAME, args, opts)


def _workload(_: Scope, namespace: core.v1.Namespace, opts: pulumi.ResourceOptions) -> KubernetesWorkload:
    there = pulumi.ResourceOptions(provider=namespace._provider)
    metadata = {"name": "engine", "namespace": _NAMESPACE}
    account = core.v1.ServiceAccount("scope-account", metadata=metadata, opts=there)
    certificate = apiextensions.CustomResource(
        "scope-certificate",
        api_version="secrets-store.csi.x-k8s.io/v1",
        kind="SecretProviderClass",
        metadata={**metadata, "name": "certificate"},
        spec={"provider": "azure"},
        opts=there,
    )
    args = KubernetesWorkloadArgs(
        model="engine",
        deployment="blue",
        config=_ENGINE,
        namespace=namespace,
        namespace_name=_NAMESPACE,
        part_of="shop",
        login_server="cr.azurecr.io",
        service_account="engine",
        secret_provider=None,
        certificate_provider="certificate",
        app_insights_connection="IngestionEndpoint=https://eastus",
        placement=Placement(node_selector={"sku": "gpu"}, tolerations={}),
        events=_EVENTS,
        needs=[account, certificate],
    )
    return KubernetesWorkload(_NAME, args, opts)


def _route(_: Scope, namespace: core.v1.Namespace, opts: pulumi.ResourceOptions) -> ModelRoute:
    services = [
        core.v1.Service(
            f"scope-{deployment}",
            metadata={"name": deployment, "namespace": _NAMESPACE},
            spec={"ports": [{"port": 80}]},
            opts=pulumi.ResourceOptions(provider=namespace._provider),
        )
        for deployment in _ENGINE.deployments
    ]
    args = ModelRouteArgs(
        model="engine",
        config=_ENGINE,
        host="engine.models.example.com",
        class_name="envoy",
        backends={name: Backend(service=name, port=80, image=one.image) for name, one in _ENGINE.deployments.items()},
        namespace=namespace,
        namespace_name=_NAMESPACE,
        labels=_LABELS,
        protect=True,
        needs=services,
    )
    return ModelRoute(_NAME, args, opts)


def _open(scope: Scope) -> dict[str, Any]:
    """What components take that hold nothing worth protecting."""
    return {key: value for key, value in scope.common.items() if key != "protect"}


ALONE: Mapping[type[pulumi.ComponentResource], Program] = {
    Backup: backup(),
    BatchEndpoint: _batch_endpoint,
    Cluster: cluster_program(),
    Connections: _connections,
    EventReader: _in_cluster(_event_reader),
    GpuPlugin: gpu_plugin_program,
    Identity: identity_program("web"),
    KubernetesEndpoint: program_of(),
    KubernetesWorkload: _in_cluster(_workload),
    ManagedEndpoint: managed_program(),
    Messaging: messaging(),
    ModelGateway: model_gateway_program(),
    ModelRoute: _in_cluster(_route),
    Network: network(),
    Observability: observability(),
    Platform: platform,
    PrivateDns: _dns,
    PrivateLinks: _links,
    Registry: registry(),
    Serving: serving,
    Site: _site,
    Stamp: stamp,
    Telemetry: telemetry(),
    TrafficGuard: traffic_guard_program,
    Vault: vault(),
    Workspace: workspace_program(),
}
"""A program that declares each component, below nothing but the stack."""
