"""A stack of the sandbox: made when it is first used, with a copy of the real stack's config."""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from ops.exits import CommandError
from ops.files import write_whole
from ops.sandbox_state import SandboxState

_PLACEHOLDER = "sandbox-placeholder"
"""What a secret of the config is in the sandbox; the real one is never decrypted."""

_OF_THE_SECRETS_PROVIDER = frozenset({"encryptedkey", "encryptionsalt", "secretsprovider"})


class SandboxStack:
    """One stack, as the sandbox has it."""

    def __init__(self, state: SandboxState, project: Path, name: str, source: Path | None = None) -> None:
        """The stack `name` of the project in that folder, its config from `source` or `Pulumi.NAME.yaml`."""
        self._state = state
        self._project = project
        self._name = name
        self._source = source or project / f"Pulumi.{name}.yaml"
        self.config = state.project / f"Pulumi.{name}.yaml"
        """The copy, which `pulumi config set` edits."""
        self._digest = state.project / f"Pulumi.{name}.source"

    def prepare(self, pulumi: str, environment: Mapping[str, str]) -> None:
        """Make the stack and the copy of its config, where they are missing or the real config has changed."""
        shutil.copyfile(self._project / "Pulumi.yaml", self._state.project / "Pulumi.yaml")
        digest = hashlib.sha256(self._text().encode()).hexdigest()
        if not self.config.exists() or not self._digest.exists() or self._digest.read_text() != digest:
            self._copy(pulumi, environment)
            self._digest.write_text(digest)
        elif not self._exists():
            self._init(pulumi, environment)

    def _text(self) -> str:
        try:
            return self._source.read_text()
        except FileNotFoundError:
            stacks = sorted(file.name.split(".")[1] for file in self._project.glob("Pulumi.*.yaml"))
            raise CommandError(
                f"{self._source.name} is missing: there is no stack '{self._name}'; there are {', '.join(stacks)}"
            ) from None

    def _copy(self, pulumi: str, environment: Mapping[str, str]) -> None:
        if self.config.exists():
            print(
                f"{self._source.name} has changed: its copy in the sandbox is made anew, "
                "without what `pulumi config set` wrote there",
                file=sys.stderr,
            )
        document = self._document()
        document.value += self._salt()
        paths = list(_without_secrets(document))
        write_whole(self.config, yaml.serialize(document))
        if not self._exists():
            self._init(pulumi, environment)
        if paths:
            values = [word for path in paths for word in ("--secret", f"{path}={_PLACEHOLDER}")]
            self._run(pulumi, environment, "config", "set-all", "--path", *values)

    def _document(self) -> yaml.MappingNode:
        try:
            document = yaml.compose(self._text(), yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise CommandError(f"{self._source.name} is no YAML: {error}") from None
        if not isinstance(document, yaml.MappingNode):
            raise CommandError(f"{self._source.name} holds no config: it starts with the line `config:`")
        document.value = [(key, value) for key, value in document.value if key.value not in _OF_THE_SECRETS_PROVIDER]
        return document

    def _salt(self) -> list[tuple[yaml.Node, yaml.Node]]:
        """What the sandbox's secrets are encrypted with: kept, since its state was written with it."""
        old = yaml.compose(self.config.read_text(), yaml.SafeLoader) if self.config.exists() else None
        return [pair for pair in old.value if pair[0].value == "encryptionsalt"] if old else []

    def _exists(self) -> bool:
        stacks = self._state.backend.glob(".pulumi/stacks/*/*")
        return any(file.name in {f"{self._name}.json", f"{self._name}.json.gz"} for file in stacks)

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


def _without_secrets(document: yaml.MappingNode) -> Iterator[str]:
    """The config paths of a stack file's secrets, each value replaced by a placeholder on the way."""
    for section, values in document.value:
        if section.value == "config" and isinstance(values, yaml.MappingNode):
            for position, (key, value) in enumerate(values.value):
                replaced, paths = _replaced(value, key.value)
                values.value[position] = (key, replaced)
                yield from paths


def _replaced(node: yaml.Node, path: str) -> tuple[yaml.Node, list[str]]:
    match node:
        case yaml.MappingNode(value=[(yaml.ScalarNode(value="secure"), yaml.ScalarNode())]):
            return yaml.ScalarNode("tag:yaml.org,2002:str", _PLACEHOLDER), [path]
        case yaml.MappingNode():
            found = [_replaced(value, f"{path}{_step(key.value)}") for key, value in node.value]
            node.value = [(key, new) for (key, _), (new, _) in zip(node.value, found, strict=True)]
        case yaml.SequenceNode():
            found = [_replaced(value, f"{path}[{position}]") for position, value in enumerate(node.value)]
            node.value = [new for new, _ in found]
        case _:
            return node, []
    return node, [each for _, paths in found for each in paths]


def _step(name: str) -> str:
    return f".{name}" if re.fullmatch(r"[A-Za-z0-9_-]+", name) else '["' + name.replace('"', '\\"') + '"]'
