"""Legal edits of one key each: by the types of the config, or by a table where a key needs company."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from config.errors import ConfigError
from config.loader import load
from config.paths import Path, value_at
from config.stack import StackConfig
from tests.config.mending import parsed_path
from tests.platform.leaves import Leaf, leaves_of
from tests.platform.whole import HOST, MODEL, MODELS, STACKS, Document, existing_network

_MOST_TRIES = 200
"""Values that are tried for one that is legal."""

_TOGETHER: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "stamps.*.role": ("two stamps", {"stamps.eastus.role": "secondary", "stamps.centralus.role": "primary"}),
    "stamps.*.existingNetwork.vnetId": (
        "existing",
        {f"stamps.eastus.existingNetwork.{key}": id_ for key, id_ in existing_network("spoke").items()},
    ),
    "network.privateEndpoints": (
        "open",
        {"network": {"privateEndpoints": True}, "observability.publicAccess": False},
    ),
    "cluster.apiAccess": ("private", {"cluster.apiAccess": {"authorizedIpRanges": ["203.0.113.0/24"]}}),
    "cluster.gateway.controller.chart": (
        "a gateway",
        {"cluster.gateway.controller.chart": "oci://mirror.example.com/envoyproxy/gateway-helm"},
    ),
    "models.*(batch).target": ("batch", {f"models.{MODEL}": MODELS["pods"]}),
    "models.*(kubernetes).target": ("pods", {f"models.{MODEL}": MODELS["managed"]}),
    "models.*(managed).target": ("managed", {f"models.{MODEL}": MODELS["pods"]}),
    "models.*(managed).traffic.*": (
        "managed",
        {f"models.{MODEL}.traffic": {"blue": 0, "green": 100}, f"models.{MODEL}.mirror": {}},
    ),
    "models.*(kubernetes).traffic.*": (
        "pods",
        {f"models.{MODEL}.traffic": {"blue": 90, "green": 10}, f"models.{MODEL}.mirror": {}},
    ),
}
"""Edits that no type tells, by key: the stack or kind of model that they are done to, and what is set in it."""

BASES: Mapping[str, Document] = {
    **STACKS,
    **{kind: {**HOST, "models": {MODEL: model}} for kind, model in MODELS.items()},
}
"""What is edited, by name: the stacks, and the stack of each kind of model."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A key set to another legal value."""

    base: str
    """Name of the stack or kind of model that it is done to."""
    document: Document
    """The whole stack that comes of it."""


def edits_of(key: str) -> Iterator[Edit]:
    """Edits of a key, one for each stack or kind of model that has it; first where the key is written out."""
    places = [(base, leaf) for base in _bases_of(key) for leaf in _leaves(base) if leaf.key == key]
    for base, leaf in sorted(places, key=lambda place: not _is_written(*place)):
        edited = _together(key, base) if key in _TOGETHER else _alone(leaf, BASES[base])
        if edited is not None:
            yield Edit(base=base, document=edited)


def _bases_of(key: str) -> Mapping[str, Document]:
    return MODELS if key.startswith("models.") else STACKS


@cache
def _leaves(base: str) -> tuple[Leaf, ...]:
    config = _config_of(BASES[base])
    assert config is not None, f"{base} is no right config"
    return tuple(leaves_of(StackConfig, config))


def _is_written(base: str, leaf: Leaf) -> bool:
    try:
        return value_at(BASES[base], leaf.path) is not None
    except LookupError:
        return False


def _together(key: str, base: str) -> Document | None:
    where, values = _TOGETHER[key]
    if base != where:
        return None
    edited = _with(BASES[base], {tuple(parsed_path(path)): value for path, value in values.items()})
    return edited if _config_of(edited) else None


def _alone(leaf: Leaf, document: Document) -> Document | None:
    for value in islice(leaf.others(_names_in(document)), _MOST_TRIES):
        edited = _with(document, {leaf.path: value})
        if _config_of(edited):
            return edited
    return None


def _with(document: Document, values: Mapping[Path, Any]) -> Document:
    edited: Any = copy.deepcopy(document)
    for path, value in values.items():
        holder = edited
        for step in path[:-1]:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        holder[path[-1]] = value
    return edited


def _names_in(value: Any) -> Iterator[str]:
    """Every name of anything in a document."""
    if isinstance(value, Mapping):
        yield from value
        for item in value.values():
            yield from _names_in(item)


def _config_of(document: Document) -> StackConfig | None:
    values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in document.items()}
    try:
        return load(values, {"secrets"})
    except ConfigError:
        return None
