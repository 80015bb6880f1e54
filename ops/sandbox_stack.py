"""A stack of the sandbox: made when it is first used, with a copy of the real stack's config."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config import yaml_writer
from config.errors import ConfigError
from config.paths import Key, dotted
from config.stack_file import is_secure
from config.yaml_files import PROJECT_FILE, broken, mapping_in, no_mapping
from ops.exits import CommandError
from ops.files import write_whole
from ops.sandbox_state import SandboxState
from ops.screen import show

_PLACEHOLDER = "sandbox-placeholder"
"""What a secret of the config is in the sandbox; the real one is never decrypted."""

_SALT = "encryptionsalt"
_OF_THE_SECRETS_PROVIDER = frozenset({"encryptedkey", _SALT, "secretsprovider"})


class SandboxStack:
    """One stack, as the sandbox has it."""

    def __init__(self, state: SandboxState, project: Path, name: str, source: Path | None = None) -> None:
        """The stack `name` of the project in that folder, its config from `source` or `Pulumi.NAME.yaml`.

        Raises `CommandError` for a `source` of the sandbox's own: as its own copy's original it would undo each edit.
        """
        if source and source.resolve().is_relative_to(state.folder):
            raise CommandError(
                f"--config-file {source}: this is the sandbox's own, which it reads and edits; leave out the flag"
            )
        self._state = state
        self._project = project
        self._name = name
        self._source = source or project / f"Pulumi.{name}.yaml"
        self.config = state.project / f"Pulumi.{name}.yaml"
        """The copy, which `pulumi config set` edits."""
        self._digest = state.project / f"Pulumi.{name}.source"

    def prepare(self, pulumi: str, environment: Mapping[str, str]) -> None:
        """Make the stack and the copy of its config, where they are missing or the real config has changed.

        Raises `config.errors.ConfigError` where the real config cannot be read, `CommandError` where pulumi fails.
        """
        shutil.copyfile(self._project / PROJECT_FILE, self._state.project / PROJECT_FILE)
        document = mapping_in(self._source, may_be_empty=True)
        digest = hashlib.sha256(json.dumps(document).encode()).hexdigest().encode()
        if not self.config.exists() or not self._digest.exists() or self._digest.read_bytes() != digest:
            self._copy(document, pulumi, environment)
            self._digest.write_bytes(digest)
        elif self.checkpoint is None:
            self._init(pulumi, environment)

    @property
    def checkpoint(self) -> Path | None:
        """Pulumi's own state of the stack; None before it is made."""
        stacks = self._state.backend.glob(".pulumi/stacks/*/*")
        return next((file for file in stacks if file.name in {f"{self._name}.json", f"{self._name}.json.gz"}), None)

    def _copy(self, document: Mapping[str, Any], pulumi: str, environment: Mapping[str, str]) -> None:
        entries = document.get("config") or {}
        if not isinstance(entries, Mapping):
            raise broken(self._source, no_mapping("config", entries, "a mapping", "config: {}"))
        salt = self._salt()
        if self.config.exists():
            show(
                f"{self._source.name} has changed: its copy in the sandbox is made anew, "
                "without what `pulumi config set` wrote there\n",
                sys.stderr,
            )
        kept = {key: value for key, value in document.items() if key not in _OF_THE_SECRETS_PROVIDER}
        copied = {key: _without_secrets(value) for key, value in entries.items()}
        write_whole(self.config, yaml_writer.write({**kept, "config": copied, **salt}))
        if self.checkpoint is None:
            self._init(pulumi, environment)
        paths = [dotted(path, below=key) for key, value in entries.items() for path in _secret_paths(value)]
        if paths:
            values = [word for path in paths for word in ("--secret", f"{path}={_PLACEHOLDER}")]
            self._run(pulumi, environment, "config", "set-all", "--path", *values)

    def _salt(self) -> dict[str, Any]:
        """What the sandbox's secrets are encrypted with: kept, since its state was written with it."""
        try:
            old = mapping_in(self.config) if self.config.exists() else {}
        except ConfigError as error:
            raise CommandError(
                f"the sandbox's own copy {self.config} cannot be read; "
                f"start anew with `python -m ops sandbox --reset`\n{error}"
            ) from None
        return {_SALT: old[_SALT]} if _SALT in old else {}

    def _init(self, pulumi: str, environment: Mapping[str, str]) -> None:
        self._run(pulumi, environment, "stack", "init", self._name)

    def _run(self, pulumi: str, environment: Mapping[str, str], *words: str) -> None:
        """Run pulumi in the sandbox's own project folder, where the copy is the stack's config."""
        ran = subprocess.run(  # noqa: S603 - the pulumi that the user has on PATH
            [pulumi, *words, "--cwd", str(self._state.project), "--non-interactive"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            self._digest.unlink(missing_ok=True)
            raise CommandError(f"`pulumi {words[0]} {words[1]}` failed in the sandbox:\n{ran.stderr.strip()}")


def _without_secrets(value: Any) -> Any:
    """A value of a stack file with a placeholder in place of each secret."""
    if is_secure(value):
        return _PLACEHOLDER
    if isinstance(value, Mapping):
        return {key: _without_secrets(item) for key, item in value.items()}
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value


def _secret_paths(value: Any) -> list[tuple[Key, ...]]:
    """Where the secrets are in a value of a stack file."""
    if is_secure(value):
        return [()]
    items: list[tuple[Key, Any]] = []
    if isinstance(value, Mapping):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [(key, *path) for key, item in items for path in _secret_paths(item)]
