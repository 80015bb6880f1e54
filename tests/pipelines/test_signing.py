"""What is left of a stranger's Markdown."""

import pytest

from pipelines.signing import tame

SPACE = "\u200b"


@pytest.mark.parametrize(
    "text",
    [
        "@contoso/owners",
        "@<6b1b1f0c-0000-4000-8000-000000000000>",
        "contoso/ai#12",
        "#12",
        "!34",
        "GH-12",
        "fixes gh-12",
        "a5c3785",
        "A5C3785ed8d6a35868bc169f07e40e889087fd2e",
        "contoso/ai@a5c3785",
        "```mermaid",
        "~~~ Mermaid",
        "::: mermaid",
        "```geojson",
        "```topojson",
        "```stl",
        "![x](y)",
        "[x](//a.example)",
        "[x][y]",
        "[y]: //a.example",
        "https://a.example",
        "HTTP://a.example",
        "WWW.a.example",
        "<a href=x>",
        "<!-- x -->",
        "&#64;",
        "&commat;",
    ],
)
def test_what_would_do_something_is_broken_and_reads_the_same(text: str) -> None:
    tamed = tame(text)
    assert SPACE in tamed.rstrip(SPACE)
    assert tamed.replace(SPACE, "") == text


def test_no_part_of_a_hash_is_long_enough_to_name_a_commit() -> None:
    """As whoever writes it chooses where it is cut."""
    assert max(map(len, tame("a5c3785ed8d6a35868bc169f07e40e889087fd2e").split(SPACE))) == 6


@pytest.mark.parametrize(
    "text",
    [
        "## prod: **moves** 10 %",
        "| `a` | <br> |",
        "<details><summary>more</summary>",
        "a & b &lt; c!",
        "# 1",
        "1 < 2",
        "list[0] (one)",
        "```diff",
        "```text",
        "100000 tokens of gh-pages, a styled list",
    ],
)
def test_what_our_own_comments_are_made_of_stays(text: str) -> None:
    assert tame(text) == text
