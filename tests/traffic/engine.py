"""A small model of Pulumi's engine: one stack over the sandbox's cloud, its state kept from run to run.

It is to the real engine what the sandbox is to Azure: `test_engine.py` says what it does, `tests/engine` runs the same
sequences on the real one. Registrations come one at a time, as with `pulumi up --parallel 1`; what a parallel run would
have done beside a request that fails is `Trouble.others_go_on`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.core import Cloud
from sandbox.identity import key_of_id
from sandbox.store import Stored
from tests.traffic.kept import Kept
from tests.traffic.playing import Played, Program, play
from tests.traffic.steps import Steps
from tests.traffic.trouble import Made, Trouble
from tests.traffic.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run ended."""

    made: list[Made]
    """Every create, update and delete that was sent, in order."""
    failures: list[str]
    """Why it failed; empty where it did not."""
    refusal: str = ""
    """The words with which the program stopped by itself."""
    warnings: list[str] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    @property
    def fine(self) -> bool:
        """Whether it came to its end."""
        return not self.failures

    @property
    def empty(self) -> bool:
        """Whether it came to its end and changed nothing."""
        return self.fine and not self.made


class Engine:
    """One stack: what it has made, as far as it knows."""

    def __init__(self, cloud: Cloud | None = None, watch: Callable[[Made], None] = lambda _: None) -> None:
        self.cloud = cloud or Cloud()
        self.kept: dict[str, Kept] = {}
        self._watch = watch

    def up(
        self,
        program: Program,
        *,
        trouble: Trouble | None = None,
        targets: Iterable[str] | None = None,
        refresh: bool = False,
    ) -> Ran:
        """`pulumi up --skip-preview`; `targets` are URNs, `refresh` is `--refresh`."""
        return self.run(lambda steps: play(program, steps), trouble=trouble, targets=targets, refresh=refresh)

    def run(
        self,
        taking: Callable[[Steps], Played],
        *,
        trouble: Trouble | None = None,
        targets: Iterable[str] | None = None,
        refresh: bool = False,
    ) -> Ran:
        """`up` with whatever takes a program's steps."""
        if refresh:
            self.refresh()
        wire = Wire(self.cloud, trouble, self._watch)
        steps = Steps(self.kept, wire, None if targets is None else frozenset(targets), trouble)
        played = taking(steps)
        own = played.stopped if played.stopped and not steps.failed else ""
        if own:
            steps.failures.append(own)
        steps.delete_the_rest()
        return Ran(
            made=wire.made,
            failures=steps.failures or (["interrupted"] if wire.closed else []),
            refusal=own,
            warnings=played.warnings,
            outputs=played.outputs,
        )

    def refresh(self) -> None:
        """`pulumi refresh`: what the cloud answers takes the place of what the engine knew."""
        for urn, one in list(self.kept.items()):
            if not one.in_cloud:
                continue
            stored = self.cloud.read(one.id, type_=one.type, cluster=one.provider)
            if stored is None:
                del self.kept[urn]
            else:
                self.kept[urn] = replace(one, inputs=stored.inputs, outputs=stored.outputs, unsettled=False)

    def believed(self) -> Cloud:
        """The cloud as the engine takes it to be."""
        cloud = Cloud()
        for one in self.kept.values():
            if one.in_cloud:
                key = key_of_id(one.type, one.id, one.provider)
                cloud.store.put(Stored(id=key, type=one.type, urn=one.urn, inputs=one.inputs, outputs=one.outputs))
        return cloud

    def destroy(self, trouble: Trouble | None = None) -> Ran:
        """`pulumi destroy`."""
        wire = Wire(self.cloud, trouble, self._watch)
        steps = Steps(self.kept, wire, None, trouble)
        steps.delete(self.kept.values())
        return Ran(made=wire.made, failures=steps.failures or (["interrupted"] if wire.closed else []))
