"""Load the stack config from the values that the engine hands over, or say everything that is wrong with it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from config import checks, reading, secrecy
from config.errors import ConfigError, Problem
from config.parsing import Parsed, parse
from config.secrecy import Veil
from config.stack import StackConfig

_KEYS = [field.alias or name for name, field in StackConfig.model_fields.items()]
_TEXT_KEYS = frozenset(
    field.alias or name for name, field in StackConfig.model_fields.items() if field.annotation is str
)


def load(values: Mapping[str, str], secret_keys: Collection[str]) -> StackConfig:
    """The config in `values`: the project's keys without their namespace, objects as JSON text.

    `secret_keys` names those of them that have a secret in them.

    Raises:
        ConfigError: something is wrong; it has every problem at once.
    """
    veil = Veil(secret_keys)
    document, unreadable = reading.read(values, _TEXT_KEYS)
    parsed = parse(document, veil)
    misplaced = secrecy.problems(document, secret_keys)
    found = _each_once([*unreadable, *misplaced, *parsed.problems, *_between_sections(parsed)])
    if found or parsed.config is None:
        raise ConfigError(sorted(found, key=_place_of)) from None
    return parsed.config


def _between_sections(parsed: Parsed) -> Iterable[Problem]:
    """What the sections are wrong in together, whatever was meant by what is wrong in one by itself."""
    if parsed.mended is None:
        return checks.problems(parsed.sections)
    mended = parsed.mended
    found = checks.problems(parsed.sections, mended.others())
    return (problem for problem in found if not mended.stands_in(problem.path))


def _each_once(problems: Iterable[Problem]) -> Sequence[Problem]:
    """The first problem of each path: what comes later follows from it."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.path, problem)
    return list(first.values())


def _place_of(problem: Problem) -> tuple[int, str]:
    """Orders problems as the config's keys are ordered."""
    key = problem.path.split(".")[0].split("[")[0]
    return (_KEYS.index(key) if key in _KEYS else len(_KEYS), problem.path)
