"""The model of Pulumi's engine does what the real one does; `tests/engine/test_engine_model.py` compares the two."""

import re
from dataclasses import replace

from tests.traffic.engine import Engine, Ran
from tests.traffic.parts import GROUP_ID, Parts, declare
from tests.traffic.playing import PROJECT, STACK, Program
from tests.traffic.trouble import Kind, Trouble

_IDENTITIES = f"{GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
_TYPE = "azure-native:managedidentity:UserAssignedIdentity"


def program(parts: Parts) -> Program:
    async def main() -> None:
        declare(parts)

    return main


def urn(name: str) -> str:
    return f"urn:pulumi:{STACK}::{PROJECT}::{_TYPE}::{name}"


def made(ran: Ran) -> list[str]:
    return [str(one) for one in ran.made]


def started(parts: Parts) -> Engine:
    engine = Engine()
    assert engine.up(program(parts)).fine
    return engine


def there(engine: Engine) -> dict[str, str]:
    return {one.id.rpartition("/part-")[2]: one.inputs["tags"]["value"] for one in engine.cloud.store.of_type(_TYPE)}


CHAIN: Parts = {"a": {}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}}


def test_a_repeated_up_changes_nothing() -> None:
    engine = Engine()
    assert made(engine.up(program(CHAIN))) == ["create group", "create a", "create b", "create c"]
    assert engine.up(program(CHAIN)).empty


def test_an_update_that_drops_a_need_comes_before_the_delete() -> None:
    engine = started({"a": {}, "b": {"needs": ["a"]}})
    assert made(engine.up(program({"b": {"value": "2"}}))) == ["update b", "delete a"]


def test_deletes_are_last_and_in_reverse() -> None:
    engine = started(CHAIN)
    assert made(engine.up(program({"d": {}}))) == ["create d", "delete c", "delete b", "delete a"]


def test_a_failure_stops_what_depends_on_it_and_every_delete() -> None:
    engine = started({"old": {}})
    parts: Parts = {"a": {}, "b": {"needs": ["a"], "called": "no good"}, "c": {"needs": ["b"]}}
    ran = engine.up(program(parts))
    assert made(ran) == ["create a", "create b"]
    assert not ran.fine
    assert there(engine).keys() == {"old", "a"}


def test_what_was_under_way_beside_a_failure_is_finished() -> None:
    engine = started({"old": {}})
    parts: Parts = {"a": {}, "b": {"needs": ["a"]}, "c": {"needs": ["b"]}, "d": {"needs": ["a"]}}
    ran = engine.up(program(parts), trouble=Trouble(nth=2, kind=Kind.REFUSED, others_go_on=True))
    assert made(ran) == ["create a", "create b", "create d"]
    assert there(engine).keys() == {"old", "a", "d"}


def test_a_write_that_failed_late_is_repeated_where_the_engine_was_told() -> None:
    engine = started({"a": {}})
    changed = program({"a": {"value": "2"}})
    late = Trouble(nth=1, kind=Kind.FAILED_LATE)
    assert not engine.up(changed, trouble=late).fine
    assert there(engine) == {"a": "2"}
    assert made(engine.up(changed)) == ["update a"]


def test_a_write_that_failed_late_unnoticed_is_forgotten_once_it_is_taken_back() -> None:
    engine = started({"a": {}})
    late = Trouble(nth=1, kind=Kind.FAILED_LATE, noted=False)
    assert not engine.up(program({"a": {"value": "2"}}), trouble=late).fine
    assert engine.up(program({"a": {}})).empty
    assert there(engine) == {"a": "2"}
    assert made(engine.up(program({"a": {}}), refresh=True)) == ["update a"]


def test_what_a_killed_run_made_can_be_imported() -> None:
    engine = Engine()
    assert not engine.up(program({"a": {}}), trouble=Trouble(nth=2, kind=Kind.KILLED_AFTER)).fine
    assert urn("a") not in engine.kept
    adopting: Parts = {"a": {"import": f"{_IDENTITIES}/part-a", "value": "2"}}
    assert made(engine.up(program(adopting))) == ["update a"]
    assert there(engine) == {"a": "2"}
    assert engine.up(program(adopting)).empty
    assert engine.up(program({"a": {"value": "2"}})).empty


def test_what_is_not_there_cannot_be_imported() -> None:
    ran = Engine().up(program({"a": {"import": f"{_IDENTITIES}/part-a"}}))
    assert "does not exist" in "".join(ran.failures)


def test_an_interrupt_finishes_one_request_and_notes_it() -> None:
    engine = Engine()
    ran = engine.up(program(CHAIN), trouble=Trouble(nth=2, kind=Kind.INTERRUPTED))
    assert made(ran) == ["create group", "create a"]
    assert made(engine.up(program(CHAIN))) == ["create b", "create c"]


def test_only_targets_are_changed() -> None:
    engine = started({"a": {}, "b": {}})
    ran = engine.up(program({"a": {"value": "2"}, "b": {"value": "2"}, "c": {}}), targets=[urn("a")])
    assert made(ran) == ["update a"]
    assert made(engine.up(program({"a": {"value": "2"}, "b": {"value": "2"}, "c": {}}))) == ["update b", "create c"]


def test_a_target_that_needs_what_is_new_and_no_target_fails() -> None:
    engine = started({"a": {}})
    ran = engine.up(program({"a": {}, "b": {}, "c": {"needs": ["b"]}}), targets=[urn("c")])
    assert not ran.fine
    assert ran.made == []


def test_a_target_is_deleted_alone_and_not_with_what_needs_it() -> None:
    engine = started({"a": {}, "b": {}, "c": {"needs": ["b"]}})
    refused = engine.up(program({}), targets=[urn("b")])
    assert not refused.fine
    assert refused.made == []
    assert made(engine.up(program({}), targets=[urn("c")])) == ["delete c"]


def test_what_is_deleted_with_another_gets_no_request_of_its_own() -> None:
    engine = started({"a": {}, "b": {"needs": ["a"], "deletedWith": "a"}})
    assert made(engine.up(program({}))) == ["delete a"]
    assert urn("b") not in engine.kept


def test_what_is_protected_is_not_deleted() -> None:
    engine = started({"a": {"protect": True}, "b": {}})
    ran = engine.up(program({}))
    assert re.search("a is protected", "".join(ran.failures))
    assert there(engine).keys() >= {"a"}


def test_ignored_changes_keep_what_was_written() -> None:
    engine = started({"a": {"ignore": True}})
    assert engine.up(program({"a": {"ignore": True, "value": "2"}})).empty


def test_a_new_name_is_a_new_resource_after_the_old_one_is_gone() -> None:
    engine = started({"a": {}})
    assert made(engine.up(program({"a": {"called": "other"}}))) == ["delete a", "create a"]


def test_a_refresh_learns_what_was_done_by_hand() -> None:
    engine = started({"a": {}, "b": {}})
    stored = engine.cloud.store.get(f"{_IDENTITIES}/part-a")
    assert stored is not None
    engine.cloud.store.put(replace(stored, inputs={**stored.inputs, "tags": {"value": "by hand"}}))
    engine.cloud.delete(f"{_IDENTITIES}/part-b", type_=_TYPE)
    assert engine.up(program({"a": {}, "b": {}})).empty
    assert made(engine.up(program({"a": {}, "b": {}}), refresh=True)) == ["update a", "create b"]


def test_a_destroy_takes_everything_but_what_others_take() -> None:
    engine = started({"a": {}, "b": {"needs": ["a"], "deletedWith": "a"}})
    assert made(engine.destroy()) == ["delete a", "delete group"]
    assert list(engine.cloud.store.all()) == []
