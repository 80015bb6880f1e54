"""Secrets stay out of the sandbox's state and marked on the wire."""

from pathlib import Path

from sandbox.redaction import RedactingStore, hiding, marked, refreshed
from sandbox.store import Stored
from sandbox.wire import is_secret, plain, secret

PLANTED = "hunter2-planted"


def _stored(secret_text: str) -> Stored:
    return Stored(
        id="/a/b",
        type="azure-native:keyvault:Secret",
        urn="urn",
        inputs={"properties": {"value": secret_text, "list": [f"key={secret_text};"], "count": 3}},
        outputs={"echo": secret_text, "plain": "stays"},
    )


def test_no_secret_reaches_the_file(tmp_path: Path) -> None:
    file = tmp_path / "cloud.sqlite"
    store = RedactingStore(file, key=b"key")
    with hiding(frozenset({PLANTED})):
        store.put(_stored(PLANTED))
    stored = store.get("/a/b")
    assert stored is not None
    assert stored.outputs["plain"] == "stays"
    assert stored.inputs["properties"]["count"] == 3
    store.close()
    written = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"/a/b" in written
    assert PLANTED.encode() not in written


def test_another_secret_leaves_another_mark_and_the_same_one_the_same() -> None:
    store = RedactingStore(key=b"key")
    marks = []
    for text in (PLANTED, PLANTED, "another-planted"):
        with hiding(frozenset({text})):
            store.put(_stored(text))
        stored = store.get("/a/b")
        assert stored is not None
        marks.append(stored.inputs["properties"]["value"])
    assert marks[0] == marks[1] != marks[2]


def test_a_short_secret_is_not_looked_for_inside_other_texts() -> None:
    store = RedactingStore(key=b"key")
    with hiding(frozenset({"on"})):
        assert store.redacted({"exact": "on", "inside": "location"})["inside"] == "location"
        assert store.redacted({"exact": "on"})["exact"] != "on"


def test_outputs_that_hold_a_secret_are_marked() -> None:
    outputs = marked({"value": PLANTED, "deep": [f"key={PLANTED}"], "name": "vault"}, frozenset({PLANTED}))
    assert is_secret(outputs["value"])
    assert is_secret(outputs["deep"][0])
    assert outputs["name"] == "vault"
    assert plain(outputs)["value"] == PLANTED


def test_a_refresh_keeps_known_secrets_and_takes_what_changed() -> None:
    known = {"tags": {"a": "1", "gone": "2"}, "password": secret(PLANTED), "sku": "basic"}
    then = {"tags": {"a": "1", "gone": "2"}, "password": "[secret 1]", "sku": "basic"}
    now = {"tags": {"a": "9", "new": "3"}, "password": "[secret 1]", "sku": "basic"}
    assert refreshed(known, then, now) == {
        "tags": {"a": "9", "new": "3"},
        "password": secret(PLANTED),
        "sku": "basic",
    }
