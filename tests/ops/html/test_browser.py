"""The HTML page in a real browser: it can be used without color, mouse or a large screen, and nothing leaves it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from ops.capacity import Span
from ops.diff.difference import Base, CapacityChange, Difference
from ops.diff.policy_settings import Direction, Kind, PolicySettingChange
from ops.html.diff import diff_page
from ops.html.preview import preview_page
from tests.ops.html.conftest import Open
from tests.ops.html.pages import HOSTILE, diff_of, failure_of, platform, preview_of

PHONE, DESK = 360, 1280
PAGES = {"diff": diff_of, "failure": failure_of, "preview": preview_of}
ROWS = "#policies tbody tr"
QUIET = "#policies .quiet > summary"
"""What stands as in the base is folded away."""

OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
QUICK = 300
"""Milliseconds in which a filter answers, on a machine that is busy; a tenth of it is usual."""


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("diff", "light", PHONE),
        ("diff", "dark", DESK),
        ("failure", "dark", PHONE),
        ("failure", "light", DESK),
        ("preview", "dark", PHONE),
        ("preview", "light", DESK),
    ],
)
def test_it_is_accessible_with_every_part_open(opened: Open, name: str, scheme: str, width: int) -> None:
    page = opened(PAGES[name](), width, color_scheme=scheme, bypass_csp=True)  # the checker is a script of its own
    page.evaluate(OPEN_ALL)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize(
    ("name", "word"),
    [("diff", "fraud"), ("diff", "x".join(HOSTILE)), ("failure", "x".join(HOSTILE)), ("preview", "fraud")],
)
def test_it_asks_nobody_for_anything_and_says_nothing_to_the_console(opened: Open, name: str, word: str) -> None:
    page = opened(PAGES[name](word))
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload()
    page.evaluate(OPEN_ALL)
    assert (asked, said) == ([page.url], [])
    assert page.evaluate("window.broken") is None


def test_a_script_that_came_into_the_page_would_not_run(opened: Open) -> None:
    text = diff_of().replace(
        "<footer", "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'><footer"
    )
    page = opened(text)
    assert page.locator("script").count() == 2
    assert page.evaluate("window.broken") is None


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("word", ["fraud", "w" * 300])
def test_nothing_is_wider_than_a_phone(opened: Open, name: str, word: str) -> None:
    page = opened(PAGES[name](word), PHONE)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    beyond = """[...document.querySelectorAll('main *')].filter((part) => !part.closest('.scroll, .unseen, thead')
        && part.getClientRects().length && part.getBoundingClientRect().right > innerWidth + 1)
        .map((part) => part.outerHTML.slice(0, 120))"""
    assert page.evaluate(beyond) == []
    cut = """[...document.querySelectorAll('main th, main td')].filter((cell) => !cell.closest('thead, .scroll')
        && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.outerHTML.slice(0, 120))"""
    assert page.evaluate(cut) == [], "what stands in a cell covers the next one"


def test_the_name_of_a_region_is_not_broken_in_the_capacity_on_a_phone(opened: Open) -> None:
    change = CapacityChange(
        what="AKS nodes", stamp="australiasoutheast", before=Span(low=9, high=35), after=Span(low=9, high=111)
    )
    difference = Difference(project="shop", stack="prod", base=Base(words="the base"), capacity=(change,))
    page = opened(diff_page(difference, platform("fraud")), PHONE)
    lines = """(head) => {
        const text = document.createRange();
        text.selectNodeContents(head);
        return text.getClientRects().length;
    }"""
    assert page.locator("#capacity tbody th[scope=row]").evaluate(lines) == 1
    assert page.locator("#capacity .scroll").evaluate("(part) => part.scrollWidth - part.clientWidth") == 0


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_word_of_the_policy_settings_is_broken(opened: Open, width: int) -> None:
    names = [f"aks-container-insights-on-{number}" for number in range(9)]
    changes = (
        *(_setting(Kind.LEVEL, name, "mandatory", "advisory") for name in names),
        _setting(Kind.SETTING, "profile", "prod", "dev"),
        _setting(Kind.EXEMPTION, names[0], None, "until 2030-01-01: the vendor's containers cannot do without it"),
    )
    difference = Difference(project="shop", stack="prod", base=Base(words="the base"), policy_settings=changes)
    page = opened(diff_page(difference, platform("fraud")), width)
    broken = """(table) => {
        const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT), found = [];
        while (texts.nextNode()) {
            const text = texts.currentNode, head = text.parentElement.closest('thead');
            if (head && getComputedStyle(head).position === 'absolute') continue;  // out of sight on a phone
            for (const { 0: word, index } of text.data.matchAll(/[a-z]+/gi)) {
                const range = document.createRange();
                range.setStart(text, index);
                range.setEnd(text, index + word.length);
                if (new Set([...range.getClientRects()].map((line) => line.top)).size > 1) found.push(word);
            }
        }
        return found;
    }"""
    assert page.locator("#policy-settings .settings").evaluate(broken) == []


def test_the_policies_are_filtered_by_keyboard_alone(opened: Open) -> None:
    page = opened(diff_of())
    status = page.locator("#policies [role=status]")
    assert 0 < page.locator(f"{ROWS}:visible").count() == page.locator(f"{ROWS}:not([data-state=standing])").count()
    page.locator(QUIET).focus()
    page.keyboard.press("Enter")
    everything = page.locator(ROWS).count()
    told = sum(int(number) for number in re.findall(r"\d+", page.locator("nav a[href='#policies']").inner_text()))
    assert status.inner_text() == f"{told} of {told} shown"
    _tab_to(page, "policy-items-filter")
    page.keyboard.type("Critical KEYVAULT")
    assert page.locator(f"{ROWS}:visible").count() == 0
    page.keyboard.press("Control+A")
    page.keyboard.type("critical fraud-4")
    assert _visible_rules(page) == ["critical-rule"]
    assert status.inner_text() == f"5 of {told} shown", "one rule of five resources"
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    assert page.locator(f"{ROWS}:visible").count() == everything
    _tab_to(page, "policy-items-severity")
    page.keyboard.type("low")
    assert _visible_rules(page) == ["low-rule"]
    page.keyboard.press("Home")
    assert page.locator(f"{ROWS}:visible").count() == everything
    _tab_to(page, "policy-items-state", "Shift+Tab")
    page.keyboard.type("fixed")
    assert page.locator(f"{ROWS}:visible").count() > 0
    assert page.locator(f"{ROWS}:visible").count() == page.locator(f"{ROWS}[data-state=fixed]").count()


def test_what_is_found_is_shown_where_it_is_folded_away_and_folded_again_after(opened: Open) -> None:
    page = opened(diff_of())
    standing = page.locator(f"{ROWS}[data-state=standing]:visible")
    assert standing.count() == 0
    page.locator("#policy-items-state").select_option("standing")
    assert standing.count() == page.locator(f"{ROWS}:visible").count() > 0
    page.locator("#policy-items-state").select_option("")
    assert standing.count() == 0


def test_a_part_is_opened_by_keyboard_and_every_stop_of_it_is_seen(opened: Open) -> None:
    page = opened(preview_of())
    stops = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "[document.activeElement.outerHTML, getComputedStyle(document.activeElement).outlineStyle,"
            " document.activeElement.tagName, document.activeElement.getBoundingClientRect().left]"
        )
        if stop[2] == "BODY":
            break
        assert stop[1] != "none", stop[0]
        assert stop[3] >= 0, stop[0]
        stops.add(stop[2])
    assert {"A", "SELECT", "INPUT", "SUMMARY"} <= stops
    page.locator("#topology summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#topology .leaves").first.is_visible()


def test_the_theme_is_the_systems_until_another_is_chosen(opened: Open) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        page = opened(preview_of(), color_scheme=scheme)
        shades[scheme] = _shade(page)
        page.get_by_label("Theme").select_option("light" if scheme == "dark" else "dark")
        shades[f"not {scheme}"] = _shade(page)
        page.get_by_label("Theme").select_option("")
        assert _shade(page) == shades[scheme]
    assert shades["light"] == shades["not dark"] != shades["dark"] == shades["not light"]


def test_without_scripts_everything_is_there_and_nothing_that_does_nothing(opened: Open) -> None:
    page = opened(diff_of(), java_script_enabled=False)
    assert page.locator(".filters:visible, .theme:visible").count() == 0
    page.locator(QUIET).click()
    assert page.locator(f"{ROWS}:visible").count() == page.locator(ROWS).count() > 0


def test_a_hundred_models_are_filtered_at_once(opened: Open) -> None:
    page = opened(preview_page(platform("fraud", models=100), "nothing"))
    took = page.evaluate("""() => {
        const field = document.getElementById('traffic-items-filter');
        const started = performance.now();
        for (const word of ['m', 'model-07', '']) {
            field.value = word;
            field.dispatchEvent(new Event('input'));
            document.body.offsetHeight;
        }
        return (performance.now() - started) / 3;
    }""")
    assert took < QUICK
    page.locator("#traffic-items-filter").fill("model-07")
    assert page.locator("#traffic tbody:visible").count() == 10


def _setting(kind: Kind, name: str, before: str | None, after: str) -> PolicySettingChange:
    return PolicySettingChange(kind=kind, name=name, direction=Direction.LOOSENS, before=before, after=after)


def _visible_rules(page: Page) -> list[str]:
    return page.locator(f"{ROWS}:visible th > code").all_inner_texts()


def _shade(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def _tab_to(page: Page, wanted: str, key: str = "Tab") -> None:
    """Press a key until the field is reached."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.id") == wanted:
            return
    raise AssertionError(f"{wanted} is not reached by {key}")
