"""The comments that one job writes and another one posts.

The job that writes runs the code of a pull request, so whoever reads believes nothing of what it finds: neither names
nor sizes, nor which pull request it is about.
"""

import json
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INDEX = "diffs.json"
LONGEST = 65_536
"""Characters of a comment that GitHub takes."""

_LARGEST = 4 * LONGEST
"""Bytes of a file."""

_MOST = 50
"""Stacks: each may be a comment, and a stranger's run may ask for as many."""

_STACK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What no text needs: controls, and what turns the direction of others around."""


class ArtifactError(Exception):
    """What was handed over is not what the other job writes."""


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What is said of one stack."""

    stack: str
    body: str
    differs: bool
    """Whether there is something to say; else only a comment that is there already is brought up to date."""

    @property
    def marker(self) -> str:
        """The hidden first line by which the comment is found again."""
        return marker(self.stack)


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """What one run hands over."""

    number: int
    """The pull request, as the run claims."""
    comments: tuple[Comment, ...]


def marker(stack: str) -> str:
    """The hidden comment that `python -m ops diff --format markdown` begins with."""
    return f"<!-- ai-models diff: {re.sub(r'[^A-Za-z0-9._-]', '-', stack)} -->"


def fenced(text: str) -> str:
    """A text as a block of code, which nothing in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def write(folder: Path, number: int, comments: Sequence[Comment]) -> None:
    """Hand the comments over in a folder. Raises `ArtifactError` for more than `read` takes."""
    if len(comments) > _MOST:
        raise ArtifactError(f"{len(comments)} stacks have no room on a pull request, which takes {_MOST} comments")
    folder.mkdir(parents=True, exist_ok=True)
    for comment in comments:
        (folder / f"{comment.stack}.md").write_text(comment.body, encoding="utf-8")
    index = {"number": number, "stacks": {one.stack: one.differs for one in comments}}
    (folder / INDEX).write_text(json.dumps(index), encoding="utf-8")


def read(folder: Path) -> Artifact:
    """What a folder hands over. Raises `ArtifactError` for whatever `write` would not have written."""
    try:
        index: Any = json.loads(_text(folder / INDEX))
    except (ValueError, RecursionError):
        raise ArtifactError(f"{INDEX} is no JSON") from None
    number, stacks = (index.get("number"), index.get("stacks")) if isinstance(index, dict) else (None, None)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**31:
        raise ArtifactError(f"{INDEX} names no pull request")
    if not isinstance(stacks, dict) or len(stacks) > _MOST:
        raise ArtifactError(f"{INDEX} names no stacks, or more than {_MOST}")
    comments = tuple(_comment(folder, name, differs) for name, differs in sorted(stacks.items()))
    return Artifact(number=number, comments=comments)


def _comment(folder: Path, stack: str, differs: Any) -> Comment:
    if not _STACK.fullmatch(stack) or not isinstance(differs, bool):
        raise ArtifactError(f"{INDEX} names a stack that can be none")
    body = _CONTROLS.sub("", _text(folder / f"{stack}.md"))
    if not body.startswith(f"{marker(stack)}\n"):
        raise ArtifactError(f"{stack}.md does not begin with its marker")
    if len(body) > LONGEST:
        raise ArtifactError(f"{stack}.md is longer than a comment")
    return Comment(stack=stack, body=body, differs=differs)


def _text(path: Path) -> str:
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            raise ArtifactError(f"{path.name} is no file, or a large one")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ArtifactError(f"{path.name} cannot be read") from None
