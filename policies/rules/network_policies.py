"""Network policies: a pod speaks with whom it was said, and with nobody else."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace

from policies.finding import Finding, Mistyped, NotKnown
from policies.label_selectors import selects, selects_all
from policies.ranges import are_almost_everything, is_within, private_like
from policies.reading import Reader
from policies.rule import stack_rule
from policies.stack_reading import StackReader
from policies.tokens import canonical, is_patch
from policies.workloads import (
    NAMESPACE,
    WORKLOADS,
    Neighbors,
    borrows_pods,
    holds_for_one,
    is_beside,
    labels_of,
    namespace_of,
    told,
)

POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"

_KEY = "components/network_policies.py, which declares those of a namespace"
_DIRECTIONS = {"Ingress": "ingress", "Egress": "egress"}
_PEERS = {"Ingress": "from", "Egress": "to"}
_FIRST_PORTS = (0, 1)
_LAST_PORT = 65535

_Opening = Callable[[Reader, str], bool]


@stack_rule(
    "network-policy-every-pod",
    title="The network of every pod is limited",
    row="kubernetes-network-policy",
    types=(*WORKLOADS, POLICY),
    safe="a NetworkPolicy of the same namespace that selects the pods",
    config_key=_KEY,
)
def every_pod(stack: StackReader) -> Iterator[Finding]:
    """A NetworkPolicy selects the pods of each workload; what none selects speaks with everybody."""
    policies = Neighbors(stack, POLICY)
    for workload in stack.of(*WORKLOADS):
        yield from told(_unselected(workload, policies))


@stack_rule(
    "network-policy-default-deny",
    title="Who is not named gets neither in nor out",
    row="kubernetes-network-policy",
    types=(NAMESPACE, *WORKLOADS, POLICY),
    safe="a NetworkPolicy for all pods that allows nothing, in and out",
    config_key=_KEY,
)
def default_deny(stack: StackReader) -> Iterator[Finding]:
    """Each namespace denies what no policy allows, and none allows all; out to the public Internet alone is not all."""
    policies = Neighbors(stack, POLICY)
    namespaces = Neighbors(stack, NAMESPACE)
    may_open = functools.cache(_may_open)
    for namespace in stack.of(NAMESPACE):
        yield from told(_undenied(namespace, policies))
    for workload in stack.of(*WORKLOADS):
        yield from told(_undenied_elsewhere(workload, policies, namespaces))
        yield from told(_opened_themselves(workload, policies, may_open))


def _unselected(workload: Reader, policies: Neighbors) -> Iterator[Finding]:
    if borrows_pods(workload):
        return
    labels = labels_of(workload)

    def is_selected(policy: Reader) -> bool:
        return is_beside(policy, workload) and selects(policy.at("spec.podSelector"), labels)

    if not holds_for_one(policies.of(workload), is_selected):
        yield workload.finding("no NetworkPolicy of the stack selects its pods")


def _undenied_elsewhere(workload: Reader, policies: Neighbors, namespaces: Neighbors) -> Iterator[Finding]:
    """What is not denied in the namespace of a workload, where the stack does not declare that namespace."""
    if not any(namespace_of(one) == namespace_of(workload) for one in namespaces.of(workload)):
        yield from _undenied(workload, policies)


def _undenied(thing: Reader, policies: Neighbors) -> Iterator[Finding]:
    beside = policies.of(thing)
    for direction in _DIRECTIONS:
        yield from told(_not_denied(thing, direction, beside))
        yield from told(_opened(thing, direction, beside))


def _not_denied(thing: Reader, direction: str, policies: list[Reader]) -> Iterator[Finding]:
    if not holds_for_one(policies, lambda policy: is_beside(policy, thing) and _denies(policy, direction)):
        is_elsewhere = canonical(thing.resource.type) != NAMESPACE
        where = "its namespace, which is not of the stack" if is_elsewhere else "its namespace"
        finding = thing.finding(f"no NetworkPolicy of the stack denies {direction} by default in {where}")
        # What a namespace that is not made here, or that is only patched, has besides, no plan tells.
        yield replace(finding, undecided=is_elsewhere or is_patch(thing.resource.type))


def _opened(thing: Reader, direction: str, policies: list[Reader]) -> Iterator[Finding]:
    def opens(policy: Reader) -> bool:
        return is_beside(policy, thing) and selects_all(policy.at("spec.podSelector")) and _opens(policy, direction)

    if holds_for_one(policies, opens):
        yield thing.finding(f"a NetworkPolicy of its namespace allows all {direction} of all pods, or nearly all")


def _opened_themselves(workload: Reader, policies: Neighbors, may_open: _Opening) -> Iterator[Finding]:
    """What policies open for the pods of a workload; what they open for all pods is told of the namespace."""
    if borrows_pods(workload):
        return
    beside = policies.of(workload)
    for direction in _DIRECTIONS:
        yield from told(_opened_for(workload, direction, [one for one in beside if may_open(one, direction)]))


def _opened_for(workload: Reader, direction: str, policies: list[Reader]) -> Iterator[Finding]:
    def opens(policy: Reader) -> bool:
        selector = policy.at("spec.podSelector")
        own = is_beside(policy, workload) and not selects_all(selector) and selects(selector, labels_of(workload))
        return own and _opens(policy, direction)

    if holds_for_one(policies, opens):
        yield workload.finding(f"a NetworkPolicy allows all {direction} of its pods, or nearly all")


def _denies(policy: Reader, direction: str) -> bool:
    """Whether a policy selects every pod of its namespace and allows nothing in a direction."""
    return _is_about_all(policy, direction) and not policy.items(f"spec.{_DIRECTIONS[direction]}")


def _opens(policy: Reader, direction: str) -> bool:
    """Whether a policy allows everything in a direction to the pods that it selects: what it allows counts.

    https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic
    """
    if direction not in _directions(policy.at("spec")):
        return False
    return holds_for_one(policy.items(f"spec.{_DIRECTIONS[direction]}"), lambda rule: _is_for_all(rule, direction))


def _may_open(policy: Reader, direction: str) -> bool:
    """Whether a policy opens a direction, or cannot be read: asked once of each, however many workloads are beside."""
    try:
        return _opens(policy, direction)
    except (NotKnown, Mistyped):
        return True


def _is_for_all(rule: Reader, direction: str) -> bool:
    """Whether a rule of a policy limits neither the ports nor the peers."""
    limits = ("ports", _is_every_port), (_PEERS[direction], _everybody(direction))

    def is_limited(limit: tuple[str, Callable[[Reader], bool]]) -> bool:
        path, is_open = limit
        parts = rule.items(path)
        return bool(parts) and not holds_for_one(parts, is_open)

    return not holds_for_one(limits, is_limited)


def _is_every_port(port: Reader) -> bool:
    first = port.value("port")
    return first is None or (first in _FIRST_PORTS and (port.number("endPort") or 0) >= _LAST_PORT)


def _everybody(direction: str) -> Callable[[Reader], bool]:
    """Whether a peer, with those that were asked of before it, is all pods of a cluster or nearly every address."""
    ranges: list[str] = []

    def is_everybody(peer: Reader) -> bool:
        if not (direction == "Egress" and _is_internet_alone(peer.at("ipBlock"))):
            ranges.append(peer.text("ipBlock.cidr") or "")
        everywhere = peer.value("namespaceSelector") is not None and selects_all(peer.at("namespaceSelector"))
        return are_almost_everything(ranges) or (everywhere and selects_all(peer.at("podSelector")))

    return is_everybody


def _is_internet_alone(block: Reader) -> bool:
    """Whether a block is wide, and has no private range, where pods, nodes and the networks of their owner are.

    What goes out to such a block alone gets to none of those, so it is not all that may go out.
    """
    cidr = block.text("cidr") or ""
    return are_almost_everything([cidr]) and all(
        holds_for_one(block.items("except"), lambda one, private=private: is_within(private, one.text("") or ""))
        for private in private_like(cidr)
    )


def _is_about_all(policy: Reader, direction: str) -> bool:
    """Whether a policy selects every pod of its namespace, and has to do with a direction."""
    spec = policy.at("spec")
    return selects_all(spec.at("podSelector")) and direction in _directions(spec)


def _directions(spec: Reader) -> list[str]:
    """What a policy is about: without a word of it, what comes in, and what goes out where it has rules of that.

    https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource
    """
    return spec.texts("policyTypes") or ["Ingress", *(["Egress"] if spec.items("egress") else [])]
