"""What differs between values, and what is noise."""

from typing import Any

import pytest

from ops.diff.showing import LONGEST, texts
from ops.diff.values import differing
from sandbox.wire import MASK, UNKNOWN_SENTINEL

Found = list[tuple[str, Any, Any]]


def found(before: dict[str, Any], after: dict[str, Any]) -> Found:
    return [(value.path, value.before, value.after) for value in differing(before, after)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": 1, "b": {"c": 2}}, {"b": {"c": 2}, "a": 1}),
        ({"count": 3}, {"count": 3.0}),
        ({"location": "East US"}, {"location": "eastus"}),
        ({"id": "/subscriptions/A/resourceGroups/Rg"}, {"id": "/subscriptions/a/resourcegroups/rg"}),
        ({"zones": ["1", "2", "3"]}, {"zones": ["3", "1", "2"]}),
        ({"rules": [{"name": "a", "n": 1}, {"name": "b"}]}, {"rules": [{"name": "b"}, {"name": "a", "n": 1}]}),
        ({"resources": {"limits": {"cpu": "1000m"}}}, {"resources": {"limits": {"cpu": "1"}}}),
        ({"resources": {"requests": {"memory": "1Gi"}}}, {"resources": {"requests": {"memory": "1024Mi"}}}),
        ({"secret": MASK}, {"secret": MASK}),
        ({"id": UNKNOWN_SENTINEL}, {"id": UNKNOWN_SENTINEL}),
        ({"none": None}, {}),
    ],
)
def test_noise_is_left_out(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert found(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [("a.b", 1, 2)]),
        ({"a": 1}, {}, [("a", 1, None)]),
        ({"flag": True}, {"flag": 1}, [("flag", True, 1)]),
        ({"port": "80"}, {"port": 80}, [("port", "80", 80)]),
        ({"empty": []}, {"empty": ["a"]}, [("empty[]", None, "a")]),
        ({"zones": ["1", "2"]}, {"zones": ["2", "3"]}, [("zones[]", "1", None), ("zones[]", None, "3")]),
        ({"args": ["a", "b"]}, {"args": ["b", "a"]}, [("args[0]", "a", "b"), ("args[1]", "b", "a")]),
        (
            {"containers": [{"name": "model", "image": "a"}, {"name": "log"}]},
            {"containers": [{"name": "log"}, {"name": "model", "image": "b"}]},
            [("containers[model].image", "a", "b")],
        ),
        ({"rules": [{"n": 1}, {"n": 2}]}, {"rules": [{"n": 1}, {"n": 3}]}, [("rules[1].n", 2, 3)]),
        ({"rules": [{"name": "a"}, {"name": "a"}]}, {"rules": [{"name": "a"}]}, [("rules[1]", {"name": "a"}, None)]),
        ({"limits": {"cpu": "1000m"}}, {"limits": {"cpu": "2"}}, [("limits.cpu", "1000m", "2")]),
        ({"a": {"b": 1}}, {"a": [1]}, [("a", {"b": 1}, [1])]),
        ({"id": UNKNOWN_SENTINEL}, {"id": "known"}, [("id", UNKNOWN_SENTINEL, "known")]),
    ],
)
def test_what_means_something_is_found_at_its_path(
    before: dict[str, Any], after: dict[str, Any], changes: Found
) -> None:
    assert found(before, after) == changes


def test_a_long_key_of_a_list_is_told_by_its_end() -> None:
    before = {"rules": [{"id": "/subscriptions/a/subnets/nodes", "on": True}]}
    after = {"rules": [{"id": "/subscriptions/a/subnets/nodes", "on": False}]}
    assert found(before, after) == [("rules[nodes].on", True, False)]


def test_a_secret_on_either_side_masks_both() -> None:
    assert texts("plain", MASK) == (MASK, MASK)
    assert texts({"key": "plain"}, MASK) == (MASK, MASK)
    assert texts(None, MASK) == (None, MASK)


def test_an_unknown_is_in_words_wherever_it_stands() -> None:
    assert texts(UNKNOWN_SENTINEL, {"id": UNKNOWN_SENTINEL}) == ("(known after up)", '{"id": "(known after up)"}')


def test_long_values_are_cut_where_they_differ() -> None:
    start = "/subscriptions/" + "0" * 200
    before, after = texts(f"{start}/one" + "x" * 200, f"{start}/two" + "x" * 200)
    assert before is not None
    assert after is not None
    assert before.startswith("…")
    assert "/one" in before
    assert "/two" in after
    assert max(len(before), len(after)) <= LONGEST


def test_digests_are_short_unless_only_their_end_differs() -> None:
    assert texts("a@sha256:" + "1" * 64, "a@sha256:" + "2" * 64) == (
        "a@sha256:" + "1" * 12 + "…",
        "a@sha256:" + "2" * 12 + "…",
    )
    before, after = texts("a@sha256:" + "0" * 64, "a@sha256:" + "0" * 63 + "1")
    assert before != after
    assert str(after).endswith("1")


def test_what_a_terminal_would_obey_is_made_visible() -> None:
    assert texts("a\x1b[31m", "a\nb\u202e") == ("a\\x1b[31m", "a\\nb\\u202e")


def test_an_empty_text_is_told_from_nothing() -> None:
    assert texts("", None) == ('""', None)
