"""What lives in an AKS cluster: its Kubernetes objects go with it, and its pods need a pool that takes them.

A Kubernetes object is stored under its provider's URN. Which cluster that is, the server in the provider's kubeconfig
tells; it is kept in the store, as a run that deletes a cluster may never ask that provider for anything.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sandbox import identity
from sandbox.rules.containerservice import CLUSTER
from sandbox.rules.kubernetes_workloads import DEPLOYMENT
from sandbox.rules.node_pools import POOL
from sandbox.rules.reading import fields, items, number, text
from sandbox.rules.scheduling import finds_a_node
from sandbox.store import Store, Stored, World

_PROVIDER = "pulumi:providers:kubernetes"
_READY = ("readyReplicas", "availableReplicas")


def learn(store: Store, provider: str, server: str) -> None:
    """Remember that the provider of that URN asks the API server at `server`, a URL."""
    known = store.get(provider)
    if server and (known is None or known.inputs["server"] != server):
        store.put(Stored(id=provider, type=_PROVIDER, urn=provider, inputs={"server": server}))


def objects_in(cluster: Stored, world: World) -> list[Stored]:
    """The Kubernetes objects of an AKS cluster, whichever providers made them."""
    hosts = {text(cluster.outputs, key) for key in ("fqdn", "privateFQDN")} - {"", None}
    providers = [one.id for one in world.of_type(_PROVIDER) if _host(one.inputs["server"]) in hosts]
    starts = tuple(f"{provider}|".lower() for provider in providers)
    return [one for one in world.all() if starts and one.id.lower().startswith(starts)]


def settle(pool: Stored, store: Store) -> None:
    """After a pool came, changed or went: pods that no pool of its cluster takes run nowhere, others do again."""
    if pool.type != POOL:
        return
    cluster = store.get(identity.parent_of(pool.id))
    if cluster is None or cluster.type != CLUSTER:
        return
    pools = list(_pools(cluster, store))
    for one in objects_in(cluster, store):
        if one.type == DEPLOYMENT:
            _tell(one, store, runs=finds_a_node(fields(one.inputs, "spec", "template", "spec"), pools))


def _pools(cluster: Stored, world: World) -> Iterator[dict[str, Any]]:
    yield from items(cluster.inputs, "agentPoolProfiles")
    yield from (child.inputs for child in world.children(cluster.id) if child.type == POOL)


def _tell(deployment: Stored, store: Store, *, runs: bool) -> None:
    """Have its status say how many pods are ready; the API server leaves out a zero."""
    status = fields(deployment.outputs, "status")
    rest = {key: value for key, value in status.items() if key not in _READY}
    count = number(deployment.inputs, "spec", "replicas")
    told = {**rest, **dict.fromkeys(_READY, 1 if count is None else count)} if runs else rest
    was_ready = any(key in status for key in _READY)
    if runs != was_ready:
        store.put(replace(deployment, outputs={**deployment.outputs, "status": told}))


def _host(server: str) -> str:
    return server.removeprefix("https://").partition(":")[0]
