"""Everything that can have tags is asked for them, and a remedy gives the right ones."""

import datetime
from pathlib import Path

import pytest

from ops.planning import make_plan
from ops.stacks import open_stack
from policies.judging import Judge
from policies.rules.tags import TAGGABLE, tags_present
from policies.settings import Settings
from sandbox import sdk
from tests.policies.casework import resource

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_every_taggable_type_of_a_stack_is_known(stack: str) -> None:
    types = {one.type for one in make_plan(open_stack(ROOT, stack)).plan.resources}
    shapes = {type_: sdk.schema_of(type_) for type_ in types if type_.startswith("azure-native:")}
    taggable = {type_ for type_, shape in shapes.items() if shape and "tags" in shape.properties}
    assert taggable <= set(TAGGABLE)


def test_every_type_that_is_asked_for_tags_can_have_them() -> None:
    shapes = [sdk.schema_of(type_) for type_ in TAGGABLE]
    assert all(shape and "tags" in shape.properties for shape in shapes)


def test_a_remedy_keeps_the_tags_there_are_and_takes_the_stack_from_the_urn() -> None:
    judge = Judge([tags_present], Settings(remediate=True), datetime.date(2030, 1, 31))
    vault = resource("azure-native:keyvault:Vault", "vault", {"tags": {"team": "search", "managedBy": "hand"}})
    assert judge.remedy(vault).resource.properties["tags"] == {"team": "search", "managedBy": "hand", "stack": "test"}
