"""The folder that keeps a sandbox between runs."""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from ops.exits import CommandError
from ops.files import write_whole

_FOREIGN = ("ARM_", "AZURE_", "PULUMI_CONFIG", "PULUMI_OPTION_")
"""Prefixes of variables that would let a run leave the sandbox, or change what it means."""

_FOREIGN_NAMES = frozenset({"KUBECONFIG", "PULUMI_ACCESS_TOKEN", "PULUMI_IGNORE_AMBIENT_PLUGINS"})


class SandboxState:
    """A sandbox's folder: Pulumi's own state, the cloud's, and the config that its runs use."""

    def __init__(self, folder: Path) -> None:
        """Take `folder`, which need not exist."""
        self.folder = folder.resolve()
        self.cloud = self.folder / "cloud.sqlite"
        """What exists on the sandbox's Azure and in its clusters."""
        self.backend = self.folder / "backend"
        """Pulumi's state, a `file://` backend."""
        self.project = self.folder / "project"
        """A project folder of the sandbox's own: the config of its stacks."""
        self._home = self.folder / "home"
        self._passphrase = self.folder / "passphrase"
        self._marker = self.folder / "ai-models-sandbox"

    def prepare(self) -> None:
        """Make the folder. It keeps itself out of Git.

        Raises `CommandError` for a folder that holds something else.
        """
        self._own()
        for folder in (self.backend, self.project, self._home):
            folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ".gitignore").write_text("*\n")
        if not self._passphrase.exists():
            write_whole(self._passphrase, secrets.token_hex(16))
            self._passphrase.chmod(0o600)

    def reset(self) -> None:
        """Forget everything that the sandbox made.

        Raises `CommandError` for a folder that holds something else.
        """
        self._own()
        for made in (self.backend, self.project, self._home):
            shutil.rmtree(made, ignore_errors=True)
        for pattern in ("cloud.sqlite*", "passphrase"):
            for file in self.folder.glob(pattern):
                file.unlink()

    def _own(self) -> None:
        """Mark the folder as a sandbox's, if it is one or nothing is in it."""
        try:
            if self.folder.is_file():
                raise CommandError(f"--state: {self.folder} cannot be used: it is a file; name a folder")
            if self.folder.exists() and not self._marker.exists() and any(self.folder.iterdir()):
                raise CommandError(f"--state: {self.folder} holds something else; name an empty folder, or a new one")
            self.folder.mkdir(parents=True, exist_ok=True)
            self._marker.touch()
        except OSError as error:
            raise CommandError(f"--state: {self.folder} cannot be used: {error.strerror}") from error

    @property
    def key(self) -> bytes:
        """What the marks of secrets in the cloud's file are drawn with."""
        return self._passphrase.read_bytes()

    def environment(self, providers: str, stack: str, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The variables of a pulumi that sees the sandbox and nothing else."""
        kept = {
            name: value for name, value in outer.items() if not name.startswith(_FOREIGN) and name not in _FOREIGN_NAMES
        }
        return kept | {
            "PULUMI_BACKEND_URL": self.backend.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": self._passphrase.read_text(),
            "PULUMI_DEBUG_PROVIDERS": providers,
            # Without it the engine would look for the plugins that the debug providers stand for.
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            # Not the user's own: it holds credentials and the stack that they selected.
            "PULUMI_HOME": str(self._home),
            # Half of the time of a first `up`; a killed run is lost whole, and the sandbox is started anew.
            "PULUMI_SKIP_CHECKPOINTS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_STACK": stack,
        }
