"""A `pulumi` command line: which stack it is about, and how it is made to use another config file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.exits import CommandError

_TAKES_CONFIG_FILE = frozenset("config destroy dn down import pre preview refresh up update".split())
_NEEDS_NONE = frozenset("about cancel state version whoami".split())
_WRITES_CONFIG = frozenset("change-secrets-provider create delete init migrate new remove rename rm setup".split())
"""Subcommands of `pulumi stack` that write the stack's config and take no `--config-file`."""

_VALUED = frozenset(
    "--color --config-file --cwd --memprofilerate --profiling --stack --tracing --verbose -C -s -v".split()
)
"""Flags in front of a command whose value is the next word."""

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
        passes = any(word.partition("=")[0] in _PASSES for word in self.words)
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
    for position, word in enumerate(words):
        if word == "--":
            break
        if word in names:
            return words[position + 1] if position + 1 < len(words) else ""
        name, equals, value = word.partition("=")
        if equals and name in names:
            return value
    return ""


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
    return [(word, position > 0 and words[position - 1] in _VALUED) for position, word in enumerate(words)]


def _before_arguments(words: Sequence[str], verb: str) -> list[str]:
    return list(words[: words.index(verb) + 1])


def _from_arguments(words: Sequence[str], verb: str) -> list[str]:
    return list(words[words.index(verb) + 1 :])
