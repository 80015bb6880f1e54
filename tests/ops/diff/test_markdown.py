"""The diff as a comment: within GitHub's limit, the same every time, and no way for a value to be markup."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.capacity import Span
from ops.diff.difference import (
    Action,
    Base,
    CapacityChange,
    Difference,
    PolicyChanges,
    ResourceChange,
    SecretChange,
    Serving,
    TrafficChange,
    ValueChange,
)
from ops.diff.failure import Failure, Trouble
from ops.diff.markdown import markdown
from ops.diff.markdown_code import code
from ops.diff.markdown_failure import failure_markdown
from ops.diff.markdown_page import LONGEST, marker
from ops.diff.text import text
from ops.exits import Exit
from ops.plan import PolicyResult
from ops.screen import Screen
from sandbox.recording import Refusal

HOSTILE = (
    "</details><script>alert(1)</script>",
    "`</summary>`` ```",
    "a|b\\|c",
    "@everyone #1 [x](javascript:0) ![x](http://x/y.png)",
    "--> <!-- ai-models diff: other -->",
    "line\n## heading\n```\nout",
    "\x1b[31m\u202e\u200b",
    "``````",
    "`",
    "**_~\\",
    "<img src=x onerror=1>",
    "",
    " ",
)


def change(word: str, number: int = 0, action: Action = Action.CHANGED) -> ResourceChange:
    return ResourceChange(
        action=action,
        urn=f"urn:pulumi:prod::shop::a:b:{word}::{word}",
        name=f"{word}-{number}",
        type=f"azure-native:a:{word}",
        component=f"models/{word}-{number}",
        role=word,
        stamp=word or "eastus",
        values=(ValueChange(path=f"a.{word}", before=word, after=f"{word}-{number}"),),
        why=(word,),
        doubts=(word,),
        formerly=word,
        holds=word,
        protected=True,
    )


def hostile(word: str) -> Difference:
    """A difference that has a word wherever a value of the config can come to stand."""
    result = PolicyResult(name=word, enforcement=word, severity=word, urn=f"urn:a::b::c::{word}", message=word)
    weights = {word or "blue": 100}
    return Difference(
        project=word,
        stack="prod",
        base=Base(words=word, problem=word, notes=(word,)),
        traffic=(
            TrafficChange(
                model=word,
                stamp=word,
                before=Serving(applied=weights),
                after=Serving(pending=weights, mirror=weights, waits_for=(word,)),
            ),
        ),
        resources=tuple(change(word, action=action) for action in Action),
        policies=PolicyChanges(new=(result,), fixed=(result,), standing=(result,)),
        capacity=(CapacityChange(what=word, stamp=word, before=Span(), after=Span(low=1, high=2)),),
        secrets=(SecretChange(path=word, action=Action.CHANGED),),
        refusals=(Refusal(urn=f"urn:a::b::c::{word}", code=word, message=word),),
        stamps_added=(word,),
    )


def outside_code(page: str) -> str:
    """What GitHub reads as Markdown or HTML: all but fenced blocks and code spans, as CommonMark delimits them."""
    lines, fence = [], ""
    for line in page.splitlines():
        found = re.match(r"(`{3,})[^`]*$", line)
        if fence:
            fence = "" if line.startswith(fence) and not line.strip("`") else fence
        elif found:
            fence = found[1]
        else:
            lines.append(re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "CODE", line))
    assert not fence, "a block of code never ends"
    return "\n".join(lines)


@pytest.mark.parametrize("word", HOSTILE)
def test_nothing_that_comes_from_the_config_is_markup(word: str) -> None:
    read = outside_code(markdown(hostile(word)))
    tags = re.findall(r"<[^>]*>", read)
    known = {"<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>", "<br>", marker("prod")}
    assert set(tags) <= known, set(tags) - known
    assert read.count("<details>") == read.count("</details>") == read.count("<summary>")
    assert read.count("<!--") == 1
    in_markdown = re.sub("<summary>.*</summary>", "", read)
    assert not re.search(r"(?<!\\)[@\[]\w", in_markdown)
    assert "http" not in in_markdown
    for table in re.findall(r"(?:^\|.*\n)+", read, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, "a row of other columns"


def failed(word: str, troubles: int = 1) -> Failure:
    """A head that cannot be compared, with a word wherever a config's own words can come to stand."""
    trouble = Trouble(where=word, says={"found": word, "allowed": f"{word}\n{word}"}, write=f"{word}\n{word}")
    return Failure(stack="prod", status=Exit.CONFIG_INVALID, verdict=f"Wrong: {word}.", troubles=(trouble,) * troubles)


@pytest.mark.parametrize("word", HOSTILE)
def test_nothing_that_is_wrong_with_a_config_is_markup_either(word: str) -> None:
    read = outside_code(failure_markdown(failed(word)))
    assert set(re.findall(r"(?<!\\)<[^>]*>", read)) == {marker("prod")}
    assert not re.search(r"(?<!\\)[@\[]\w", read)
    assert "http" not in read.replace("http://x/y", "")


def test_no_number_of_errors_is_too_large_for_a_comment() -> None:
    page = failure_markdown(failed("w" * 3_000, troubles=30))
    assert len(page.encode()) <= LONGEST
    assert "**Left out, for want of room:" in page
    outside_code(page)


@given(st.text(max_size=40))
def test_code_is_one_span_whatever_stands_in_it(word: str) -> None:
    span = code(word)
    assert "\n" not in span
    assert outside_code(span) in ("", "CODE")
    assert not re.search(r"(?<!\\)\|", span)


@pytest.mark.parametrize("word", HOSTILE)
def test_a_terminal_obeys_nothing_of_it_either(word: str) -> None:
    plain = text(hostile(word), Screen())
    assert all(char.isprintable() or char == "\n" for char in plain)


def large(models: int, values: int = 8) -> Difference:
    """A difference of very many models, all of which change in two stamps."""
    moved = tuple(
        TrafficChange(
            model=f"model-{number:04}",
            stamp=stamp,
            before=Serving(applied={"blue": 100}),
            after=Serving(applied={"blue": 90, "green": 10}),
        )
        for number in range(models)
        for stamp in ("eastus", "westus")
    )
    base = hostile("word")
    resources = tuple(
        replace(
            change("endpoint", number),
            stamp=stamp,
            values=tuple(
                ValueChange(path=f"p{value}", before="x" * 70, after=f"{stamp}-{number}-{value}")
                for value in range(values)
            ),
        )
        for number in range(models)
        for stamp in ("eastus", "westus")
    )
    return replace(base, traffic=moved, resources=resources)


@pytest.mark.parametrize("models", [1, 30, 100, 1000])
def test_no_change_is_too_large_for_a_comment(models: int) -> None:
    page = markdown(large(models))
    assert len(page.encode()) <= LONGEST < 65_536
    assert page.count("<details>") == page.count("</details>")
    outside_code(page)
    if models >= 100:
        assert "**Left out, for want of room:" in page
        assert "`python -m ops diff --stack prod`" in page


def test_what_is_left_out_is_counted_and_what_matters_most_stays() -> None:
    page = markdown(large(100, values=40))
    shown = page.count("<summary><code>models/endpoint")
    left_out = re.search(r"Left out, for want of room: (\d+) components, (\d+) resources in them", page)
    assert left_out is not None
    assert shown + int(left_out[1]) == 100
    assert int(left_out[2]) == 2 * int(left_out[1])
    assert page.count("| `model-") == 100
    order = [page.index(f"### {title}") for title in ("Refused", "Traffic", "Policies", "Capacity", "Resources")]
    assert order == sorted(order)


def test_one_value_as_long_as_a_book_leaves_the_rest_in() -> None:
    result = PolicyResult(name="rule", enforcement="mandatory", severity="high", urn="", message="x" * 100_000)
    page = markdown(replace(large(1), policies=PolicyChanges(new=(result,))))
    assert len(page.encode()) <= LONGEST
    assert "### Capacity" in page


def test_the_note_on_quotas_stands_with_the_table_of_capacity_alone() -> None:
    quota = CapacityChange(what="quota: cores", stamp="eastus", before=Span(), after=Span(low=1, high=2))
    result = PolicyResult(name="rule", enforcement="mandatory", severity="high", urn="", message="")
    small = Difference(project="shop", stack="prod", base=Base(words="it"), capacity=(quota,), crowded=("No room.",))
    bare = markdown(replace(small, capacity=(), policies=PolicyChanges(new=(result,))))
    long = replace(result, message="x" * (LONGEST - 710 - len(bare.encode())))
    full = replace(small, policies=PolicyChanges(new=(long,)))
    assert "| +2 |\n\nIn a quota are the 20 % that" in markdown(small)
    page = markdown(full)
    assert "row of Policies" not in page
    assert "row of Capacity" in page
    assert "In a quota" not in page
    assert "### Capacity\n\nNo room." in page


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("1a2b3c4, which is HEAD", "Compared with `1a2b3c4`, which is `HEAD`."),
        ("1a2b3c4, the merge base with origin/a,b", "Compared with `1a2b3c4`, the merge base with `origin/a,b`."),
        ("the plan <b>.json", "Compared with `the plan <b>.json`."),
    ],
)
def test_the_base_is_code_and_the_words_around_it_are_not(words: str, shown: str) -> None:
    assert shown in markdown(Difference(project="shop", stack="prod", base=Base(words=words)))


def test_an_exemption_tells_its_day_and_reason_and_a_document_is_no_escaped_link() -> None:
    message = "The key is on. See docs/policies.md#key-off\nmore\nExempt until 2027-01-31: <b>*why*</b>"
    result = PolicyResult(
        name="key-off", enforcement="disabled", severity="high", urn="", message=message, outcome="exempt"
    )
    page = markdown(
        Difference(project="shop", stack="prod", base=Base(words="it"), policies=PolicyChanges(new=(result,)))
    )
    assert "See `docs/policies.md#key-off`<br>`Exempt until 2027-01-31: <b>*why*</b>`" in page


def test_the_marker_begins_the_page_and_is_the_stacks_own() -> None:
    assert markdown(large(1)).splitlines()[0] == "<!-- ai-models diff: prod -->"
    assert marker("a--><b") == "<!-- ai-models diff: a----b -->"


def test_the_same_difference_is_the_same_page() -> None:
    assert markdown(large(20)) == markdown(large(20))


def added(models: int) -> tuple[ResourceChange, ...]:
    """So many new models, a resource each."""
    new = (change("endpoint", number, Action.ADDED) for number in range(models))
    return tuple(replace(one, component=f"models/scorer-{number:04}") for number, one in enumerate(new))


def test_many_new_components_of_one_shape_are_one_part_that_names_them_all() -> None:
    page = markdown(Difference(project="shop", stack="prod", base=Base(words="it"), resources=added(300)))
    assert page.count("<details>") == 1
    assert "<summary><code>models/scorer-0000</code> and 299 more like it - 1 added each</summary>" in page
    assert all(f"models/scorer-{number:04}" in page for number in range(300))
    assert "Left out" not in page


def test_few_new_components_of_one_shape_have_a_part_each() -> None:
    page = markdown(Difference(project="shop", stack="prod", base=Base(words="it"), resources=added(4)))
    assert page.count("<details>") == 4


def test_what_is_changed_or_removed_is_shown_before_what_is_new() -> None:
    changed = replace(change("vault", 1), component="vault")
    gone = replace(change("zone", 1, Action.REMOVED), component="zone")
    crowd = tuple(replace(one, type=f"a:b:{'K' * 200}{number}") for number, one in enumerate(added(600)))
    page = markdown(Difference(project="shop", stack="prod", base=Base(words="it"), resources=(*crowd, changed, gone)))
    assert "**Left out, for want of room:" in page
    assert "<summary><code>vault</code> - 1 changed</summary>" in page
    assert "<summary><code>zone</code> - 1 removed</summary>" in page
    assert page.index("<code>models/scorer-0000</code>") < page.index("<code>vault</code>")
