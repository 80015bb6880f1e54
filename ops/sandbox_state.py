"""The folder that keeps a sandbox between runs."""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

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

    def prepare(self) -> None:
        """Make the folder. It keeps itself out of Git."""
        for folder in (self.backend, self.project, self._home):
            folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ".gitignore").write_text("*\n")
        if not self._passphrase.exists():
            self._passphrase.touch(mode=0o600)
            self._passphrase.write_text(secrets.token_hex(16))

    def reset(self) -> None:
        """Forget everything. Only what a sandbox made is deleted, whatever folder was named."""
        for made in (self.backend, self.project, self._home):
            shutil.rmtree(made, ignore_errors=True)
        for pattern in ("cloud.sqlite*", "passphrase"):
            for file in self.folder.glob(pattern):
                file.unlink()

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
            # Half of the time of a first `up`; the sandbox finds again what a killed run made, so nothing is lost.
            "PULUMI_SKIP_CHECKPOINTS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_STACK": stack,
        }
