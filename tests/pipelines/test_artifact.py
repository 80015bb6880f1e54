"""What one job hands to another: whatever a stranger puts into it, only comments come out."""

import json
from pathlib import Path

import pytest

from ops.diff import markdown
from pipelines import artifact
from pipelines.artifact import ArtifactError, Comment


def comment(stack: str = "prod", text: str = "## fine\n", *, differs: bool = True) -> Comment:
    return Comment(stack=stack, body=f"{artifact.marker(stack)}\n{text}", differs=differs)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    comments = (comment("dev", differs=False), comment("prod", "## 🛑 `a`\n\n```diff\n-x\n+y\n```\n"))
    artifact.write(tmp_path / "diffs", 7, comments)
    assert artifact.read(tmp_path / "diffs") == artifact.Artifact(number=7, comments=comments)


def test_as_many_as_are_read_are_written_and_more_are_told(tmp_path: Path) -> None:
    comments = [comment(f"s{number:02}") for number in range(51)]
    artifact.write(tmp_path, 7, comments[:50])
    assert artifact.read(tmp_path).comments == tuple(comments[:50])
    with pytest.raises(ArtifactError, match="51 stacks have no room on a pull request, which takes 50 comments"):
        artifact.write(tmp_path / "more", 7, comments)


@pytest.mark.parametrize("stack", ["prod", "prod.eu-1", "a--b", "x y"])
def test_the_marker_is_that_of_the_diff(stack: str) -> None:
    assert artifact.marker(stack) == markdown.marker(stack)


@pytest.mark.parametrize(
    "index",
    [
        "{",
        "[]",
        "[" * 100_000,
        '{"stacks": {}}',
        '{"number": "7; rm", "stacks": {}}',
        '{"number": true, "stacks": {}}',
        '{"number": -1, "stacks": {}}',
        '{"number": 7, "stacks": ["prod"]}',
        '{"number": 7, "stacks": {"../prod": true}}',
        '{"number": 7, "stacks": {"prod": "yes"}}',
        '{"number": 7, "stacks": {"": true}}',
        '{"number": 7, "stacks": {"missing": true}}',
        json.dumps({"number": 7, "stacks": {f"s{number}": True for number in range(51)}}),
    ],
)
def test_an_index_that_no_run_writes_is_refused(tmp_path: Path, index: str) -> None:
    folder = tmp_path / "diffs"
    artifact.write(folder, 7, [comment()])
    for number in range(51):
        (folder / f"s{number}.md").write_text(comment(f"s{number}").body)
    (tmp_path / "prod.md").write_text(f"{artifact.marker('../prod')}\nof another folder")
    (folder / artifact.INDEX).write_text(index)
    with pytest.raises(ArtifactError):
        artifact.read(folder)


@pytest.mark.parametrize(
    "body",
    [
        b"no marker",
        b"<!-- ai-models diff: dev -->\nof another stack",
        b"<!-- ai-models diff: prod -->\n\xff\xfe",
        b"<!-- ai-models diff: prod -->\n" + b"a" * artifact.LONGEST,
        b"<!-- ai-models diff: prod -->\n" + b"a" * 1_000_000,
    ],
    ids=["none", "other", "bytes", "long", "large"],
)
def test_a_comment_that_no_run_writes_is_refused(tmp_path: Path, body: bytes) -> None:
    artifact.write(tmp_path, 7, [comment()])
    (tmp_path / "prod.md").write_bytes(body)
    with pytest.raises(ArtifactError):
        artifact.read(tmp_path)


def test_a_link_to_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{artifact.marker('prod')}\nsecret")
    artifact.write(tmp_path / "diffs", 7, [comment()])
    (tmp_path / "diffs" / "prod.md").unlink()
    (tmp_path / "diffs" / "prod.md").symlink_to(tmp_path / "secret")
    with pytest.raises(ArtifactError, match="no file"):
        artifact.read(tmp_path / "diffs")


def test_what_turns_text_around_or_rings_bells_is_taken_out(tmp_path: Path) -> None:
    artifact.write(tmp_path, 7, [comment(text="a\x07b\u202ec\u2066d\r\n\te\x1b[0m")])
    assert artifact.read(tmp_path).comments[0].body.endswith("\nabcd\n\te[0m")


@pytest.mark.parametrize("text", ["plain", "```\nout", "a ````` b"])
def test_nothing_ends_a_block_of_code_from_inside(text: str) -> None:
    first, *_, last = artifact.fenced(text).splitlines()
    assert last not in text
    assert first == f"{last}text"
