"""The resources of the report: a tree of components, and totals by service."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from ops.plan import Plan, PlannedResource
from ops.screen import Screen
from ops.topology import Branch, Topology
from sandbox.wire import UNKNOWN_SENTINEL

_MOST_ALIKE = 8
"""Components of one type side by side; what is beyond is counted."""

_LABEL_WIDTH = 30

_LANDMARKS = (
    "ManagedCluster",
    "Workspace",
    "Registry",
    "Vault",
    "StorageAccount",
    "Namespace",
    "VirtualNetwork",
    "OnlineEndpoint",
)
"""Types that come first: what an engineer looks for in the portal."""


def tree(topology: Topology, screen: Screen, verbosity: int) -> Iterator[str]:
    """The components with what they are made of."""
    for branch in topology.roots:
        yield from _row(screen, screen.bold(branch.label), len(branch.label), len(branch.everything), branch.leaves)
        if verbosity:
            yield from _leaves(branch.leaves, "", screen, verbosity)
        yield from _below(branch, "", screen, verbosity)
    if topology.loose:
        yield from _row(screen, "outside any component", 21, len(topology.loose), topology.loose)
        if verbosity:
            yield from _leaves(topology.loose, "", screen, verbosity)


def totals(plan: Plan, screen: Screen, verbosity: int) -> Iterator[str]:
    """How many resources there are, by provider and service; by type when asked for more."""
    custom = [resource for resource in plan.resources if resource.custom]
    yield f"  {len(custom)} resources in {len(plan.resources) - len(custom)} components"
    for provider, label in (("azure-native", "Azure"), ("kubernetes", "Kubernetes"), ("pulumi", "providers")):
        types = [resource.type for resource in custom if resource.type.split(":")[0] == provider]
        if types:
            kinds = Counter(_kind(type_) if verbosity else _service(type_) for type_ in types)
            summary = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
            head = f"  {label:<11}{len(types):>4}  "
            yield from textwrap.wrap(summary, screen.width, initial_indent=head, subsequent_indent=" " * len(head))


def _below(branch: Branch, indent: str, screen: Screen, verbosity: int) -> Iterator[str]:
    shown, hidden = (branch.branches, []) if verbosity else _few(branch.branches)
    for number, below in enumerate(shown):
        last = number == len(shown) - 1 and not hidden
        lead, rest = ("└─ ", "   ") if last else ("├─ ", "│  ")
        open_ = verbosity > 0 or any(nested.is_stamp for nested in below.branches) or below.is_stamp
        own = below.leaves if open_ else below.everything
        label = f"{indent}{lead}{below.label}"
        painted = f"{screen.dim(indent + lead)}{screen.bold(below.label)}"
        yield from _row(screen, painted, len(label), len(below.everything), own, indent + rest)
        if open_:
            if verbosity:
                yield from _leaves(below.leaves, indent + rest, screen, verbosity)
            yield from _below(below, indent + rest, screen, verbosity)
    if hidden:
        resources = sum(len(below.everything) for below in hidden)
        yield screen.dim(f"{indent}└─ … {len(hidden)} more of these, {resources} resources; -v lists them")


def _few(branches: list[Branch]) -> tuple[list[Branch], list[Branch]]:
    """The branches to show, and those that are too many of a kind."""
    seen: Counter[str] = Counter()
    shown, hidden = [], []
    for branch in branches:
        seen[branch.component.type] += 1
        many = seen[branch.component.type] > _MOST_ALIKE and not branch.is_stamp
        (hidden if many else shown).append(branch)
    return shown, hidden


def _row(
    screen: Screen, painted: str, length: int, count: int, resources: Iterable[PlannedResource], indent: str = ""
) -> Iterator[str]:
    """A component's line: its name, how many resources, of which types."""
    gap = " " * max(1, _LABEL_WIDTH - length)
    head = f"{gap}{count:>4}  "
    room = screen.width - length - len(head)
    first, *rest = textwrap.wrap(_types(resources), max(20, room)) or [""]
    yield f"  {painted}{head}{screen.dim(first)}".rstrip()
    hang = f"{indent}{' ' * (length + len(head) - len(indent))}"
    for line in rest:
        yield f"  {screen.dim(hang + line)}"


def _leaves(resources: Iterable[PlannedResource], indent: str, screen: Screen, verbosity: int) -> Iterator[str]:
    for resource in sorted(resources, key=lambda resource: resource.name):
        marks = "  protected" if resource.protect else ""
        yield f"  {screen.dim(indent)}  {resource.name}  {screen.dim(_kind(resource.type) + marks)}"
        physical = _physical_name(resource)
        if physical and physical != resource.name:
            yield f"  {screen.dim(f'{indent}    {physical}')}"
        if verbosity > 1:
            text = json.dumps(resource.inputs, indent=2, sort_keys=True, ensure_ascii=False)
            for line in text.replace(UNKNOWN_SENTINEL, "known after up").splitlines():
                yield f"  {screen.dim(f'{indent}    {line}')}"


def _types(resources: Iterable[PlannedResource]) -> str:
    counts = Counter(_kind(resource.type) for resource in resources)
    ordered = sorted(counts, key=lambda kind: (kind not in _LANDMARKS, -counts[kind], kind))
    return ", ".join(kind if counts[kind] == 1 else f"{counts[kind]} {kind}" for kind in ordered)


def _kind(type_: str) -> str:
    """The last word of a type token; a provider's is the provider's name."""
    return type_.rsplit(":", 1)[-1] if not type_.startswith("pulumi:providers:") else "Provider"


def _service(type_: str) -> str:
    """The middle of a type token, without its version: `storage`, `apps`, `core`."""
    return type_.split(":")[1].split("/")[0] if type_.count(":") > 1 else type_


def _physical_name(resource: PlannedResource) -> str:
    metadata = resource.inputs.get("metadata")
    named = metadata if isinstance(metadata, dict) else resource.outputs
    name = named.get("name")
    return name if isinstance(name, str) and name != UNKNOWN_SENTINEL else ""
