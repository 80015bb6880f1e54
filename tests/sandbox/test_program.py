"""Running a program in process: like the engine would, the same every time, and without a trace left behind."""

import gc
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pulumi.resource
import pytest
from pulumi.runtime.settings import ROOT, get_root_resource

from sandbox.program import ProgramFailed, run
from tests.sandbox.programs import codes, named, preview


def failure(folder: Path, body: str) -> str:
    with pytest.raises(ProgramFailed) as caught:
        preview(folder, body)
    return caught.value.message


def test_two_runs_record_the_same(tmp_path: Path) -> None:
    body = """
        import asyncio

        async def main():
            for n in range(20):
                store = account(f"st{n}", tags={"z": "1", "a": "2"}, identity={"type": "SystemAssigned"})
                store.name.apply(lambda name: account(name + "x") if len(name) < 4 else None)
            await asyncio.sleep(0)
            pulumi.export("ids", [store.id, store.identity])

        pulumi.run(main)
    """
    first, second = preview(tmp_path, body), preview(tmp_path, body)
    assert codes(first) == []
    assert repr(first) == repr(second)
    assert list(first.resources) == list(second.resources)
    assert len(first.resources) == 3 + 10 + 20


def test_what_the_program_logs_is_kept(tmp_path: Path) -> None:
    recording = preview(tmp_path, 'pulumi.log.warn("w"); pulumi.info("i"); pulumi.error("e"); pulumi.debug("d")')
    assert recording.messages == [("warning", "w"), ("info", "i"), ("error", "e")]


def test_exports_and_returned_outputs_become_the_stack_s(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        pulumi.export("a", 1)

        async def main():
            return {"b": group.name}

        pulumi.run(main)
        """,
    )
    assert recording.outputs == {"a": 1, "b": "rg"}


def test_a_run_error_is_told_in_its_own_words(tmp_path: Path) -> None:
    assert failure(tmp_path, 'raise pulumi.RunError("models: no traffic")') == "models: no traffic"
    assert "shop:size" in failure(tmp_path, 'pulumi.Config("shop").require("size")')


def test_any_other_error_names_the_lines_of_the_program_alone(tmp_path: Path) -> None:
    (tmp_path / "inner.py").write_text("def fail():\n    raise KeyError('models')\n")
    message = failure(tmp_path, "import inner\n\ninner.fail()\n")
    assert message.startswith("KeyError: 'models'\n  at inner.py:2 in fail\n  at __main__.py:")
    assert "runpy" not in message
    assert "pulumi" not in message


def test_an_error_inside_an_apply_or_the_main_coroutine_is_a_failure_too(tmp_path: Path) -> None:
    assert failure(tmp_path, "group.name.apply(lambda name: 1 / 0)").startswith("ZeroDivisionError")
    assert failure(tmp_path, "async def main():\n    raise ValueError('x')\n\npulumi.run(main)\n").startswith(
        "ValueError: x"
    )


def test_a_program_that_ends_itself_or_does_not_parse_has_failed(tmp_path: Path) -> None:
    assert "exit status 3" in failure(tmp_path, "raise SystemExit(3)")
    assert failure(tmp_path, "def (").startswith("SyntaxError")


def test_a_module_that_does_not_parse_is_named_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "inner.py").write_text("\ndef (\n")
    message = failure(tmp_path, "import shop.inner")
    assert message.startswith("SyntaxError: invalid syntax\n  at shop/inner.py:2\n  at __main__.py:")


def test_what_was_refused_comes_before_the_failure_that_followed(tmp_path: Path) -> None:
    recording = preview(
        tmp_path, 'account("st1", kind="x")\n\nasync def main():\n    raise ValueError("x")\n\npulumi.run(main)'
    )
    assert codes(recording) == ["InvalidValue"]
    assert [text.splitlines()[0] for _, text in recording.messages] == ["ValueError: x"]


def test_failed_runs_are_quiet(tmp_path: Path) -> None:
    bodies = [
        "for n in range(5):\n    account(f'st{n}')\nraise ValueError('x')\n",
        "a = account('sta')\nfor n in range(5):\n    account(f'st{n}', tags={'a': a.name.apply(lambda _: 1 / 0)})\n",
        "async def main():\n    account('sta')\n    raise ValueError('x')\n\npulumi.run(main)\n",
    ]
    code = f"""
import gc, pathlib
from tests.sandbox.programs import preview
from sandbox.program import ProgramFailed
for body in {bodies!r}:
    try:
        preview(pathlib.Path({str(tmp_path)!r}), body)
    except ProgramFailed:
        print("failed")
    gc.collect()
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (found.stdout.split(), found.stderr) == (["failed"] * 3, "")


@pytest.mark.parametrize("body", ["pulumi.export('a', 1)", "raise ValueError('x')"])
def test_nothing_is_left_behind(tmp_path: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", '{"shop:name": "stray"}')
    before = (os.getcwd(), list(sys.path), dict(os.environ), pulumi.resource.collapse_alias_to_urn)  # noqa: PTH109 - compared
    gc.enable()
    try:
        preview(tmp_path, body)
    except ProgramFailed:
        assert "ValueError" in body
    assert before == (os.getcwd(), sys.path, dict(os.environ), pulumi.resource.collapse_alias_to_urn)  # noqa: PTH109
    assert gc.isenabled()
    assert get_root_resource() is None
    assert ROOT.get(None) is None


def test_the_environment_holds_no_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", '{"shop:name": "stray"}')
    monkeypatch.setenv("PULUMI_CONFIG_SHOP_NAME", "stray")
    body = 'pulumi.export("name", pulumi.Config("shop").get("name") or "none")'
    assert preview(tmp_path, body).outputs == {"name": "none"}
    assert preview(tmp_path, body, config={"shop:name": "given"}).outputs == {"name": "given"}


def test_each_program_has_modules_of_its_own(tmp_path: Path) -> None:
    for word in ("one", "two"):
        folder = tmp_path / word
        folder.mkdir()
        (folder / "helper_of_program.py").write_text(f"WORD = {word!r}\n")
        body = """
            async def main():
                import helper_of_program
                return {"word": helper_of_program.WORD}

            pulumi.run(main)
        """
        assert preview(folder, body).outputs == {"word": word}
    assert "helper_of_program" not in sys.modules


def test_modules_that_the_caller_shares_with_the_program_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shared_with_program.py").write_text("ITEMS = []\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    preview(tmp_path, "import shared_with_program\n\nshared_with_program.ITEMS.append(1)\n")
    import shared_with_program  # type: ignore[import-not-found]  # noqa: PLC0415 - what the program imported

    assert shared_with_program.ITEMS == [1]
    monkeypatch.delitem(sys.modules, "shared_with_program")


def test_programs_see_project_stack_and_preview(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(
        textwrap.dedent(
            """
            import pulumi

            pulumi.export("where", [pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.is_dry_run()])
            """
        )
    )
    assert run(tmp_path, "shop", "test", {}).outputs == {"where": ["shop", "test", True]}


def test_a_fault_of_the_sandbox_is_told_as_one_and_holds_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("planted-secret")

    monkeypatch.setattr("sandbox.rules.write_verdicts", broken)
    recording = preview(tmp_path, "")
    assert codes(recording) == ["SandboxFault"]
    assert "KeyError at" in recording.refusals[0].message
    assert "planted-secret" not in repr(recording.refusals)


def test_hundreds_of_resources_take_no_more_than_they_should(tmp_path: Path) -> None:
    recording = preview(tmp_path, "for n in range(300):\n    account(f'st{n}', tags={'n': str(n)})\n")
    assert codes(recording) == []
    assert len(recording.resources) == 303
    assert named(recording, "st299").outputs["tags"] == {"n": "299"}
