"""What a deployment runs, in words that are the same for a config and for Azure's answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.environments import environment_of
from config.managed_models import ManagedDeployment

PICKED_TAG = "environmentPicked"
"""Tag of a deployment that was made without an environment, and runs in the one that Azure picks."""

_TRUE = "true"
_OF_REGISTRY = re.compile(r"(?:.*/)?registries/([^/]+)/([a-z]+)/([^/]+)/versions/([^/]+)", re.IGNORECASE)
_WORDS = re.compile(
    r"(?:model (?P<model>[^ ,]+))?(?:, )?(?:environment (?P<environment>[^ ,]+))?(?:, )?"
    r"(?:code (?P<code>[^ ,]+) (?P<script>\S+))? on (?P<instance_type>\S+)"
)
_OF_WORKSPACE = re.compile(r".*/workspaces/[^/]+/[a-z]+/([^/]+)/versions/([^/]+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Runs:
    """What answers the requests of a deployment; everything else of it may change while it has live traffic."""

    model: str = ""
    """ARM id or reference of the registered model; empty where it is inside the image."""
    environment: str = ""
    """ARM id or reference of the environment; an image of one's own is one."""
    code: str = ""
    """ARM id or reference of the code asset."""
    script: str = ""
    """Path of the scoring script in it."""
    instance_type: str

    def in_words(self) -> str:
        """Such as `model azureml:fraud:3 on Standard_DS3_v2`."""
        parts = [
            f"model {_reference(self.model)}" if self.model else "",
            f"environment {_reference(self.environment)}" if self.environment else "",
            f"code {_reference(self.code)} {self.script}" if self.code else "",
        ]
        return f"{', '.join(filter(None, parts))} on {self.instance_type}"


def declared_runs(model: str, deployment: ManagedDeployment) -> Runs:
    """What the config says that a managed deployment runs."""
    code = deployment.code
    return Runs(
        model=deployment.model or "",
        environment=environment_of(model, deployment),
        code=code.asset if code else "",
        script=code.script if code else "",
        instance_type=deployment.instance_type,
    )


def read_words(words: str) -> Runs | None:
    """What `Runs.in_words` says, with references in place of ids; None where they are other words."""
    found = _WORDS.fullmatch(words)
    return Runs(**{key: value or "" for key, value in found.groupdict().items()}) if found else None


def environment_tag(*, picked: bool) -> dict[str, str]:
    """The tag of a deployment whose environment Azure picks; none of one that names its own."""
    return {PICKED_TAG: _TRUE} if picked else {}


def answered(properties: Mapping[str, Any], tags: Mapping[str, str]) -> Runs:
    """What Azure says that a deployment runs, from the `properties` and the `tags` of its answer.

    Azure answers with the environment that it has picked for an MLflow model as with any other: it is left out where
    the deployment was made without one, which its tags tell. What the config says now does not: it may just have lost
    the environment that answers.
    """
    code: Mapping[str, Any] = properties.get("codeConfiguration") or {}
    picked = tags.get(PICKED_TAG) == _TRUE
    return Runs(
        model=str(properties.get("model") or ""),
        environment="" if picked else str(properties.get("environmentId") or ""),
        code=str(code.get("codeId") or ""),
        script=str(code.get("scoringScript") or "") if code.get("codeId") else "",
        instance_type=str(properties.get("instanceType") or ""),
    )


def _reference(asset: str) -> str:
    """The short form of an asset: Azure answers with ids, whose capitals are not always those that it was given."""
    shared = _OF_REGISTRY.fullmatch(asset)
    if shared:
        registry, kind, name, version = shared.groups()
        return f"azureml://registries/{registry}/{kind}/{name}/versions/{version}"
    own = _OF_WORKSPACE.fullmatch(asset)
    return f"azureml:{own[1]}:{own[2]}" if own else asset
