"""`python -m tests.docs.pull_requests`: put into docs/pull-requests.md what the commands print; needs no pulumi."""

import contextlib
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ops.commands import main as ops
from tests.docs.pages import ROOT
from tests.ops.diff.cases import CASES
from tests.ops.diff.conftest import CODE, Git, commit, git_in, replace_in
from tests.ops.html.reading import Element, read

PAGE = ROOT / "docs" / "pull-requests.md"

_STACK = "dev"
_FILE = f"Pulumi.{_STACK}.yaml"
_MADE = re.compile(r"(<!-- made: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SHOWN_HASH = "1a2b3c4"
_BLUE = """          replicas: 2
          cpu: 500m
          memory: 1Gi
"""
_GREEN = f"""        green:
          version: v2.2.0
          image: recommendation-engine@sha256:{"1" * 64}
          replicas: 1
          cpu: 1000m
          memory: 2Gi
"""
_JSON_SHOWN = ("base", "capacity", "same", "traffic", "verdict")


def current() -> str:
    """The page as it would be written now."""
    made = dict(_made())
    return _MADE.sub(lambda found: f"{found[1]}{made[found['name']]}{found[3]}", PAGE.read_text(encoding="utf-8"))


def _made() -> Iterator[tuple[str, str]]:
    """What stands between the marks, by name."""
    with _clone() as (folder, git):
        began = git("rev-parse", "--short=7", "HEAD")
        _edit(folder / _FILE)
        yield "edit", _fenced(_without_head(git("diff", "-U1", "--", _FILE)), "diff")
        printed = {format_: _diff(folder, format_).replace(began, _SHOWN_HASH) for format_ in ("text", "json", "html")}
        printed["markdown"] = _diff(folder, "markdown").replace(began, _SHOWN_HASH)
        yield "text", _fenced(f"$ python -m ops diff --stack {_STACK}\n{printed['text']}", "console")
        yield "markdown", _quoted(printed["markdown"])
        yield "json", _fenced(_excerpt(printed["json"]), "json")
        yield "html", _sections(read(printed["html"]))
        replace_in(folder / _FILE, "traffic: {blue: 90, green: 10}", "traffic: {blue: 90, gren: 10}")
        yield "invalid", _quoted(_diff(folder, "markdown"))
    yield "edits", _table()


@contextlib.contextmanager
def _clone() -> Iterator[tuple[Path, Git]]:
    """A clone of a repository with dev alone, and nothing edited yet."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in CODE:
            (folder / name).symlink_to(ROOT / name)
        for name in ("Pulumi.yaml", "__main__.py", _FILE):
            shutil.copy(ROOT / name, folder)
        git = git_in(folder)
        git("init", "--quiet", "--initial-branch=main")
        commit(folder)
        git("remote", "add", "origin", "https://example.com/ai-models.git")
        git("update-ref", "refs/remotes/origin/main", "HEAD")
        yield folder, git


def _edit(file: Path) -> None:
    """A new version of a model with a tenth of the traffic, and the nodes that it takes."""
    replace_in(
        file, f"{_BLUE}      traffic: {{blue: 100}}\n", f"{_BLUE}{_GREEN}      traffic: {{blue: 90, green: 10}}\n"
    )
    replace_in(file, "minNodes: 0, maxNodes: 2}", "minNodes: 0, maxNodes: 4}")


def _diff(folder: Path, format_: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        ops(["diff", "-C", str(folder), "--stack", _STACK, "--format", format_])
    return printed.getvalue()


def _without_head(diff: str) -> str:
    """A diff without the names and hashes of its file."""
    return re.sub(r"(?s)\A.*?(?=^@@)", "", diff, flags=re.MULTILINE)


def _quoted(comment: str) -> str:
    """A comment as GitHub renders it, apart from the page around it; without the mark that hides in it."""
    lines = [line for line in comment.splitlines() if not line.startswith("<!--")]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n"


def _excerpt(document: str) -> str:
    whole = json.loads(document)
    return json.dumps({name: whole[name] for name in _JSON_SHOWN}, indent=2, ensure_ascii=False)


def _sections(page: Element) -> str:
    """What the HTML page begins with: its verdict and the way to each of its sections."""
    state = next(part.text for part in page.all("span") if "state" in part.attributes.get("class", ""))
    ways = [[part.text for part in link.all("span")] for link in page.one("nav").all("a")]
    lines = [f"**{state}.** {page.one('h1').text}", "", "| section | what it comes to |", "|---|---|"]
    return "\n".join([*lines, *(f"| {title} | {summary} |" for title, summary in ways)]) + "\n"


def _table() -> str:
    """What each kind of edit is summed up as; the tests hold text and Markdown to it."""
    rows = [f"| {case.name} | {case.verdict.replace('#', 'N')}. |" for case in CASES]
    return "\n".join(["| edit | summary |", "|---|---|", *rows]) + "\n"


def _fenced(text: str, language: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(current(), encoding="utf-8")
