"""docs/pull-requests.md shows what the command prints."""

import difflib
import re

from tests.docs.pull_requests import PAGE, current


def test_every_example_is_what_the_command_prints() -> None:
    shown, printed = PAGE.read_text(encoding="utf-8"), current()
    changes = "\n".join(
        difflib.unified_diff(shown.splitlines(), printed.splitlines(), "the page", "now", lineterm="", n=1)
    )
    assert not changes, f"`python -m tests.docs.pull_requests` puts it into the page:\n{changes}"


def test_there_is_an_example_of_each_format_and_every_link_leads_somewhere() -> None:
    text = PAGE.read_text(encoding="utf-8")
    made = re.findall(r"<!-- made: ([\w-]+) -->", text)
    assert {"text", "markdown", "json", "html", "invalid", "edits"} <= set(made)
    links = re.findall(r"\]\((?!http|#)([^)#]+)", text)
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
