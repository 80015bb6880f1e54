"""What a command needs of the Python that runs it, and what to run where that is not there.

Read by any Python 3, with the standard library alone: it is what tells that another one is needed.
"""

import sys
from pathlib import Path

OLDEST = (3, 11)
"""The oldest Python that runs this."""

_ROOT = Path(__file__).resolve().parents[1]
_REQUIREMENTS = _ROOT / "requirements.txt"


def too_old(version: "tuple[int, int]") -> str:
    """What to tell whoever runs a Python of this version; empty where it is new enough."""
    if version >= OLDEST:
        return ""
    found, needed = (".".join(map(str, numbers)) for numbers in (version, OLDEST))
    return f"error: {sys.executable} is Python {found}, and {needed} or later is needed; {_cure()}"


def missing(error: ImportError) -> str:
    """What to tell where a package is not installed, or is another version; empty where it is none of those needed."""
    package = (error.name or "").partition(".")[0]
    if not package or package in sys.stdlib_module_names or (_ROOT / package).exists():
        return ""
    what = "is not installed" if isinstance(error, ModuleNotFoundError) else "is not the version that is needed"
    return f"error: the package `{package}` {what} for {sys.executable}; {_cure()}"


def unreadable(error: SyntaxError) -> str:
    """What to tell where a file of the command's own is no Python."""
    return f"error: {_from_here(Path(error.filename or '?'))}, line {error.lineno}: {type(error).__name__}: {error.msg}"


def _cure() -> str:
    """One that works: the environment that is there, its packages, or the command that makes one."""
    environment = _ROOT / ".venv"
    if Path(sys.prefix) in {environment, environment.resolve()}:
        return f"run `{sys.executable} -m pip install -r {_REQUIREMENTS}`"
    python = environment / "bin" / "python"
    if python.exists():
        activate = python.with_name("activate")
        return f"run `{_from_here(python)} -m ops …` instead, or `. {_from_here(activate)}` first"
    return f"run `make preview` in {_ROOT} once, which makes .venv; then `.venv/bin/python -m ops …`"


def _from_here(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
