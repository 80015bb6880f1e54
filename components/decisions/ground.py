"""What models are served on: the stack's own state, read for what an edit would move under them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from components.addresses import stamp_group_name
from components.decisions.departing import may_go, served_models
from components.decisions.made import Made
from components.decisions.retirement import Answering, Endpoint, answering
from components.names import Names
from config.errors import Problem
from config.paths import Path, dotted
from config.remedies import as_yaml, remove, set_value
from config.stack import StackConfig

_VERSION = re.compile(r"/v\d{8}\w*(?=:)")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The resources of the state, and the config that is to be theirs."""

    made: Sequence[Made]
    config: StackConfig
    names: Names

    @cached_property
    def pods(self) -> frozenset[str]:
        """The regions in whose clusters models are served that may not go."""
        return frozenset(one.region for one in self._endpoints if one.target == "kubernetes")

    @cached_property
    def endpoints(self) -> frozenset[str]:
        """The regions in whose workspaces models are served that may not go."""
        return frozenset(one.region for one in self._endpoints if one.target != "kubernetes")

    @cached_property
    def serving(self) -> frozenset[str]:
        """The regions in which any model is served."""
        return self.pods | self.endpoints

    @cached_property
    def stamps(self) -> frozenset[str]:
        """The regions that have a stamp, or are to have one."""
        return frozenset(one.region for one in self._answering.groups) | frozenset(self.config.stamps)

    @cached_property
    def is_renamed(self) -> bool:
        """Whether the stamps had other names: all else follows from that, and another guard tells it."""
        return any(not same(one.name, stamp_group_name(self.names, one.region)) for one in self._answering.groups)

    @cached_property
    def _endpoints(self) -> Sequence[Endpoint]:
        served = served_models(self.config, self.names)
        return [one for one in self._answering.endpoints if not may_go(one, self.config, served)]

    @cached_property
    def _answering(self) -> Answering:
        return answering(self.made)

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Made]]:
        found: dict[str, list[Made]] = defaultdict(list)
        for one in self.made:
            found[_VERSION.sub("", one.type)].append(one)
        return found

    def of(self, type_: str) -> Sequence[Made]:
        """The resources of a type, of whatever version of its API: `azure-native:network:PrivateEndpoint`."""
        return self._by_type.get(type_, ())

    def in_stamps(self, type_: str, regions: Collection[str]) -> Iterator[tuple[str, Made]]:
        """The resources of a type in these regions, where the config still has the stamp; with the region of each."""
        for one in self.of(type_):
            region = one.text("tags", "stamp")
            if region in regions and region in self.config.stamps:
                yield region, one


def stays(path: Path, wanted: object, was: object, why: str, instead: str, back: str = "") -> Problem:
    """A value that cannot change while models are served, and what to do in place of the edit.

    `was` is what stands now, as the config has it: None where the key was not there. `back` is what undoes the edit,
    where setting that value does not.
    """
    return Problem(
        path=dotted(path),
        value=f"{_said(wanted)}, where {_said(was)} stands and models are served",
        allowed=f"{_said(was)} for as long as models are served: {why}",
        example=back or _undone(path, was),
        hint=instead,
    )


def never(path: Path, wanted: object, was: object, why: str, instead: str) -> Problem:
    """A value that Azure refuses to change, whether or not models are served."""
    return Problem(
        path=dotted(path),
        value=f"{_said(wanted)}, where {_said(was)} stands",
        allowed=f"{_said(was)}: {why}",
        example=_undone(path, was),
        hint=instead,
    )


def once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each problem once, though several resources have it."""
    return iter(dict.fromkeys(problems))


def is_id(value: Any) -> bool:
    """Whether it is the id of an Azure resource: what is not known before `up` is none."""
    return isinstance(value, str) and value.startswith("/subscriptions/")


def is_in_group(id_: str, group: str) -> bool:
    """Whether an id is that of something in a resource group of that name."""
    return f"/resourcegroups/{group}/".casefold() in id_.casefold()


def same(one: str, other: str) -> bool:
    """Whether two names or ids are one to Azure."""
    return one.casefold() == other.casefold()


def _undone(path: Path, was: object) -> str:
    if was is None:
        return remove(path)
    return as_yaml(path, was) if isinstance(was, list) else set_value(path, was)


def _said(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str() | int():
            return f"`{value}`"
        case list() | tuple():
            return "`[" + ", ".join(map(str, value)) + "]`"
        case _:
            return str(value)
