"""What the engine does about each resource that the program registers, and about those that it no longer does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.changes import changes
from sandbox.dialects import AzureNative, Kubernetes, Settings
from sandbox.request import Refused, Request
from sandbox.validation import type_errors
from tests.traffic.kept import Kept, ignoring, last_first, needing
from tests.traffic.trouble import Trouble
from tests.traffic.wire import Answer, Failed, Wire

_DIALECTS = {one.package: one for one in (AzureNative(), Kubernetes())}


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A registration: what the program wants of one resource."""

    kept: Kept
    """As it would be kept, without what the cloud answers."""
    request: Request
    ignore_changes: tuple[str, ...] = ()
    import_id: str = ""
    """The id that the program says it exists by already."""


class Steps:
    """One `up`: registrations in the order in which they come, then deletes; the state is changed as it goes.

    As Pulumi's engine does: a failure ends the run, but what was under way at the same time is finished; nothing is
    deleted after a failure; what is not among the targets stays as it was, or is not made.
    """

    def __init__(
        self, kept: dict[str, Kept], wire: Wire, targets: frozenset[str] | None = None, trouble: Trouble | None = None
    ) -> None:
        self.kept = kept
        self.wire = wire
        self.failures: list[str] = []
        self._targets = targets
        self._others_go_on = trouble is not None and trouble.others_go_on
        self._seen: set[str] = set()
        self._failed: set[str] = set()
        self._skipped: set[str] = set()

    @property
    def failed(self) -> bool:
        """Whether anything went wrong, an interrupt included."""
        return bool(self.failures) or self.wire.closed

    @property
    def left_out(self) -> bool:
        """Whether something was not made because it is no target."""
        return bool(self._skipped)

    def register(self, goal: Goal, answer: Callable[[], Answer]) -> Answer:
        """Do what one registration asks for; `answer` is that of a component or provider. Raises `Refused`."""
        urn = goal.kept.urn
        self._seen.add(urn)
        old = self.kept.get(urn)
        if goal.kept.needs & self._failed or (self.failed and not self._goes_on()):
            raise self._fails(urn, "")
        if self._targets is not None and urn not in self._targets:
            return self._untouched(goal, old)
        if goal.kept.needs & self._skipped:
            raise self._fails(urn, f"{goal.kept.name} depends on what is not among the targets")
        if not goal.kept.in_cloud:
            id_, outputs = answer()
            self.kept[urn] = replace(goal.kept, id=id_, inputs=goal.request.inputs, outputs=outputs)
            return id_, outputs
        return self._settled(goal, old)

    def delete_the_rest(self) -> None:
        """Delete what the program no longer registers; nothing after a failure."""
        if self.failed:
            return
        gone = [one for one in self.kept.values() if one.urn not in self._seen]
        if self._targets is not None:
            allowed = needing(self._targets, self.kept.values())
            gone = [one for one in gone if one.urn in allowed]
            beside = [one.name for one in gone if one.urn not in self._targets]
            if beside:
                self.failures.append(f"{', '.join(beside)} would be deleted, which is not among the targets")
                return
        self.delete(gone)

    def delete(self, gone: Iterable[Kept]) -> None:
        """Delete these, each before what it needs; the first failure ends it."""
        ordered = last_first(list(gone))
        leaving = {one.urn for one in ordered}
        staying: set[str] = set()
        for one in ordered:
            if self.failed or one.urn in staying:
                continue
            if one.protect:
                self.failures.append(f"{one.name} is protected")
                continue
            if one.in_cloud and one.deleted_with not in leaving:
                try:
                    self.wire.delete(one)
                except Failed as failed:
                    self.failures.append(f"delete {one.name}: {failed}")
                    continue
            del self.kept[one.urn]

    def _goes_on(self) -> bool:
        return self._others_go_on and not self.wire.closed

    def _untouched(self, goal: Goal, old: Kept | None) -> Answer:
        if old is None:
            self._skipped.add(goal.kept.urn)
            raise Refused.because("Skipped", "not among the targets", goal.kept.urn)
        self.kept[old.urn] = replace(old, needs=goal.kept.needs)
        return old.id, old.outputs

    def _settled(self, goal: Goal, old: Kept | None) -> Answer:
        """Import, create, update, replace or leave a resource of the cloud."""
        if goal.import_id and goal.import_id != (old.id if old else ""):
            old = self._imported(goal, old)
        inputs = ignoring(goal.request.inputs, old.inputs, goal.ignore_changes) if old else goal.request.inputs
        # The provider is told as well: that of clusters keeps what others have set of it.
        request = replace(goal.request, inputs=inputs, ignored=goal.ignore_changes)
        refusals = type_errors(request)
        if refusals:
            raise self._fails(goal.kept.urn, str(Refused(refusals)))
        found = changes(old.inputs, inputs) if old else []
        dialect = _DIALECTS[request.type.partition(":")[0]]
        patterns = dialect.replacing(request, Settings())
        if old and any(change.lies_in(patterns) for change in found):
            self.delete([self.kept[urn] for urn in needing([old.urn], self.kept.values()) if urn in self.kept])
            if self.failed:
                raise self._fails(goal.kept.urn, "")
            old = None
        if old and not found and not old.unsettled:
            self.kept[old.urn] = replace(goal.kept, id=old.id, inputs=old.inputs, outputs=old.outputs)
            return old.id, old.outputs
        return self._written(goal, request, old)

    def _imported(self, goal: Goal, old: Kept | None) -> Kept:
        """What the cloud has and the state has not; for another id than the state's the engine would replace it."""
        if old:
            raise AssertionError(f"{goal.kept.name} is in the state as {old.id} and is imported as {goal.import_id}")
        stored = self.wire.cloud.read(goal.import_id, type_=goal.kept.type, cluster=goal.kept.provider)
        if stored is None:
            raise self._fails(goal.kept.urn, f"{goal.kept.name}: {goal.import_id} to import does not exist")
        found = replace(goal.kept, id=goal.import_id, inputs=stored.inputs, outputs=stored.outputs)
        self.kept[found.urn] = found
        return found

    def _written(self, goal: Goal, request: Request, old: Kept | None) -> Answer:
        try:
            id_, outputs = self.wire.update(request, old.id) if old else self.wire.create(request)
        except Failed as failed:
            if failed.answer:
                id_, outputs = failed.answer
                self._keep(goal, request, old.id if old else id_, outputs, unsettled=True)
            raise self._fails(goal.kept.urn, f"{goal.kept.name}: {failed}") from failed
        return self._keep(goal, request, old.id if old else id_, outputs)

    def _keep(
        self, goal: Goal, request: Request, id_: str, outputs: dict[str, Any], *, unsettled: bool = False
    ) -> Answer:
        self.kept[goal.kept.urn] = replace(
            goal.kept, id=id_, inputs=request.inputs, outputs=outputs, unsettled=unsettled
        )
        return id_, outputs

    def _fails(self, urn: str, words: str) -> Refused:
        self._failed.add(urn)
        if words:
            self.failures.append(words)
        return Refused.because("Failed", words or "not begun: the run has failed", urn)
