"""Does what pages say, in their order, in project folders of their own."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.docs.pages import Begin, Page, Point, Step, makes
from tests.docs.projects import Project, make_project

Do = Callable[[Project, Step], str | None]
"""Does a command; what the page shows of its output, or None where it is not one to be done here."""


class Doing:
    """Pages that are done once each, whichever is asked for first."""

    def __init__(self, folder: Path, pages: Sequence[Page], do: Do) -> None:
        self._folder = folder
        self._pages = pages
        self._do = do
        self._points: dict[str, Project] = {}
        self._ends: dict[str, Project] = {}
        self._outputs: dict[str, list[tuple[Step, str]]] = {}

    def outputs(self, page: Page) -> list[tuple[Step, str]]:
        """The commands of a page that are done here, and what it shows of them."""
        if page.name not in self._outputs:
            self._outputs[page.name] = list(self._all_of(page))
        return self._outputs[page.name]

    def end(self, page: Page) -> Project:
        """The project as a page leaves it."""
        self.outputs(page)
        return self._ends[page.name]

    def _all_of(self, page: Page) -> Iterator[tuple[Step, str]]:
        for number, item in enumerate(page.items):
            if isinstance(item, Begin):
                self._ends[page.name] = self._begin(item.point, self._folder / f"{page.name}-{number}")
            elif isinstance(item, Point):
                self._points[item.name] = self._ends[page.name].copy(self._folder / item.name)
            else:
                output = self._do(self._ends[page.name], item)
                if output is not None:
                    yield item, output

    def _begin(self, point: str, folder: Path) -> Project:
        if not point:
            return make_project(folder)
        if point not in self._points:
            self.outputs(next(page for page in self._pages if point in makes(page)))
        return self._points[point].copy(folder)
