"""Values that differ only because they name something that has another name now."""

import re
from collections.abc import Sequence
from typing import Any

from ops.diff.values import Differing
from ops.plan import PlannedResource
from ops.resource_names import physical_name
from sandbox.identity import own_name_of
from sandbox.sdk import canonical

_SHORTEST = 6
"""Characters of a name that is looked for inside other values; a shorter one would be found by chance."""

Pairs = Sequence[tuple[PlannedResource, PlannedResource]]


class Renames:
    """The physical names that differ between two plans."""

    def __init__(self, pairs: Pairs) -> None:
        """`pairs` are the resources of both plans, as they were and as they will be."""
        named = {physical_name(before): physical_name(after) for before, after in pairs}
        self._names = {old: new for old, new in named.items() if new and old != new and len(old) >= _SHORTEST}
        longest_first = sorted(self._names, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def explain(self, value: Differing, resource: PlannedResource) -> bool:
        """Whether the value of `resource` is the same but for names of other resources."""
        own = {"metadata.name", own_name_of(canonical(resource.type)) if resource.type.startswith("azure") else ""}
        if self._pattern is None or value.pattern in own:
            return False
        return self._renamed(value.before) == value.after

    def _renamed(self, value: Any) -> Any:
        match value:
            case str() if self._pattern:
                return self._pattern.sub(lambda found: self._names[found[0]], value)
            case list():
                return [self._renamed(item) for item in value]
            case dict():
                return {self._renamed(name): self._renamed(item) for name, item in value.items()}
            case _:
                return value
