"""The real engine and the model of it that the traffic tests use: the same requests, the same cloud at the end."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sandbox.core import Cloud
from sandbox.request import Refused, Request
from sandbox.store import Stored
from tests.engine.conftest import Sandbox
from tests.traffic.engine import Engine
from tests.traffic.parts import GROUP_ID, Parts, declare
from tests.traffic.playing import Program
from tests.traffic.trouble import Kind, Trouble

_HERE = Path(__file__).parents[2]
_PROGRAM = f"""\
import json
import sys
from pathlib import Path

sys.path.insert(0, {str(_HERE)!r})
from tests.traffic.parts import declare

declare(json.loads((Path(__file__).parent / "parts.json").read_text()))
"""
_TYPE = "azure-native:managedidentity:UserAssignedIdentity"
_IDENTITIES = f"{GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a sequence, on either engine."""

    parts: Parts = field(default_factory=dict)
    """What the program declares."""
    targets: tuple[str, ...] = ()
    """Logical names."""
    trouble: Trouble | None = None
    refresh: bool = False
    destroy: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run did: its requests without order, its deletes in order, what there was when it had ended."""

    fine: bool
    written: frozenset[str]
    deleted: tuple[str, ...]
    there: Mapping[str, Any]


SEQUENCES: dict[str, list[Run]] = {
    "chains, updates and deletes": [
        Run(parts={"a": {}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}, "d": {"needs": ["c"], "deletedWith": "c"}}),
        Run(parts={"a": {}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}, "d": {"needs": ["c"], "deletedWith": "c"}}),
        Run(parts={"a": {"value": "2"}, "e": {"needs": ["a"]}}),
        Run(destroy=True),
    ],
    "failures": [
        Run(parts={"old": {}}),
        Run(
            parts={"a": {}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}},
            trouble=Trouble(nth=2, kind=Kind.REFUSED),
        ),
        Run(parts={"a": {}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}}),
        Run(
            parts={"a": {"value": "2"}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}},
            trouble=Trouble(nth=1, kind=Kind.FAILED_LATE, noted=False),
        ),
        Run(parts={"a": {}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}}),
        Run(parts={"a": {}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}}, refresh=True),
        Run(parts={"a": {}}, trouble=Trouble(nth=1, kind=Kind.REFUSED, status=409)),
        Run(parts={"a": {}}),
    ],
    "what goes with another is forgotten before that one fails to go, and is imported": [
        Run(parts={"a": {}, "d": {"needs": ["a"], "deletedWith": "a"}}),
        Run(parts={}, trouble=Trouble(nth=1, kind=Kind.REFUSED)),
        Run(parts={"a": {}, "d": {"needs": ["a"], "deletedWith": "a", "import": f"{_IDENTITIES}/part-d"}}),
        Run(parts={"a": {"protect": True}, "d": {"needs": ["a"], "deletedWith": "a"}}),
        Run(parts={"b": {}}),
        Run(parts={"a": {}, "d": {"value": "2", "deletedWith": "a", "import": f"{_IDENTITIES}/part-d"}}),
        Run(parts={"a": {}, "d": {"value": "2", "deletedWith": "a"}}),
        Run(destroy=True),
    ],
    "targets": [
        Run(parts={"a": {}, "b": {}, "c": {}, "d": {"needs": ["c"]}}),
        Run(parts={"a": {"value": "2"}, "b": {"value": "2"}, "c": {}, "e": {}}, targets=("a",)),
        Run(parts={"a": {}, "b": {}, "c": {}, "e": {}, "f": {"needs": ["e"]}}, targets=("f",)),
        Run(parts={"a": {}, "b": {}}, targets=("c",)),
        Run(parts={"a": {}, "b": {}}, targets=("d",)),
        Run(parts={"a": {"protect": True}, "b": {}}),
        Run(parts={"c": {"needs": []}}),
    ],
}


@pytest.fixture(scope="module")
def requests() -> Iterator["Requests"]:
    """The requests that reach the sandbox's cloud in this process."""
    with pytest.MonkeyPatch.context() as patch:
        yield Requests(patch)


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_both_engines_do_the_same(
    sequence: str,
    requests: "Requests",
    make_sandbox: Callable[[Path], Sandbox],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    project = tmp_path_factory.mktemp("parts")
    (project / "Pulumi.test.yaml").write_text("config: {}\n")
    sandbox, engine = make_sandbox(project), Engine()
    sandbox.write_program(_PROGRAM)
    for number, run in enumerate(SEQUENCES[sequence]):
        expected = _on_model(run, engine)
        assert _on_pulumi(run, sandbox, requests) == expected, (number, sandbox.printed[-1])


def _on_model(run: Run, engine: Engine) -> Outcome:
    targets = [_urn(name) for name in run.targets] or None
    ran = (
        engine.destroy(run.trouble)
        if run.destroy
        else engine.up(_program(run.parts), trouble=run.trouble, targets=targets, refresh=run.refresh)
    )
    done = [str(one) for one in ran.made]
    return _outcome(ran.fine, done, engine.cloud.store.all())


def _on_pulumi(run: Run, sandbox: Sandbox, requests: "Requests") -> Outcome:
    command = "destroy" if run.destroy else "up --skip-preview"
    options = [f"--target {_urn(name)}" for name in run.targets] + (["--refresh"] if run.refresh else [])
    if not run.destroy:
        (sandbox.project / "parts.json").write_text(json.dumps(run.parts))
    requests.begin(run.trouble)
    ran = sandbox.pulumi(f"{command} --stack test --yes --non-interactive {' '.join(options)}")
    return _outcome(ran.status == 0, requests.made, sandbox.stored())


def _program(parts: Parts) -> Program:
    async def main() -> None:
        declare(parts)

    return main


def _outcome(fine: bool, done: list[str], stored: Iterator[Stored] | list[Stored]) -> Outcome:
    return Outcome(
        fine=fine,
        written=frozenset(one for one in done if not one.startswith("delete")),
        deleted=tuple(one for one in done if one.startswith("delete")),
        there={one.id: one.inputs.get("tags") for one in stored},
    )


def _urn(name: str) -> str:
    return f"urn:pulumi:test::ai-models::{_TYPE}::{name}"


class Requests:
    """Sees what reaches a cloud, and fails one of them."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        self._trouble: Trouble | None = None
        create, update, delete = Cloud.create, Cloud.update, Cloud.delete

        def created(cloud: Cloud, request: Request, *, preview: bool) -> Any:
            return self._send(f"create {request.name}", lambda: create(cloud, request, preview=preview), preview)

        def updated(cloud: Cloud, request: Request, old_id: str, *, preview: bool) -> Any:
            return self._send(
                f"update {request.name}", lambda: update(cloud, request, old_id, preview=preview), preview
            )

        def deleted(cloud: Cloud, id_: str, *, type_: str = "", cluster: str = "") -> None:
            name = id_.rpartition("/")[2].removeprefix("part-").replace("rg-shop", "group")
            self._send(f"delete {name}", lambda: delete(cloud, id_, type_=type_, cluster=cluster), False)

        patch.setattr(Cloud, "create", created)
        patch.setattr(Cloud, "update", updated)
        patch.setattr(Cloud, "delete", deleted)

    def begin(self, trouble: Trouble | None) -> None:
        """Forget the requests of the run before."""
        self.made = []
        self._trouble = trouble

    def _send(self, words: str, act: Callable[[], Any], preview: bool) -> Any:
        if preview:
            return act()
        self.made.append(words)
        trouble = self._trouble if self._trouble and self._trouble.nth == len(self.made) else None
        if trouble and trouble.kind is Kind.REFUSED:
            raise Refused.because("Conflict", f"{trouble.status}")
        answer = act()
        if trouble:
            raise Refused.because("InternalServerError", f"{trouble.status}, after it took effect")
        return answer
