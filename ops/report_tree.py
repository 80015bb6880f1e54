"""Each resource of the report by name, as a tree of components: what `-v` shows."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from ops.plan import Plan, PlannedResource
from ops.resource_names import kind, physical_name
from ops.screen import Screen
from ops.topology import Branch, Topology
from sandbox.wire import UNKNOWN_SENTINEL


def tree(topology: Topology, screen: Screen, *, inputs: bool) -> Iterator[str]:
    """The components with their resources; with `inputs`, what each resource is given."""
    for branch in topology.roots:
        yield f"  {screen.bold(branch.component.name)}"
        yield from _inside(branch, "  ", screen, inputs=inputs)
    yield from _leaves(topology.loose, "  ", screen, inputs=inputs)


def types(plan: Plan, screen: Screen) -> Iterator[str]:
    """How many resources there are of each type."""
    counts = Counter(resource.type for resource in plan.resources)
    for type_, count in sorted(counts.items()):
        yield f"  {count:>5}  {type_ if screen.width > len(type_) + 9 else kind(type_)}"


def _inside(branch: Branch, indent: str, screen: Screen, *, inputs: bool) -> Iterator[str]:
    rest = "│  " if branch.branches else "   "
    yield from _leaves(branch.leaves, indent + rest, screen, inputs=inputs)
    for below in branch.branches:
        last = below is branch.branches[-1]
        name = below.component.name
        yield f"{screen.dim(indent + ('└─ ' if last else '├─ '))}{screen.bold(name)}"
        yield from _inside(below, indent + ("   " if last else "│  "), screen, inputs=inputs)


def _leaves(resources: Iterable[PlannedResource], indent: str, screen: Screen, *, inputs: bool) -> Iterator[str]:
    for resource in sorted(resources, key=lambda resource: resource.name):
        words = [kind(resource.type), *([physical_name(resource)] if physical_name(resource) != resource.name else [])]
        words += ["protected"] if resource.protect else []
        yield f"{screen.dim(indent)}{resource.name}  {screen.dim('  '.join(filter(None, words)))}"
        if inputs:
            text = json.dumps(resource.inputs, indent=2, sort_keys=True, ensure_ascii=False)
            for line in text.replace(UNKNOWN_SENTINEL, "known after up").splitlines():
                yield screen.dim(f"{indent}  {line}")
