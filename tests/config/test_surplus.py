"""What is too much is named in lines that can be read, however much it is."""

from config.surplus import remove_all
from tests.config.documents import problems_of, spoiled


def test_a_few_entries_are_taken_out_by_commands() -> None:
    assert remove_all(("tags",), ["b", "a"]) == ("pulumi config rm --path 'tags.b' && pulumi config rm --path 'tags.a'")


def test_one_entry_is_taken_out_by_a_command_however_long_its_name() -> None:
    assert remove_all(("tags",), ["a" * 200]).startswith("pulumi config rm")


def test_many_entries_are_named_in_order_in_lines_that_can_be_read() -> None:
    (problem,) = problems_of(spoiled({"tags": {f"t{index:02}": "x" for index in range(60)}}))
    first, *named = problem.example.splitlines()
    assert first == "# in the stack file, take these 50 entries out of tags:"
    assert named[0].startswith("#   t10, t11, t12")
    assert named[-1].endswith("t59")
    assert all(len(line) <= 80 for line in named)


def test_of_a_list_the_first_entries_are_kept() -> None:
    example = remove_all(("network", "allowedIpRanges"), list(range(199, 99, -1)))
    assert example == "# in the stack file, keep the first 100 entries of network.allowedIpRanges"


def test_of_thousands_of_entries_only_some_are_named() -> None:
    assert len(remove_all(("tags",), [f"t{index}" for index in range(60_000)])) < 1_000
    assert remove_all(("tags",), [f"t{index}" for index in range(60_000)]).endswith("and 59900 more")
