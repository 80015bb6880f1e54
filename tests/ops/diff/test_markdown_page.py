"""A comment that runs out of room keeps the headings of what it still shows."""

from ops.diff.markdown_page import LONGEST, Page, Part

_TOO_LONG = "x" * LONGEST


def test_a_table_whose_first_row_has_no_room_has_its_heading_over_the_next() -> None:
    page = Page()
    page.table("Capacity", ("What", "Size"), [(_TOO_LONG, "1"), ("nodes", "2")])
    text = page.text("python -m ops diff")
    assert "### Capacity\n\n| What | Size |\n| --- | --- |\n| nodes | 2 |\n" in text
    assert "1 row of Capacity" in text


def test_details_whose_first_part_has_no_room_have_their_title_over_the_next() -> None:
    page = Page()
    page.details("Resources", [Part(text=_TOO_LONG, resources=3), Part(text="the rest\n", resources=1)])
    text = page.text("python -m ops diff")
    assert "### Resources\nthe rest\n" in text
    assert "1 component, 3 resources in them" in text


def test_parts_that_can_wait_are_left_out_first_and_the_order_stays() -> None:
    page = Page()
    half = "x" * (LONGEST // 2)
    parts = [
        Part(text=f"new {half}", resources=2, can_wait=True),
        Part(text="small\n", resources=1, can_wait=True),
        Part(text=f"changed {half}", resources=1),
    ]
    page.details("Resources", parts)
    text = page.text("python -m ops diff")
    assert "### Resources\nsmall\nchanged x" in text
    assert "new x" not in text
    assert "Left out, for want of room: 1 component, 2 resources in them." in text
