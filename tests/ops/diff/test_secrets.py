"""Secrets of a stack file: that one differs is told, never what it is."""

from pathlib import Path

from ops.diff.difference import Action
from ops.diff.secrets import secret_changes


def changed(folder: Path, before: str, after: str) -> list[tuple[str, Action]]:
    for name, text in (("Pulumi.one.yaml", before), ("Pulumi.two.yaml", after)):
        (folder / name).write_text(text)
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


def test_a_file_that_cannot_be_read_tells_nothing(tmp_path: Path) -> None:
    assert changed(tmp_path, "- a", stack("a=1x")) == []
