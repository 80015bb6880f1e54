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
    ],
)
def test_what_our_own_comments_are_made_of_stays(text: str) -> None:
    assert tame(text) == text
