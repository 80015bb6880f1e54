"""A comment that runs out of room keeps the headings of what it still shows."""

from ops.diff.markdown_page import LONGEST, Page

_TOO_LONG = "x" * LONGEST


def test_a_table_whose_first_row_has_no_room_has_its_heading_over_the_next() -> None:
    page = Page()
    page.table("Capacity", ("What", "Size"), [(_TOO_LONG, "1"), ("nodes", "2")])
    text = page.text("python -m ops diff")
    assert "### Capacity\n\n| What | Size |\n| --- | --- |\n| nodes | 2 |\n" in text
    assert "1 rows of Capacity" in text


def test_details_whose_first_part_has_no_room_have_their_title_over_the_next() -> None:
    page = Page()
    page.details("Resources", [(_TOO_LONG, 3), ("the rest\n", 1)])
    text = page.text("python -m ops diff")
    assert "### Resources\nthe rest\n" in text
    assert "1 components, 3 resources in them" in text
