"""Secrets of a stack file: that one differs is told, never what it is."""

from pathlib import Path

import pytest

from ops.diff.compare import compare
from ops.diff.difference import Action, Base, SecretChange
from ops.diff.document import document
from ops.diff.markdown import markdown
from ops.diff.secrets import secret_changes
from ops.diff.text import text
from ops.diff.verdict import verdict
from ops.html.diff import diff_page
from ops.screen import Screen
from tests.ops.plans import plan


def changed(folder: Path, before: str, after: str) -> list[tuple[str, Action]]:
    for name, content in (("Pulumi.one.yaml", before), ("Pulumi.two.yaml", after)):
        (folder / name).write_text(content)
    found = secret_changes(folder / "Pulumi.one.yaml", folder / "Pulumi.two.yaml")
    return [(change.path, change.action) for change in found]


def stack(*secrets: str, rest: str = "") -> str:
    return f"{rest}config:\n  ai-models:name: shop\n  ai-models:secrets:\n" + "".join(
        f"    {name}: {{value: {{secure: {text}}}}}\n" for name, text in (each.split("=") for each in secrets)
    )


def test_a_secret_is_changed_added_or_removed_by_its_ciphertext(tmp_path: Path) -> None:
    found = changed(tmp_path, stack("a=1x", "b=2x", "c=3x"), stack("a=1x", "b=4x", "d=5x"))
    assert found == [
        ("secrets.b.value", Action.CHANGED),
        ("secrets.c.value", Action.REMOVED),
        ("secrets.d.value", Action.ADDED),
    ]


def test_another_key_is_one_change_though_every_ciphertext_differs(tmp_path: Path) -> None:
    found = changed(tmp_path, stack("a=1x", "b=2x"), stack("a=3x", "b=4x", rest="encryptionsalt: v1:other\n"))
    assert found == [("encryptionsalt", Action.CHANGED)]


def test_what_comes_and_goes_with_another_key_is_told_beside_it(tmp_path: Path) -> None:
    found = changed(tmp_path, stack("a=1x", "b=2x"), stack("a=3x", "c=4x", rest="encryptedkey: other\n"))
    assert found == [
        ("encryptedkey", Action.CHANGED),
        ("secrets.b.value", Action.REMOVED),
        ("secrets.c.value", Action.ADDED),
    ]


@pytest.mark.parametrize(
    ("path", "action", "sentence", "aside"),
    [
        ("secrets.a", Action.REMOVED, "Removes 1 secret.", "no ciphertext in the stack file any more"),
        ("secrets.a", Action.ADDED, "Adds 1 secret.", "new: its value is not read"),
        ("secrets.a", Action.CHANGED, "Changes 1 secret.", "another ciphertext: its value is not read"),
        ("encryptedkey", Action.CHANGED, "Encrypts every secret anew.", "every secret is encrypted anew"),
    ],
)
def test_every_format_says_what_becomes_of_a_secret(path: str, action: Action, sentence: str, aside: str) -> None:
    found = compare(plan(), plan(), Base(words="the base"), secrets=[SecretChange(path=path, action=action)])
    assert verdict(found) == sentence
    plain = " ".join(text(found, Screen()).split())
    assert sentence in plain
    assert f" {path} {aside}" in plain
    page = markdown(found)
    assert sentence in page
    assert f"| {action} | `{path}` | {aside} |" in page
    assert f'"verdict": "{sentence}"' in document(found)
    assert aside in diff_page(found, plan())


def test_what_is_removed_is_told_before_what_is_changed_or_added() -> None:
    actions = (Action.ADDED, Action.CHANGED, Action.REMOVED, Action.REMOVED)
    secrets = [SecretChange(path=f"secrets.{number}", action=action) for number, action in enumerate(actions)]
    found = compare(plan(), plan(), Base(words="the base"), secrets=secrets)
    assert verdict(found) == "Removes 2 secrets; changes 1 secret; adds 1 secret."


def test_a_file_that_cannot_be_read_tells_nothing(tmp_path: Path) -> None:
    assert changed(tmp_path, "- a", stack("a=1x")) == []
