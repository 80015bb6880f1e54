"""Every key of the config does something: another legal value of it makes another plan.

The keys are those that the config's models have, and the values come of their types.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from typing import Any

import pytest

from config.errors import ConfigError
from config.stack import StackConfig
from ops.live import plant
from ops.plan import plan_of
from policies.pack import RULES
from policies.settings import parse
from sandbox.core import Cloud
from sandbox.program import ProgramFailed
from sandbox.recording import Recording
from sandbox.request import Request
from sandbox.wire import plain
from tests.platform.conftest import preview
from tests.platform.edits import BASES, edits_of
from tests.platform.leaves import keys_of
from tests.platform.planned import read
from tests.platform.whole import HOST, MODEL, MODELS, Document, model_named

KEYS = tuple(keys_of(StackConfig))

OF_POLICIES = [key for key in KEYS if key.startswith("policies.")]
"""They change no resource, but what the pack is told to say of the plan."""

_GUARDS = "models.*(managed).rollout."
GUARDS = [key for key in KEYS if key.startswith(_GUARDS) and key != f"{_GUARDS}stable"]
"""They change no resource, as Azure has no place for them, but what is refused."""

WAITING = ("models.*(managed).traffic.*", "models.*(managed).mirror.*", "models.*(batch).default")
"""They change their endpoint once it has deployments that are live."""

OF_QUOTAS = [key for key in KEYS if key.startswith("workspace.quotas.")]
"""They change no resource, but what is refused."""

OF_MODELS = [key for key in KEYS if key.startswith("models.") and key not in {*GUARDS, *WAITING}]
OF_STACKS = [key for key in KEYS if not key.startswith("models.") and key not in {*OF_POLICIES, *OF_QUOTAS}]

Edited = tuple[Recording, Recording]
"""The plans of models before and after the edit of a key each; each model is named for its key."""
Guarded = Callable[[Mapping[str, Any]], object]
"""Previews an edit of a live model."""


@pytest.mark.parametrize("key", OF_STACKS)
def test_another_value_of_a_stack_s_key_makes_another_plan(key: str) -> None:
    seed = _deleted_vault() if key == "vault.recover" else None
    changes = any(_resources(preview(edit.document, seed=seed)) != _base(edit.base) for edit in edits_of(key))
    assert changes, f"{key}: no resource changes, or no other legal value is known to {edits_of.__module__}"


@pytest.mark.parametrize("key", OF_MODELS)
def test_another_value_of_a_model_s_key_makes_other_resources_of_that_model(key: str, models: Edited) -> None:
    assert _changes(key, models), f"{key}: no resource of the model changes"


@pytest.mark.parametrize("key", WAITING)
def test_another_value_of_what_waits_changes_an_endpoint_that_is_live(key: str, live_models: Edited) -> None:
    assert _changes(key, live_models), f"{key}: no resource of the model changes"


@pytest.mark.parametrize("key", OF_POLICIES)
def test_another_value_of_a_policy_s_key_tells_the_pack_something_else(key: str) -> None:
    edit = next(edits_of(key))
    known = {rule.name for rule in RULES}
    assert parse(edit.document["policies"], known) != parse(BASES[edit.base]["policies"], known)


def test_another_quota_refuses_what_went_through() -> None:
    assert OF_QUOTAS == ["workspace.quotas.*.*"]
    live = {**HOST, "models": {MODEL: MODELS["managed"]}}
    needed = 16  # Two deployments of one instance of 4 cores, and for each an instance more.
    read(_merged(live, {"workspace": {"quotas": {"eastus": {"standardDSv2Family": needed}}}}))
    with pytest.raises(ConfigError, match=f"at least {needed} cores"):
        read(_merged(live, {"workspace": {"quotas": {"eastus": {"standardDSv2Family": needed - 1}}}}))


_ON = {"stable": "blue"}
REFUSED: Mapping[str, tuple[object, Mapping[str, Any]]] = {
    "firstStep": (10, {"traffic": {"blue": 80, "green": 20}, "rollout": _ON}),
    "largestStep": (50, {"traffic": {"blue": 0, "green": 100}, "rollout": _ON}),
    "shadowFirst": (True, {"traffic": {"blue": 80, "green": 20}, "rollout": _ON}),
    "keepLastGood": (True, {"traffic": {"green": 100}, "deployments": {"blue": None}}),
    "freezeLive": (True, {"deployments": {"blue": {"model": "azureml:m:4"}}}),
}
"""By guard: a value, and an edit that it refuses while all live traffic is on blue."""


def test_every_guard_has_an_edit_that_it_refuses() -> None:
    assert [f"{_GUARDS}{guard}" for guard in REFUSED] == GUARDS


@pytest.mark.parametrize("guard", REFUSED)
def test_another_value_of_a_guard_refuses_an_edit_that_went_through(guard: str, guarded: Guarded) -> None:
    strict, edit = REFUSED[guard]
    guarded(edit)
    with pytest.raises(ProgramFailed, match=guard):
        guarded({**edit, "rollout": {**edit.get("rollout", {}), guard: strict}})


@pytest.fixture(scope="module")
def models() -> Edited:
    before, after = _named_for(OF_MODELS)
    return preview(before), preview(after)


@pytest.fixture(scope="module")
def live_models() -> Edited:
    before, after = _named_for(WAITING)
    live = partial(plant, plan_of(preview(before), "ai-models", "prod"))
    return preview(before, seed=live), preview(after, seed=live)


@pytest.fixture(scope="module")
def guarded() -> Guarded:
    loose = {"keepLastGood": False, "freezeLive": False}
    model = {**MODELS["managed"], "mirror": {}, "rollout": loose}
    live: Callable[[Cloud], None] | None = None
    # At first the deployments, then all traffic on blue.
    for _ in range(2):
        live = partial(plant, plan_of(preview({**HOST, "models": {MODEL: model}}, seed=live), "ai-models", "prod"))
    return lambda edit: preview({**HOST, "models": {MODEL: _merged(model, edit)}}, seed=live)


def _merged(document: Mapping[str, Any], edit: Mapping[str, Any]) -> Document:
    """The document with another value for some keys; None takes a key away, and traffic is whole."""
    merged = {**document}
    for key, value in edit.items():
        deep = isinstance(value, Mapping) and key in document and key != "traffic"
        merged[key] = _merged(document[key], value) if deep else value
    return {key: value for key, value in merged.items() if value is not None}


def _named_for(keys: Collection[str]) -> tuple[Document, Document]:
    """A stack with a model for each key, and the same one with each of the keys edited."""
    before, after = {}, {}
    for key in keys:
        edit, name = next(edits_of(key), None), _name_for(key)
        assert edit, f"{key}: no other legal value is known to {edits_of.__module__}"
        before[name] = model_named(name, MODELS[edit.base])
        after[name] = model_named(name, edit.document["models"][MODEL])
    return {**HOST, "models": before}, {**HOST, "models": after}


def _name_for(key: str) -> str:
    return f"key-{KEYS.index(key):03}"


def _changes(key: str, plans: Edited) -> bool:
    before, after = (_resources(plan, f"-models-{_name_for(key)}-") for plan in plans)
    assert before
    return before != after


@cache
def _base(name: str) -> Mapping[str, Any]:
    return _resources(preview(BASES[name]))


def _resources(recording: Recording, part: str = "") -> dict[str, Any]:
    """What the engine is given of the resources whose names have this part."""
    return {
        urn: (found.inputs, found.protect, found.provider, found.deleted_with, found.ignore_changes)
        for urn, found in recording.resources.items()
        if found.custom and part in found.name
    }


def _deleted_vault() -> Callable[[Cloud], None]:
    """Puts the vault of a destroyed stack into a cloud: its name is taken until it is recovered."""
    (vault,) = [found for found in preview(BASES["open"]).resources.values() if found.type.endswith(":keyvault:Vault")]
    request = Request(
        urn=vault.urn,
        type=vault.type,
        name=vault.name,
        inputs=plain(vault.inputs),
        subscription_id=BASES["open"]["azure"]["subscriptionId"],
    )
    return lambda cloud: cloud.delete(cloud.plant(request), type_=vault.type)
