"""Every command of docs/traffic/ prints what the page shows, and every link of it leads somewhere."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.docs.doing import Doing
from tests.docs.pages import FOLDER, Page, Step, read_pages, same
from tests.docs.performance import edited_models, perform
from tests.docs.rehearsal import rehearse

PAGES = read_pages()


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Doing:
    return Doing(tmp_path_factory.mktemp("rehearsal"), PAGES, rehearse)


@pytest.fixture(scope="module")
def performance(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Doing:
    assert engine
    return Doing(tmp_path_factory.mktemp("performance"), PAGES, perform)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_preview_without_pulumi_prints_what_the_page_shows(page: Page, rehearsal: Doing) -> None:
    _check(rehearsal.outputs(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_real_engine_prints_what_the_page_shows(page: Page, performance: Doing, rehearsal: Doing) -> None:
    _check(performance.outputs(page))
    assert edited_models(performance.end(page)) == rehearsal.end(page).models


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Page) -> None:
    text = (FOLDER / page.name).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http)([^)]+)\)", text)
    assert [link for link in links if not _is_there(FOLDER / page.name, link)] == []


def _check(outputs: Iterable[tuple[Step, str]]) -> None:
    """Fail with what is printed where a page shows something else."""
    wrong = [
        f"{step.page}:{step.line} `{step.command}` prints:\n{printed}"
        for step, printed in outputs
        if not same(step.shown, printed)
    ]
    if wrong:
        pytest.fail("\n".join([*wrong, "`python -m tests.docs` puts it into the pages"]), pytrace=False)


def _is_there(file: Path, link: str) -> bool:
    """Whether the file is there, and in it the heading."""
    path, _, anchor = link.partition("#")
    target = file.parent / path if path else file
    if not target.exists():
        return False
    headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
    return not anchor or anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
