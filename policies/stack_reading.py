"""How stack rules read all resources together."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from policies.declared import Resource, canonical
from policies.finding import Finding, Mistyped, NotKnown
from policies.reading import Default, Reader

Each = Callable[[Reader, "StackReader"], Iterator[Finding]]


class Index:
    """Every resource of a stack, by type, URN and parent."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.resources = resources
        self.by_type: dict[str, list[Resource]] = defaultdict(list)
        self.by_urn: dict[str, Resource] = {}
        self.by_parent: dict[str, list[Resource]] = defaultdict(list)
        for resource in resources:
            self.by_type[canonical(resource.type)].append(resource)
            self.by_urn[resource.urn] = resource
            self.by_parent[resource.parent].append(resource)


class StackReader:
    """All resources of a stack, as one rule reads them."""

    def __init__(self, index: Index, defaults: Mapping[str, Default]) -> None:
        self._index = index
        self._defaults = defaults

    def all(self) -> list[Reader]:
        """Every resource, components and providers too."""
        return [self._reader(resource) for resource in self._index.resources]

    def of(self, *types: str) -> list[Reader]:
        """The resources of these types."""
        return [self._reader(resource) for type_ in types for resource in self._index.by_type.get(type_, ())]

    def get(self, urn: str) -> Reader | None:
        """The resource of that URN."""
        found = self._index.by_urn.get(urn)
        return self._reader(found) if found else None

    def children(self, urn: str) -> list[Reader]:
        """The resources whose parent it is."""
        return [self._reader(resource) for resource in self._index.by_parent.get(urn, ())]

    def each(self, check: Each, *types: str) -> Iterator[Finding]:
        """What `check` finds of each resource of these types; what is unknown of one does not hide the others."""
        for reader in self.of(*types):
            try:
                yield from check(reader, self)
            except (NotKnown, Mistyped) as trouble:
                yield trouble.finding()

    def refers(self, reader: Reader, path: str, target: Reader, name: str) -> bool:
        """Whether the value at `path` names `target`, whose own name is at `name`: by name, or as the end of an ARM id.

        Where either is not known yet, by what the one waits for.
        """
        try:
            value, own = reader.text(path), target.text(name)
        except NotKnown:
            return target.urn in reader.resource.dependencies
        if not value or not own:
            return False
        return value.casefold().rpartition("/")[2] == own.casefold()

    def _reader(self, resource: Resource) -> Reader:
        return Reader(resource, self._defaults)
