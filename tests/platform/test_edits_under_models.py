"""No edit of the platform takes anything from under a model that is served: it is refused, or it takes nothing away.

Every key of the config is set to another legal value, and every part that one stack has and another has not is put
there, or taken away. What no guard refuses is planned, and compared with what stands: whatever an `up` would delete or
replace, and Azure would not refuse, is in `HARMLESS` with the reason. A new key needs nothing here, or a guard.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from config.errors import ConfigError
from config.paths import Path, dotted, value_at
from tests.platform.conftest import preview
from tests.platform.edits import edits_of
from tests.platform.planned import lost, read, told
from tests.platform.test_every_key import OF_STACKS
from tests.platform.whole import STACKS, Document

_TELEMETRY = "telemetry alone: no request waits for it"
_COPIES = "copies of artifacts: nothing that answers reads them"
_JOBS = "jobs of a batch compute that no deployment names any more, none of which answers a request"
_UNUSED = "no model that is served has it mounted: the config refuses to remove a secret that one names"
_MESSAGES = "a queue that no model works on: what is in it is data, which `protect` keeps"

HARMLESS: Mapping[str, str] = {
    "observability": _TELEMETRY,
    "backup": _COPIES,
    "workspace": _JOBS,
    "secrets": _UNUSED,
    "messaging": _MESSAGES,
    "cluster.gateway.certificate": "the right to read the old certificate: by then each pod mounts the new one",
}
"""Parts of the config whose edits may delete or replace something though models are served, and why none notices."""

SERVING = frozenset(
    {
        "apps/v1:Deployment",
        "containerregistry:Registry",
        "containerservice:AgentPool",
        "containerservice:ManagedCluster",
        "core/v1:Namespace",
        "core/v1:Service",
        "gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
        "gateway.networking.k8s.io/v1:Gateway",
        "gateway.networking.k8s.io/v1:GatewayClass",
        "gateway.networking.k8s.io/v1:HTTPRoute",
        "helm.sh/v3:Release",
        "keyvault:Vault",
        "machinelearningservices:OnlineDeployment",
        "machinelearningservices:OnlineEndpoint",
        "machinelearningservices:Workspace",
        "network:NatGateway",
        "network:PublicIPAddress",
        "network:Subnet",
        "network:VirtualNetwork",
        "networking.k8s.io/v1:NetworkPolicy",
        "servicebus:Namespace",
    }
)
"""What requests go through, or what answers them stands on: nothing is harmless that takes one of these."""


@pytest.mark.parametrize("key", OF_STACKS)
def test_another_value_of_a_key_takes_nothing_from_under_a_model(key: str) -> None:
    edit = next(edits_of(key))
    if key != "vault.recover":  # It asks for a vault that was deleted, and Azure refuses it where there is one.
        assert told(edit.base, edit.document) or _unexplained(key, edit.base, edit.document) == frozenset()


def _parts() -> dict[str, tuple[str, Document]]:
    """By what it does, each part of a stack put into another one or taken away, where the config is right then."""
    found: dict[str, tuple[str, Document]] = {}
    for stack, document in STACKS.items():
        own = list(_sections(document))
        for path in own:
            _keep(found, f"no {dotted(path)}", stack, _without(document, path))
        for other in STACKS.values():
            for path in _sections(other):
                if path not in own:
                    _keep(found, f"{dotted(path)} anew", stack, _with(document, path, value_at(other, path)))
                elif value_at(other, path) != value_at(document, path):
                    _keep(found, f"another {dotted(path)}", stack, _with(document, path, value_at(other, path)))
    return found


def _keep(found: dict[str, tuple[str, Document]], what: str, stack: str, document: Document | None) -> None:
    if document is not None and what not in found and _is_right(document):
        found[what] = (stack, document)


def _sections(value: object, path: Path = ()) -> Iterator[Path]:
    """Where a document has a mapping of its own; models and policies are no part of the platform."""
    for key, item in value.items() if isinstance(value, Mapping) else ():
        if isinstance(item, Mapping) and (path or key not in ("models", "policies", "tags", "azure")):
            yield (*path, key)
            yield from _sections(item, (*path, key))


def _without(document: Document, path: Path) -> Document:
    edited: Any = copy.deepcopy(document)
    holder: Any = value_at(edited, path[:-1])
    del holder[path[-1]]
    return edited


def _with(document: Document, path: Path, value: object) -> Document | None:
    edited: Any = copy.deepcopy(document)
    try:
        holder: Any = value_at(edited, path[:-1])
    except LookupError:
        return None
    holder[path[-1]] = copy.deepcopy(value)
    return edited


def _is_right(document: Document) -> bool:
    try:
        read(document)
    except ConfigError:
        return False
    return True


PARTS = _parts()


@pytest.mark.parametrize("what", PARTS)
def test_a_part_that_comes_or_goes_takes_nothing_from_under_a_model(what: str) -> None:
    stack, document = PARTS[what]
    key = what.removeprefix("no ").removeprefix("another ").removesuffix(" anew")
    assert told(stack, document) or _unexplained(key, stack, document) == frozenset()


def _unexplained(key: str, stack: str, document: Document) -> frozenset[str]:
    taken = lost(stack, preview(document))
    harmless = any(key == part or key.startswith(f"{part}.") for part in HARMLESS)
    return taken & SERVING if harmless else taken
