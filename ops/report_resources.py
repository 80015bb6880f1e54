"""The resources of the report at a glance: a line a component, a column a stamp."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ops.capacity import Span
from ops.columns import Columns
from ops.plan import Plan, PlannedResource
from ops.resource_names import kind, kinds
from ops.screen import Screen
from ops.topology import PLATFORM_TYPE, SHARED, STAMP_TYPE, Branch, Topology

_MOST_ALIKE = 10
"""Components of one type side by side; what is beyond is counted."""

_WHOLES = frozenset({PLATFORM_TYPE, STAMP_TYPE})
"""Components whose parts stand beside them, not below: the platform, and the stamps that lie over one another."""

_LABEL_WIDTH = 25
_NUMBER_WIDTH = 7
_PROVIDERS = {"azure-native": "Azure", "kubernetes": "Kubernetes", "pulumi": "providers"}


@dataclass(kw_only=True)
class _Row:
    """One component, in as many stamps as it is."""

    depth: int
    label: str
    resources: dict[str, list[PlannedResource]] = field(default_factory=dict)
    """By stamp."""

    def add(self, stamp: str, resources: Iterable[PlannedResource]) -> None:
        self.resources.setdefault(stamp, []).extend(resources)


def table(topology: Topology, screen: Screen) -> Iterator[str]:
    """How many resources each component has, and of which kinds."""
    rows: dict[tuple[str, ...], _Row] = {}
    _collect(topology.roots, (), rows)
    if topology.loose:
        rows["", "loose"] = _Row(depth=0, label="top level", resources={SHARED: topology.loose})
    shared = any(row.resources.get(SHARED) for row in rows.values())
    columns = Columns(topology.stamps, shared=shared, narrowest=_NUMBER_WIDTH)
    yield "  " + screen.dim(f"{'':<{_LABEL_WIDTH}}{columns.header}")
    room = screen.width - _LABEL_WIDTH - columns.width - 4
    for row in rows.values():
        if any(row.resources.values()):
            one = max(row.resources.values(), key=len)
            label = _cut(f"{'  ' * row.depth}{row.label}", _LABEL_WIDTH)
            numbers = columns.row({stamp: _exactly(len(found)) for stamp, found in row.resources.items()})
            yield f"  {label:<{_LABEL_WIDTH}}{numbers}  {screen.dim(kinds([each.type for each in one], room))}".rstrip()


def totals(plan: Plan) -> str:
    """How many resources there are, by provider."""
    custom = [resource for resource in plan.resources if resource.custom]
    counts = Counter(resource.type.split(":")[0] for resource in custom)
    parts = [f"{counts[provider]} {label}" for provider, label in _PROVIDERS.items() if counts[provider]]
    components = len(plan.resources) - len(custom)
    return f"{len(custom)} resources in {components} components: {', '.join(parts)}"


def _collect(branches: list[Branch], path: tuple[str, ...], rows: dict[tuple[str, ...], _Row]) -> None:
    shown, hidden = _few(branches)
    for branch in shown:
        whole = branch.component.type in _WHOLES
        key = (*path, kind(branch.component.type).lower() if whole else branch.label)
        row = rows.setdefault(key, _Row(depth=len(path), label=key[-1]))
        row.add(branch.stamp, branch.leaves if branch.is_grouping else branch.everything)
        if branch.is_grouping:
            _collect(branch.branches, path if whole else key, rows)
    for branch in hidden:
        row = rows.setdefault((*path, ""), _Row(depth=len(path), label=f"{len(hidden)} more (-v)"))
        row.add(branch.stamp, branch.everything)


def _few(branches: list[Branch]) -> tuple[list[Branch], list[Branch]]:
    """The branches to show, and those beyond the first few of a kind."""
    seen: Counter[tuple[str, str]] = Counter()
    shown: list[Branch] = []
    hidden: list[Branch] = []
    for branch in branches:
        alike = (branch.component.type, branch.stamp)
        seen[alike] += 1
        (hidden if seen[alike] > _MOST_ALIKE and not branch.is_stamp else shown).append(branch)
    return shown, hidden


def _exactly(count: int) -> Span:
    return Span(low=count, high=count)


def _cut(text: str, width: int) -> str:
    return text if len(text) < width else f"{text[: width - 2]}…"
