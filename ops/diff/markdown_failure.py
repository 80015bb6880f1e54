"""What is said in a comment of a head that cannot be compared: what is wrong, and what mends it."""

from collections.abc import Iterator

from ops.diff.failure import Failure, Trouble
from ops.diff.markdown_code import code, fenced, prose, sentence
from ops.diff.markdown_page import Page, marker


def failure_markdown(failure: Failure) -> str:
    """The whole comment; errors that have no room are counted at its end."""
    page = Page()
    heading = f"{marker(failure.stack)}\n## 🛑 {code(failure.stack)}: {prose(failure.verdict)}\n"
    page.add(f"{heading}\nNothing is compared before this is mended.\n", "heading")
    for trouble in failure.troubles:
        page.add("\n".join(["", *_lines(trouble)]) + "\n", "error")
    if failure.hidden:
        page.add(f"\n… and {failure.hidden} more, shown once these are mended.\n", "error")
    return page.text(f"python -m ops preview --stack {failure.stack}")


def _lines(trouble: Trouble) -> Iterator[str]:
    """One error: where it is, what is to be known of it, and what to write."""
    if trouble.where:
        yield f"**{code(trouble.where)}**"
        yield ""
    for label, text in trouble.says.items():
        lines = text.strip().splitlines() or [""]
        if len(lines) == 1:
            yield f"- {sentence(label)}: {prose(lines[0])}"
        else:
            yield from fenced(lines, "text")
    if trouble.declared:
        yield f"- declared in {code(trouble.declared)}"
    if trouble.write:
        yield ""
        yield from fenced(trouble.write.splitlines(), "yaml")
