"""The provider resources of a program: which subscription or cluster the resources of each belong to."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox import sdk
from sandbox.dialects import AzureNative, Dialect, Kubernetes, Settings
from sandbox.request import Request

_DISABLED = "pulumi:disable-default-providers"


class Providers:
    """What each provider resource was declared with, and whether default ones may be used."""

    def __init__(self, config: Mapping[str, str]) -> None:
        self._disabled = frozenset(json.loads(config.get(_DISABLED, "[]")))
        self._dialects: dict[str, Dialect] = {one.package: one for one in (AzureNative(), Kubernetes())}
        self._settings: dict[str, Settings] = {}

    def add(self, type_: str, urn: str, inputs: Mapping[str, Any]) -> None:
        """Remember a provider resource."""
        dialect = self._dialects.get(type_.removeprefix(sdk.PROVIDER_PREFIX))
        if dialect:
            self._settings[urn] = dialect.settings(urn, inputs)

    def settings_of(self, urn: str) -> Settings:
        """What the resources of a provider get from it."""
        return self._settings.get(urn, Settings(cluster=urn))

    def with_defaults(self, request: Request, inputs: dict[str, Any]) -> dict[str, Any]:
        """What a resource asks for, with the marks that it came with, and what its provider fills in."""
        dialect = self._dialects.get(request.type.partition(":")[0])
        return dialect.with_defaults(request, inputs) if dialect else inputs

    def words_of_failure(self, token: str) -> Dialect:
        """The dialect in which the provider of a function fails."""
        return self._dialects.get(token.partition(":")[0], self._dialects["azure-native"])

    def is_missing(self, package: str, urn: str) -> bool:
        """Whether a request names no provider although default ones are disabled."""
        return not urn and bool({"*", package} & self._disabled)


def urn_of(reference: str) -> str:
    """The URN in a provider reference, `urn::id`; empty for a default provider."""
    return reference.rpartition("::")[0]
