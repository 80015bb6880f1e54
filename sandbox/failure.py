"""A program that failed of itself, told in the words of its user."""

import traceback
from pathlib import Path

import pulumi


class ProgramFailed(Exception):  # noqa: N818 - said of the program
    """The program stopped; the message is for its user and holds no traceback."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def failure_of(error: BaseException, folder: Path) -> ProgramFailed:
    """What to tell the user: a `RunError`'s own words, of anything else the words and the lines of their own code."""
    if isinstance(error, ProgramFailed):
        return error
    if isinstance(error, pulumi.RunError):
        return ProgramFailed(str(error))
    if isinstance(error, SystemExit):
        return ProgramFailed(f"the program ended itself (exit status {error.code})")
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    words = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return ProgramFailed("\n".join([words, *_lines(error, folder)]))


def _lines(error: BaseException, folder: Path) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno, f" in {frame.name}") for frame in reversed(frames)]
    if isinstance(error, SyntaxError) and error.filename:
        places.insert(0, (error.filename, error.lineno, ""))  # which no frame is in: it never ran
    own = [(Path(file), line, where) for file, line, where in places if _is_own(Path(file), folder)]
    return [f"  at {file.resolve().relative_to(folder)}:{line}{where}" for file, line, where in own]


def _is_own(file: Path, folder: Path) -> bool:
    try:
        inside = file.resolve().relative_to(folder)
    except ValueError:
        return False
    return file.suffix == ".py" and not {"site-packages", ".venv", "sandbox"} & set(inside.parts)
