"""A `pulumi` command line: which stack it is about, and how it is made to use another config file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.exits import CommandError

_TAKES_CONFIG_FILE = frozenset("config destroy dn down import pre preview refresh up update".split())
_NEEDS_NONE = frozenset("about cancel state version whoami".split())
_WRITES_CONFIG = frozenset("change-secrets-provider create delete init migrate new remove rename rm setup".split())
"""Subcommands of `pulumi stack` that write the stack's config and take no `--config-file`."""

_VALUED = frozenset(
    "--color --config-file --cwd --memprofilerate --otel-traces --profiling --stack --tracing --verbose".split()
)
"""Flags in front of a command whose value is the next word; of one letter, all are that are no switches."""

_SWITCHES = "Qadefhijruy"
"""Letters of flags that take no value, or none as the next word: others may follow in the same word."""

_DESTROYS = frozenset("destroy dn down".split())

_PASSES = frozenset("--exclude --exclude-protected --help --ignore-protect --target -h -t -x".split())
"""Flags of `destroy` with which it need not stop at what is protected."""

_DEFAULT_STACK = "dev"


@dataclass(frozen=True, kw_only=True)
class PulumiCommand:
    """The words after `pulumi`."""

    words: tuple[str, ...]
    stack: str
    """From `--stack`, else `PULUMI_STACK`, else `dev`."""
    stack_written: str
    """What the stack's name is written after: `--stack ` or `PULUMI_STACK=`."""
    config_file: Path | None
    """From `--config-file`."""

    @classmethod
    def parse(cls, words: Sequence[str], default_stack: str = "") -> "PulumiCommand":
        """Read the words of a command line. Raises `CommandError` for what the sandbox cannot run."""
        if not words or Path(words[0]).name != "pulumi":
            raise CommandError(
                "the sandbox runs pulumi: write it after `--`, such as\n"
                "  python -m ops sandbox -- pulumi up --stack dev --yes"
            )
        rest = tuple(words[1:])
        config_file = _flag(rest, "--config-file")
        named = _flag(rest, "--stack", "-s")
        command = cls(
            words=rest,
            stack=named or default_stack or _DEFAULT_STACK,
            stack_written="PULUMI_STACK=" if default_stack and not named else "--stack ",
            config_file=Path(config_file) if config_file else None,
        )
        command._refuse_what_leaves_the_sandbox()
        return command

    @property
    def needs_stack(self) -> bool:
        """Whether the stack must exist for it."""
        verb, subcommand = self._verbs
        return verb in _TAKES_CONFIG_FILE or (verb == "stack" and subcommand not in {"init", "new", "create", "setup"})

    @property
    def stops_at_protected(self) -> bool:
        """Whether it would delete the whole stack, but for what is protected."""
        passes = any(name in _PASSES for name, _ in _flags(self.words))
        return self._verbs[0] in _DESTROYS and not passes

    def against(self, config: Path) -> list[str]:
        """The words with which it reads and writes `config` in place of the stack's own file."""
        verb, subcommand = self._verbs
        kept = _without(self.words, "--config-file")
        if verb in _TAKES_CONFIG_FILE:
            return [*_before_arguments(kept, verb), "--config-file", str(config), *_from_arguments(kept, verb)]
        if verb == "stack" and subcommand in _WRITES_CONFIG:
            return ["--cwd", str(config.parent), *kept]
        return kept

    @property
    def _verbs(self) -> tuple[str, str]:
        verbs = [word for word, value in _with_roles(self.words) if not word.startswith("-") and not value]
        return (*verbs, "", "")[0], (*verbs, "", "")[1]

    def _refuse_what_leaves_the_sandbox(self) -> None:
        verb, subcommand = self._verbs
        if _flag(self.words, "--cwd", "-C"):
            raise CommandError("the sandbox runs in the project's folder: leave out --cwd")
        if verb == "stack" and subcommand in {"select", "unselect"}:
            raise CommandError("the sandbox keeps no selected stack: name it with --stack, or in PULUMI_STACK")
        if verb and verb not in _TAKES_CONFIG_FILE | _NEEDS_NONE | {"stack", "help"}:
            allowed = ", ".join(sorted(_TAKES_CONFIG_FILE | _NEEDS_NONE | {"stack"}))
            raise CommandError(f"`pulumi {verb}` has nothing to do in the sandbox; it runs {allowed}")


def _flag(words: Sequence[str], *names: str) -> str:
    """The value of a flag by any of its names; of one given twice the last, as for `pulumi`."""
    return next((value for name, value in reversed([*_flags(words)]) if name in names), "")


def _flags(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each flag and the value that it has if it takes one, as `pulumi` reads them: `-ys prod`, `-ysprod`, `-s=prod`."""
    for (word, is_value), after in zip(_with_roles(words), [*words[1:], ""], strict=True):
        if word == "--":
            return
        name, equals, value = word.partition("=")
        if is_value or not name.startswith("-"):
            continue
        if name.startswith("--"):
            yield name, value if equals else after
            continue
        valued = _from_valued(word, words)
        yield from ((f"-{letter}", "") for letter in word[1 : len(word) - len(valued)])
        if valued:
            yield f"-{valued[0]}", valued[1:].removeprefix("=") or after


def _from_valued(word: str, words: Sequence[str]) -> str:
    """What is left of a word of one-letter flags from the one on that takes a value: `sprod` of `-ysprod`."""
    return word[1:].lstrip(_SWITCHES.replace("f", "") if "import" in words else _SWITCHES)


def _without(words: Sequence[str], name: str) -> list[str]:
    kept: list[str] = []
    skip = False
    for word in words:
        if not skip and word != name and not word.startswith(f"{name}="):
            kept.append(word)
        skip = word == name and not skip
    return kept


def _with_roles(words: Sequence[str]) -> list[tuple[str, bool]]:
    """Each word, and whether it is the value of the flag before it."""
    roles: list[tuple[str, bool]] = []
    for word in words:
        before, is_value = roles[-1] if roles else ("", True)
        roles.append((word, not is_value and _takes_the_next(before, words)))
    return roles


def _takes_the_next(word: str, words: Sequence[str]) -> bool:
    short = word.startswith("-") and not word.startswith("--")
    return len(_from_valued(word, words)) == 1 if short else word in _VALUED


def _before_arguments(words: Sequence[str], verb: str) -> list[str]:
    return list(words[: words.index(verb) + 1])


def _from_arguments(words: Sequence[str], verb: str) -> list[str]:
    return list(words[words.index(verb) + 1 :])
