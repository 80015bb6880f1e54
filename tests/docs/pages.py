"""The pages of docs/traffic/: their commands, and what they show that these print."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "traffic"

_BLOCK = re.compile(r"^```console\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_NOTE = re.compile(r"<!-- (?P<word>begin|point|faults): (?P<value>.*?) -->")
_DURATION = re.compile(r"(?<=\()\d+(\.\d+)?s(?=\))|(?<=, in )\d+\.\d s")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A command of a page, and what the page says that it prints."""

    page: str
    line: int
    command: str
    """As it stands there; a backslash at the end of a line goes on in the next."""
    shown: str
    faults: str = ""
    """The faults that the sandbox is given: the page is about a run that fails."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A place in a page that pages begin at."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Begin:
    """Where a page, or a part of it, begins: what is there is as at that point."""

    point: str
    """Empty where it begins with nothing."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page, as what is to be done in its order."""

    name: str
    items: tuple[Begin | Step | Point, ...]


def read_pages() -> list[Page]:
    """Every page, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.md"))]


def makes(page: Page) -> set[str]:
    """The points that are in a page."""
    return {item.name for item in page.items if isinstance(item, Point)}


def same(shown: str, printed: str) -> bool:
    """Whether two texts differ in durations at most."""
    return _timeless(shown) == _timeless(printed)


def write(name: str, outputs: Callable[[Step], str]) -> None:
    """Put what was printed into a page; what differs in durations only stays as it is."""
    path = FOLDER / name
    steps = iter([item for item in _read(path).items if isinstance(item, Step)])

    def block(found: re.Match[str]) -> str:
        texts = [_with_output(step, outputs(step)) for step in _take(steps, found["text"])]
        return "```console\n" + "".join(texts) + "```"

    path.write_text(_BLOCK.sub(block, path.read_text(encoding="utf-8")), encoding="utf-8")


def _with_output(step: Step, printed: str) -> str:
    command = "$ " + step.command.replace("\n", "\n    ") + "\n"
    return command + (step.shown if same(step.shown, printed) else printed)


def _take(steps: Iterator[Step], text: str) -> list[Step]:
    return [next(steps) for _ in re.finditer(r"^\$ ", text, re.MULTILINE)]


def _read(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    items: list[Begin | Step | Point] = []
    faults = ""
    for found in sorted([*_BLOCK.finditer(text), *_NOTE.finditer(text)], key=lambda found: found.start()):
        if found.re is _BLOCK:
            line = text.count("\n", 0, found.start()) + 2
            items += _steps(found["text"], path.name, line, faults)
            faults = ""
        elif found["word"] == "begin":
            items.append(Begin(point="" if found["value"] == "nothing" else found["value"]))
        elif found["word"] == "faults":
            faults = found["value"]
        else:
            items.append(Point(name=found["value"]))
    return Page(name=path.name, items=tuple(items))


def _steps(text: str, page: str, line: int, faults: str) -> Iterator[Step]:
    for found in re.finditer(r"^\$ (?P<command>.*?)(?<!\\)\n(?P<shown>.*?)(?=^\$ |\Z)", text, re.DOTALL | re.MULTILINE):
        yield Step(
            page=page,
            line=line + text.count("\n", 0, found.start()),
            command=re.sub(r"\n +", "\n", found["command"]),
            shown=found["shown"],
            faults=faults,
        )


def _timeless(text: str) -> str:
    return _DURATION.sub("…", text)
