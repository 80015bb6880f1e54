"""The HTML page as text: well formed, whole in itself, and with nothing in it that a value of the config could be."""

import base64
import hashlib
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from ops.capacity import Span
from ops.diff.difference import Base, CapacityChange, Difference, TrafficChange
from ops.diff.policy_settings import policy_setting_changes
from ops.diff.showing import printable
from ops.html.capacity import changed
from ops.html.diff import diff_page
from ops.html.traffic import moved
from ops.plan import Plan, PolicySettings
from ops.serving import Serving
from tests.ops.conftest import ROOT
from tests.ops.html.pages import HOSTILE, diff_of, failure_of, platform, preview_of
from tests.ops.html.reading import Element, read

PAGES = {"diff": diff_of, "preview": preview_of}
_SETTINGS = PolicySettings(profile="prod", unknown="mandatory", remediate=False, levels={})
SMALL = 3_000_000
"""Bytes of a page that opens at once."""


@pytest.fixture(params=PAGES, scope="module")
def page(request: pytest.FixtureRequest) -> Element:
    return read(PAGES[request.param]())


def test_headings_come_in_order_below_one_h1(page: Element) -> None:
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


def test_the_verdict_comes_before_everything_else(page: Element) -> None:
    body = page.one("body")
    verdict = next(body.all("h1")).text
    assert verdict
    assert body.text.index(verdict) < body.text.index("Traffic")


def test_there_is_one_of_each_landmark_and_a_way_past_the_first(page: Element) -> None:
    for tag in ("header", "nav", "main", "footer"):
        page.one(tag)
    first = next(page.one("body").all())
    assert (first.tag, first.attributes["href"]) == ("a", f"#{page.one('main').attributes['id']}")


def test_every_table_has_a_caption_and_every_header_its_scope(page: Element) -> None:
    tables = list(page.all("table"))
    assert tables
    for table in tables:
        assert table.one("caption").text
        assert all("scope" in header.attributes for header in table.all("th"))
        assert all(header.text for header in table.one("thead").all("th"))
        columns = len(list(table.one("thead").all("th")))
        for row in table.all("tr"):
            assert sum(int(cell.attributes.get("colspan", 1)) for cell in row.all("th", "td")) == columns


def test_ids_are_unique_and_whatever_names_one_finds_it(page: Element) -> None:
    ids = [found.attributes["id"] for found in page.all() if "id" in found.attributes]
    assert len(ids) == len(set(ids))
    named = {
        reference.lstrip("#")
        for found in page.all()
        for name in ("href", "for", "aria-labelledby", "data-for")
        for reference in [found.attributes.get(name, "")]
        if reference and not reference.startswith("data:")
    }
    assert named <= set(ids), named - set(ids)
    fields = {found.attributes["id"] for found in page.all("input", "select")}
    assert fields == {found.attributes["for"] for found in page.all("label")}


def test_nothing_is_loaded_from_elsewhere_and_only_its_own_script_and_style_may_work(page: Element) -> None:
    links = [found.attributes[name] for found in page.all() for name in ("src", "href") if name in found.attributes]
    assert all(link.startswith(("#", "data:")) for link in links)
    policies = (meta.attributes for meta in page.all("meta"))
    (policy,) = (meta["content"] for meta in policies if meta.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.one(tag).text.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
    assert not re.search(
        r"url\(|@import|fetch|XMLHttp|innerHTML|eval", page.one("style").text + page.one("script").text
    )


def test_what_to_write_and_what_is_said_stand_in_lines_as_they_are_written() -> None:
    section = read(failure_of()).one("section")
    lines = [found.text for found in section.all("code") if found.attributes.get("class") == "problem"]
    assert lines == ["fraud", "line of fraud", "models.fraud:", "  replicas: 1"]
    assert [found.text for found in section.all("p")][-1] == "fraud", "that it is an error is said above"


def test_what_stands_between_backticks_is_code_in_the_verdict_and_the_way_to_a_section() -> None:
    (change,) = policy_setting_changes(_SETTINGS, replace(_SETTINGS, unknown="advisory"))
    difference = Difference(project="shop", stack="prod", base=Base(words="the base"), policy_settings=(change,))
    page = read(diff_page(difference, platform("fraud")))
    assert page.one("title").text == "shop prod: Loosens what is not known before up."
    assert page.one("h1").one("code").text == "up"
    assert next(page.one("nav").all("a")).one("code").text == "up"


@pytest.mark.parametrize("made", [*PAGES.values(), failure_of], ids=[*PAGES, "failure"])
@pytest.mark.parametrize("word", HOSTILE)
def test_a_value_of_the_config_is_text_and_nothing_else(word: str, made: Callable[..., str]) -> None:
    ordinary, page = read(made()), read(made(word))
    page.one("script")
    assert {found.tag for found in page.all()} <= {found.tag for found in ordinary.all()}
    allowed = {(found.tag, attribute) for found in ordinary.all() for attribute in found.attributes}
    given = {(found.tag, attribute) for found in page.all() for attribute in found.attributes}
    assert given <= allowed, given - allowed
    shown = printable(word.splitlines()[0] if word.strip() else "")
    assert shown.replace("`", "") in page.one("body").text.replace("`", "")
    assert all(char.isprintable() for char in page.one("body").text.removesuffix(page.one("script").text))


def test_what_differs_is_told_in_each_part() -> None:
    page = read(diff_of())
    titles = [section.one("h2").text for section in page.all("section")]
    assert titles == [
        "Refused: what is there cannot become this",
        "Traffic",
        "Live requests meet something else",
        "Deleted or made anew, with what is in it",
        "Not protected any more",
        "Policy settings",
        "Policies",
        "Capacity",
        "New warnings",
        "Secrets",
        "Resources",
        "Topology",
    ]
    (traffic,) = (section for section in page.all("section") if section.attributes["id"] == "traffic")
    words = " ".join(traffic.text.split())
    assert "fraud eastus, westus" in words, "stamps that are alike are told once"
    rows = [[cell.text for cell in row.all("th", "td")] for row in traffic.all("tr")]
    assert ["fraud then 0 %", "100 %", "90 %", ""] in rows
    assert ["green then 100 %", "0 %", "10 %", ""] in rows
    assert ["shadow copy 20 %", "0 %", "0 %", ""] in rows


def test_capacity_is_told_of_stamps_that_are_alike_once_and_of_all_of_them_together() -> None:
    before, less, more = Span(low=1, high=2), Span(low=1, high=1), Span(low=1, high=4)
    changes = [
        CapacityChange(what="AKS nodes", stamp="eastus", before=before, after=more),
        CapacityChange(what="AKS nodes", stamp="northeurope", before=before, after=less, remark="too few"),
        CapacityChange(what="AKS nodes", stamp="westus", before=before, after=more),
        CapacityChange(what="batch nodes", stamp="westus", before=before, after=more),
    ]
    rows = [[cell.text.strip() for cell in row.all("th", "td")] for row in read(changed(changes).text).all("tr")]
    assert rows == [
        ["Where", "Now", "With this", "Change"],
        ["AKS nodes"],
        ["eastus, westus, each", "1-2", "1-4", "+2"],
        ["northeurope too few", "1-2", "1", "-1"],
        ["together", "3-6", "3-9", "+3"],
        ["batch nodes"],
        ["westus", "1-2", "1-4", "+2"],
    ]


@pytest.mark.parametrize(
    ("before", "told"), [(None, 0), (Serving(applied={"blue": 100}), 0), (Serving(applied={"green": 100}), 1)]
)
def test_a_mark_across_a_bar_is_explained_where_there_is_one(before: Serving | None, told: int) -> None:
    after = Serving(applied={"blue": 100}, pending={"blue": 50, "green": 50})
    text = moved([TrafficChange(model="fraud", stamp="eastus", before=before, after=after)]).text
    assert (text.count('class="tick"') > 0, text.count("A mark across a bar")) == (told > 0, told)


def test_what_comes_to_answer_live_requests_is_told_once_for_stamps_that_are_alike() -> None:
    page = read(diff_of())
    (reruns,) = (section for section in page.all("section") if section.attributes["id"] == "reruns")
    (card,) = reruns.all("li")
    assert " ".join(card.text.split()).startswith("fraud blue 90 % of its requests eastus, westus")
    assert (card.one("del").text, card.one("ins").text) == ("fraud@sha256:0000", "fraud@sha256:1111")


def test_the_topology_shows_where_what_changes_is_and_what_is_gone() -> None:
    page = read(diff_of())
    (topology,) = (section for section in page.all("section") if section.attributes["id"] == "topology")
    assert [stamp.text.split()[0] for stamp in topology.all("h3")] == ["eastus", "westus"]
    eastus = next(found for found in topology.all("div") if found.attributes.get("class") == "stamp")
    labels = [" ".join(summary.text.split()) for summary in eastus.all("summary")]
    assert "fraud-0 1 resource −1 removed" in labels, labels  # noqa: RUF001 - a minus
    assert "fraud 8 resources" in labels, labels


def test_where_nothing_differs_the_page_says_so() -> None:
    nothing = Difference(project="shop", stack="prod", base=Base(words="the base"))
    page = read(diff_page(nothing, platform("fraud")))
    assert page.one("h1").text == "Nothing changes."
    assert [section.one("h2").text for section in page.all("section")] == ["Topology"]


def test_what_to_run_stands_in_a_note_as_code() -> None:
    note = "the clone is shallow: `git fetch --unshallow` brings the history"
    found = Difference(project="shop", stack="prod", base=Base(words="HEAD", notes=(note,)))
    page = diff_page(found, Plan(project="shop", stack="prod", resources=()))
    assert "shallow: <code>git fetch --unshallow</code> brings" in page


def test_a_stack_without_anything_has_a_page() -> None:
    nothing = Difference(project="shop", stack="prod", base=Base(words="the base"))
    read(diff_page(nothing, Plan(project="shop", stack="prod", resources=())))


def test_a_hundred_models_stay_small() -> None:
    page = diff_page(Difference(project="shop", stack="prod", base=Base(words="x")), platform("fraud", models=100))
    assert len(page.encode()) < SMALL


def test_other_processes_give_the_same_bytes() -> None:
    program = "from tests.ops.html.pages import *; import sys; sys.stdout.write(diff_of() + preview_of())"
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert other.stdout == diff_of() + preview_of()
