"""What differs between two plans of a stack, as plain data: what every format of the diff is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ops.capacity import Span
from ops.diff.policy_settings import PolicySettingChange
from ops.diff.reruns import Rerun
from ops.plan import PolicyResult
from ops.serving import Serving, shares
from sandbox.recording import Refusal


class Action(StrEnum):
    """What `up` would do to a resource."""

    ADDED = "added"
    CHANGED = "changed"
    REPLACED = "replaced"
    """Deleted and made anew."""
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Base:
    """What the head is compared with."""

    words: str
    """Which one it is: `1a2b3c4, the merge base with origin/main`."""
    problem: str = ""
    """Why there is nothing to compare with; empty where there is."""
    notes: tuple[str, ...] = ()
    """What a reader of the comparison has to know about it."""


@dataclass(frozen=True, kw_only=True)
class TrafficChange:
    """The traffic of one model in one stamp, before and after."""

    model: str
    stamp: str
    before: Serving | None
    """None where the model is new there."""
    after: Serving | None
    """None where the model is not served there any more."""

    @property
    def moves(self) -> bool:
        """Whether requests that one deployment answers now go to another one, at once or later."""
        return bool(self.before and self.before.applied and self.after) and self._weights_differ

    @property
    def _weights_differ(self) -> bool:
        before, after = self.before or Serving(), self.after or Serving()
        return bool(after.pending) or shares(before.applied) != shares(after.applied)


@dataclass(frozen=True, kw_only=True)
class ValueChange:
    """One value that differs; its texts are fit to be shown: secrets masked, long ones cut."""

    path: str
    before: str | None
    """None where there was nothing."""
    after: str | None
    """None where there is nothing any more."""
    replaces: bool = False
    """Whether Azure or Kubernetes takes a new resource for it."""


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """What `up` would do to one resource."""

    action: Action
    urn: str
    name: str
    """Its logical name."""
    type: str
    component: str
    """The component that it is part of, its stamp left out: `models/fraud`; empty at the top level."""
    role: str
    """Its name within the component."""
    stamp: str
    values: tuple[ValueChange, ...] = ()
    follows: int = 0
    """Values that differ only because they name something else that is renamed or replaced; not among `values`."""
    why: tuple[str, ...] = ()
    """Why it is replaced, in words."""
    doubts: tuple[str, ...] = ()
    """What cannot be told about the change before `up`, in words."""
    formerly: str = ""
    """Its logical name before, where an alias says that it is the same."""
    holds: str = ""
    """What is lost with it; empty for what can be made again from the config alone."""
    protected: bool = False
    """Whether it is protected before the change: `up` then refuses to delete it."""
    inputs: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Of what is added or removed all that it is, secrets masked: `ops.diff.wholes` shows it."""

    @property
    def is_loss(self) -> bool:
        """Whether something that holds state, or is protected, goes or is made anew."""
        return self.action in (Action.REPLACED, Action.REMOVED) and bool(self.holds or self.protected)

    @property
    def loses_protection(self) -> bool:
        """Whether it stays, but not protected."""
        return self.action is Action.CHANGED and any(
            value.path == PROTECT and value.before == "true" for value in self.values
        )


PROTECT = "(protect)"
"""The path of the option among a resource's values: no property is in brackets."""


@dataclass(frozen=True, kw_only=True)
class PolicyChanges:
    """What the policy pack tells of the head, beside what it told of the base."""

    new: tuple[PolicyResult, ...] = ()
    fixed: tuple[PolicyResult, ...] = ()
    standing: tuple[PolicyResult, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CapacityChange:
    """How much of one thing may run in one stamp, before and after."""

    what: str
    stamp: str
    before: Span
    after: Span
    remark: str = ""
    """How what is asked for exceeds what there can be, in words; empty where it does not."""


@dataclass(frozen=True, kw_only=True)
class Fewer:
    """A deployment that keeps its share of the live traffic, or gets more of it, and may run less for it."""

    model: str
    stamp: str
    what: str
    """`replicas` or `instances`."""
    before: Span
    after: Span


@dataclass(frozen=True, kw_only=True)
class SecretChange:
    """A secret of the stack file whose ciphertext differs; nobody here can tell its value."""

    path: str
    action: Action

    @property
    def encrypts_all(self) -> bool:
        """Whether it is no secret of its own, but what every other one is encrypted with."""
        return self.path in OF_ALL_SECRETS


OF_ALL_SECRETS = ("secretsprovider", "encryptionsalt", "encryptedkey")
"""Keys of a stack file that say what its secrets are encrypted with."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Everything that differs between a base and the head of one stack."""

    project: str
    stack: str
    base: Base
    traffic: tuple[TrafficChange, ...] = ()
    reruns: tuple[Rerun, ...] = ()
    """What answers live requests and becomes something else under the same name."""
    resources: tuple[ResourceChange, ...] = ()
    """By component, then by stamp and name."""
    policies: PolicyChanges = field(default_factory=PolicyChanges)
    policy_settings: tuple[PolicySettingChange, ...] = ()
    """What the stack wants of the policy pack, what loosens first."""
    capacity: tuple[CapacityChange, ...] = ()
    fewer: tuple[Fewer, ...] = ()
    crowded: tuple[str, ...] = ()
    """Where the head's nodes have no room for its pods, in words; not what the base says in the same."""
    warnings: tuple[str, ...] = ()
    """What the program warns of and the base's does not, beside what is told as traffic or as crowded."""
    secrets: tuple[SecretChange, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    """What Azure or Kubernetes would refuse, as what is there already cannot become what is asked for."""
    stamps_added: tuple[str, ...] = ()
    stamps_removed: tuple[str, ...] = ()
    unchanged: int = 0
    """Resources that stay as they are."""

    @property
    def losses(self) -> tuple[ResourceChange, ...]:
        """What holds state, or is protected, and is deleted or made anew."""
        return tuple(change for change in self.resources if change.is_loss)

    @property
    def kept(self) -> tuple[ResourceChange, ...]:
        """What would be deleted or made anew, and is protected: `up` is refused whole."""
        return tuple(change for change in self.losses if change.protected)

    @property
    def unprotected(self) -> tuple[ResourceChange, ...]:
        """What stays, but is not protected any more."""
        return tuple(change for change in self.resources if change.loses_protection)

    @property
    def is_empty(self) -> bool:
        """Whether the head is the same as the base; never where there was nothing to compare with."""
        policies = self.policies.new or self.policies.fixed or self.policy_settings
        found = self.traffic or self.resources or policies or self.capacity or self.warnings or self.secrets
        return not (found or self.base.problem)
