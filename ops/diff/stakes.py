"""Changes that deserve a second look, in words: a count of resources does not tell them from trivial ones."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from ops.counted import listed
from ops.diff import policy_words
from ops.diff.difference import Action, Difference, ResourceChange, ValueChange
from ops.diff.retirements import retirements
from ops.topology import SHARED

_KEY = re.compile(r"\[[^\]]*\]")
_NUMBER = re.compile(r"\d+(\.\d+)*")
_MOST_NAMED = 3
"""Stamps that a sentence names; of more it tells how many."""


class _When(Enum):
    """Which changes of a value are told."""

    ANY = auto()
    MORE = auto()
    LESS = auto()


@dataclass(frozen=True, kw_only=True)
class _Stake:
    """A property that much depends on; `says` may have `{before}` and `{after}` where both are numbers."""

    type: str
    path: str
    """With what tells the entries of lists apart left out."""
    when: _When
    says: str


_SHORT = "asks for more GPUs than nodes can have"
_CROWDED = "has no room on its nodes for all pods ({})"
_CLUSTER = "azure-native:containerservice:ManagedCluster"
_ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
_KEEPS_BACKUPS = "keeps backups {after} days instead of {before}"
"""Said once of all that it takes; accounts of no backup set none of it."""

_STAKES = (
    _Stake(
        type=_CLUSTER,
        path="aadProfile.adminGroupObjectIDs[]",
        when=_When.ANY,
        says="changes who administers the cluster",
    ),
    _Stake(type=_CLUSTER, path="kubernetesVersion", when=_When.MORE, says="upgrades Kubernetes {before} → {after}"),
    _Stake(
        type="azure-native:storage:StorageAccount",
        path="immutableStorageWithVersioning.immutabilityPolicy.immutabilityPeriodSinceCreationInDays",
        when=_When.LESS,
        says=_KEEPS_BACKUPS,
    ),
    _Stake(
        type="azure-native:storage:ManagementPolicy",
        path="policy.rules[].definition.actions.version.delete.daysAfterCreationGreaterThan",
        when=_When.LESS,
        says=_KEEPS_BACKUPS,
    ),
    _Stake(
        type="azure-native:storage:BlobServiceProperties",
        path="deleteRetentionPolicy.days",
        when=_When.LESS,
        says=_KEEPS_BACKUPS,
    ),
    _Stake(
        type="azure-native:storage:BlobServiceProperties",
        path="containerDeleteRetentionPolicy.days",
        when=_When.LESS,
        says=_KEEPS_BACKUPS,
    ),
    _Stake(
        type="azure-native:keyvault:Vault",
        path="properties.softDeleteRetentionInDays",
        when=_When.LESS,
        says="keeps deleted secrets and keys {after} days instead of {before}",
    ),
    _Stake(
        type="azure-native:operationalinsights:Workspace",
        path="retentionInDays",
        when=_When.LESS,
        says="keeps logs {after} days instead of {before}",
    ),
    _Stake(
        type="azure-native:containerregistry:Registry",
        path="policies.retentionPolicy.days",
        when=_When.LESS,
        says="keeps untagged images {after} days instead of {before}",
    ),
    _Stake(
        type="azure-native:operationalinsights:Workspace",
        path="workspaceCapping.dailyQuotaGb",
        when=_When.LESS,
        says="takes {after} GB of logs a day instead of {before}",
    ),
    _Stake(
        type=_CLUSTER,
        path="apiServerAccessProfile.authorizedIPRanges[]",
        when=_When.ANY,
        says="changes from where the API server of the cluster answers",
    ),
    _Stake(
        type="kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass",
        path="spec.secretObjects[].data[].objectName",
        when=_When.ANY,
        says="changes the certificate that callers are shown",
    ),
    _Stake(
        type=_ROUTE,
        path="metadata.annotations.ai-models/first-step",
        when=_When.MORE,
        says="lets a deployment begin with {after} % of the traffic instead of {before}",
    ),
    _Stake(
        type=_ROUTE,
        path="metadata.annotations.ai-models/largest-step",
        when=_When.MORE,
        says="lets {after} % of the traffic move at once instead of {before}",
    ),
)
"""In the order in which they are told."""


class Tone(StrEnum):
    """How a reader should take a difference."""

    BAD = "bad"
    """Stop: state is lost, something is refused, or a mandatory policy breaks."""
    WARNING = "warning"
    """Look."""
    CHANGE = "change"
    GOOD = "good"
    """Nothing changes."""


def tone(difference: Difference) -> Tone:
    """How a reader should take it: the same in every format."""
    new = {result.enforcement for result in difference.policies.new} - {"disabled"}
    if difference.losses or difference.refusals or "mandatory" in new:
        return Tone.BAD
    worth_a_look = (
        difference.base.problem,
        difference.reruns,
        difference.unprotected,
        difference.warnings,
        new,
        policy_words.loosens(difference.policy_settings),
        any(change.action is Action.REPLACED for change in difference.resources),
        any(parts(difference)),
    )
    if any(worth_a_look):
        return Tone.WARNING
    return Tone.GOOD if difference.is_empty else Tone.CHANGE


def parts(difference: Difference) -> Iterator[str]:
    """What the verdict says of them: `upgrades Kubernetes 1.35 → 1.36 in eastus and westus`."""
    stamps: dict[str, dict[str, None]] = {}
    for says, stamp in (*_short(difference), *retirements(difference.resources), *_found(difference.resources)):
        stamps.setdefault(says, {})[stamp] = None
    for says, those in stamps.items():
        yield f"{says}{_where(list(those))}"


def _short(difference: Difference) -> Iterator[tuple[str, str]]:
    """Where less may run than live traffic had, or more is asked for than there can be: those pods wait for ever."""
    yield from ((_SHORT, change.stamp) for change in difference.capacity if change.remark)
    models = {one.model for one in difference.fewer}
    for one in difference.fewer:
        what = f"{one.model} ({one.before} → {one.after})" if len(models) <= _MOST_NAMED else f"{len(models)} models"
        yield f"may run fewer {one.what} of {what}", one.stamp
    yield from ((_CROWDED.format(text.partition(":")[0]), SHARED) for text in difference.crowded)


def _found(changes: Sequence[ResourceChange]) -> Iterator[tuple[str, str]]:
    """What is said, and of which stamp."""
    for stake in _STAKES:
        for change in changes:
            for value in change.values if change.type == stake.type else ():
                if says := _said(stake, value):
                    yield says, change.stamp


def _where(stamps: Sequence[str]) -> str:
    """Where it is; of what belongs to no stamp nothing is said."""
    if list(stamps) == [SHARED]:
        return ""
    return f" in {listed(stamps) if len(stamps) <= _MOST_NAMED else f'{len(stamps)} stamps'}"


def _said(stake: _Stake, value: ValueChange) -> str:
    """What is said of one value; empty where nothing is."""
    if _KEY.sub("[]", value.path) != stake.path:
        return ""
    if stake.when is _When.ANY:
        return stake.says
    before, after = _number(value.before), _number(value.after)
    if not before or not after or before == after or (after > before) is not (stake.when is _When.MORE):
        return ""
    return stake.says.format(before=value.before, after=value.after)


def _number(text: str | None) -> tuple[int, ...]:
    """`1.35` as 1 and 35; empty where it is no number."""
    return tuple(map(int, text.split("."))) if text and _NUMBER.fullmatch(text) else ()
