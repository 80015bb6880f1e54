"""The pods of a cluster's Deployments, as their controller keeps them while Pulumi goes on with its requests.

One object stands for all pods of a template. Those of the template before stay until the run is over: a rollout takes
longer than the requests that do not wait for it, and what is changed by those must suit the old pods as well.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sandbox.core import Cloud
from sandbox.identity import kubernetes_key
from sandbox.store import Stored

POD = "kubernetes:core/v1:Pod"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"

_FAILED = "Failed"


@dataclass(frozen=True, kw_only=True)
class Pod:
    """All pods of one template of a Deployment."""

    cluster: str
    namespace: str
    deployment: str
    """Name of the Deployment."""
    template: Mapping[str, Any]
    works: bool
    """Whether the model's server in it ever became well."""

    @property
    def labels(self) -> Mapping[str, str]:
        """What selectors find it by."""
        return self.template["metadata"]["labels"]

    @property
    def container(self) -> Mapping[str, Any]:
        """The model's server."""
        return self.template["spec"]["containers"][0]


def settle(cloud: Cloud) -> None:
    """What the controller does once a request has changed something: pods of a new template start beside the old."""
    for one in _stored(cloud):
        if cloud.store.get(one.inputs["owner"]) is None:
            cloud.store.remove(one.id)
    for deployment in cloud.store.of_type(DEPLOYMENT):
        pod = _of(deployment)
        if not _awake(cloud, deployment):
            for old in _owned(cloud, deployment):
                cloud.store.remove(old.id)
        elif cloud.store.get(pod.id) is None:
            cloud.store.put(_first(cloud, deployment, pod))
        elif not pod.inputs["works"]:
            cloud.store.put(pod)
        _tell(cloud, deployment)


def sweep(cloud: Cloud) -> None:
    """What the controller has done when a run is over: where the new pods work the old ones are gone."""
    settle(cloud)
    for deployment in cloud.store.of_type(DEPLOYMENT):
        pod = _of(deployment)
        if cloud.store.get(pod.id) is not None:
            cloud.store.put(pod)
        for old in _owned(cloud, deployment):
            if old.id != pod.id and (pod.inputs["works"] or not old.inputs["works"]):
                cloud.store.remove(old.id)
        _tell(cloud, deployment)


def pods(cloud: Cloud, namespace: str, cluster: str) -> list[Pod]:
    """The pods of a namespace; of a Deployment that nobody has settled, those of its template."""
    known = {one.inputs["owner"] for one in _stored(cloud)}
    fresh = [_of(one) for one in cloud.store.of_type(DEPLOYMENT) if one.id not in known and _awake(cloud, one)]
    everything = [_read(one) for one in (*_stored(cloud), *fresh)]
    return [one for one in everything if (one.namespace, one.cluster) == (namespace, cluster)]


def newest_works(deployment: Stored) -> bool:
    """Whether the pods of its present template became well."""
    return bool(_of(deployment).inputs["works"])


def _of(deployment: Stored) -> Stored:
    template = deployment.inputs["spec"]["template"]
    cluster, _, place = deployment.id.split("|")
    namespace, _, name = place.partition("/")
    called = f"{name}-{sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:8]}"
    failed = deployment.outputs.get("properties", {}).get("provisioningState") == _FAILED
    return Stored(
        id=kubernetes_key(cluster, "core/v1", "Pod", namespace, called),
        type=POD,
        urn="",
        inputs={"owner": deployment.id, "template": template, "works": not failed},
    )


def _first(cloud: Cloud, deployment: Stored, pod: Stored) -> Stored:
    """The first pod of a template: where the strategy does not keep the old ones until it is well, nobody answers."""
    strategy = deployment.inputs["spec"].get("strategy", {})
    kept = strategy.get("type") == "RollingUpdate" and strategy.get("rollingUpdate", {}).get("maxUnavailable") == 0
    before = [] if kept else list(_owned(cloud, deployment))
    for old in before:
        cloud.store.remove(old.id)
    return replace(pod, inputs={**pod.inputs, "works": False}) if before else pod


def _tell(cloud: Cloud, deployment: Stored) -> None:
    """Have the Deployment's status say how many pods are ready; the server leaves out a zero."""
    works = any(one.inputs["works"] for one in _owned(cloud, deployment))
    status = dict(deployment.outputs.get("status", {}))
    ready = {"readyReplicas": deployment.inputs["spec"].get("replicas", 1)} if works else {}
    told = {**{key: value for key, value in status.items() if key != "readyReplicas"}, **ready}
    if told != status:
        cloud.store.put(replace(deployment, outputs={**deployment.outputs, "status": told}))


def _awake(cloud: Cloud, deployment: Stored) -> bool:
    """Whether it has pods in a quiet hour: what KEDA may scale to 0 has none."""
    cluster, _, place = deployment.id.split("|")
    namespace, _, name = place.partition("/")
    for scaled in cloud.store.of_type(SCALED):
        here = scaled.id.startswith(f"{cluster}|") and scaled.id.rpartition("|")[2].startswith(f"{namespace}/")
        if here and scaled.inputs["spec"]["scaleTargetRef"]["name"] == name:
            return int(scaled.inputs["spec"].get("minReplicaCount") or 0) > 0
    return deployment.inputs["spec"].get("replicas") != 0


def _owned(cloud: Cloud, deployment: Stored) -> Iterator[Stored]:
    return (one for one in _stored(cloud) if one.inputs["owner"] == deployment.id)


def _stored(cloud: Cloud) -> list[Stored]:
    return list(cloud.store.of_type(POD))


def _read(stored: Stored) -> Pod:
    cluster, _, place = stored.inputs["owner"].split("|")
    namespace, _, name = place.partition("/")
    return Pod(
        cluster=cluster,
        namespace=namespace,
        deployment=name,
        template=stored.inputs["template"],
        works=stored.inputs["works"],
    )
