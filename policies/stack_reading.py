"""How stack rules read all resources together."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from policies.declared import Resource
from policies.finding import Finding, Mistyped, NotKnown
from policies.reading import Default, Reader
from policies.tokens import canonical

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

    def refers(self, reader: Reader, path: str, target: Reader, name: str, *, kind: str = "") -> bool:
        """Whether the value at `path` names `target`, whose own name is at `name`: by name, or by an ARM id.

        An id has to be of the target's resource group too, where that is known, and of its `kind`, such as
        `microsoft.storage/storageaccounts`, where one is given. Where either name is not known yet, by what the
        value is made of.
        """
        try:
            value, own = reader.text(path), target.text(name)
        except NotKnown:
            return target.urn in reader.made_of(path)
        if not value or not own:
            return False
        id_, _, last = value.casefold().rpartition("/")
        if last != own.casefold():
            return False
        return not id_ or (_is_of_group(id_, target) and (not kind or id_.endswith(f"/{kind}")))

    def _reader(self, resource: Resource) -> Reader:
        return Reader(resource, self._defaults)


def _is_of_group(id_: str, target: Reader) -> bool:
    """Whether an ARM id in lower case is of the resource group of `target`, as far as both tell theirs."""
    group = target.text("resourceGroupName") if target.is_known("resourceGroupName") else None
    _, found, rest = id_.partition("/resourcegroups/")
    return not (group and found) or rest.partition("/")[0] == group.casefold()
