"""The device plugin: on GPU nodes alone, and as closed as something that talks to the kubelet can be."""

from collections.abc import Callable
from typing import Any

import pulumi

from components.models.gpu_plugin import GpuPlugin, GpuPluginArgs
from components.providers import kubernetes_provider
from tests.components.declared import Declared, Scope, plain
from tests.manifests import assert_strictly_valid

Declare = Callable[..., Declared]

_IMAGE = "cr.azurecr.io/nvidia/k8s-device-plugin@sha256:" + "0123456789abcdef" * 4


def gpu_plugin_program(scope: Scope) -> None:
    provider = kubernetes_provider("scope-kubernetes", "{}", "aks", scope.opts)
    GpuPlugin("gpu", GpuPluginArgs(image=_IMAGE, part_of="shop"), pulumi.ResourceOptions(providers=[provider]))


def _objects(run: Declared) -> dict[str, dict[str, Any]]:
    return {r.type.rsplit(":", 1)[-1]: plain(r.inputs) for r in run.resources if r.custom}


def test_every_object_passes_the_strict_schema_of_the_cluster_s_version(declare: Declare) -> None:
    objects = _objects(declare(gpu_plugin_program))
    assert set(objects) == {"Namespace", "ServiceAccount", "NetworkPolicy", "DaemonSet"}
    for found in objects.values():
        assert_strictly_valid(found)


def test_it_runs_on_every_gpu_node_whatever_its_taints_and_on_no_other(declare: Declare) -> None:
    pod = _objects(declare(gpu_plugin_program))["DaemonSet"]["spec"]["template"]["spec"]
    assert pod["nodeSelector"] == {"sku": "gpu"}
    assert pod["tolerations"] == [{"operator": "Exists", "effect": "NoSchedule"}]


def test_it_has_the_kubelet_s_sockets_and_nothing_else(declare: Declare) -> None:
    run = declare(gpu_plugin_program)
    objects = _objects(run)
    pod = objects["DaemonSet"]["spec"]["template"]["spec"]
    security = pod["containers"][0]["securityContext"]
    assert [volume["hostPath"]["path"] for volume in pod["volumes"]] == ["/var/lib/kubelet/device-plugins"]
    assert (security["privileged"], security["allowPrivilegeEscalation"]) == (False, False)
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert pod["automountServiceAccountToken"] is False
    assert objects["NetworkPolicy"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert run.depends("gpu-plugin", on="gpu-deny-all")
