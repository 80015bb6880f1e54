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
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return ProgramFailed("\n".join([words, *_lines(error, folder)]))


def _lines(error: BaseException, folder: Path) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(Path(frame.filename), folder)]
    return [
        f"  at {Path(frame.filename).resolve().relative_to(folder)}:{frame.lineno} in {frame.name}"
        for frame in reversed(own)
    ]


def _is_own(file: Path, folder: Path) -> bool:
    try:
        inside = file.resolve().relative_to(folder)
    except ValueError:
        return False
    return file.suffix == ".py" and not {"site-packages", ".venv", "sandbox"} & set(inside.parts)
