"""The bare program that a preview is measured against is a fair one."""

from pathlib import Path

import pytest

from bench.bare import write_bare_program
from bench.stacks import write_stack
from ops.plan import Plan
from ops.planning import make_plan
from ops.stacks import open_stack
from sandbox.program import run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dev() -> Plan:
    return make_plan(open_stack(ROOT, "dev")).plan


def test_it_registers_the_same_resources_with_the_same_inputs(dev: Plan, tmp_path: Path) -> None:
    write_bare_program(dev, tmp_path / "bare", as_it_comes=False)
    settings = {"pulumi:disable-default-providers": '["*"]'}
    recording = run(tmp_path / "bare", dev.project, dev.stack, settings)
    assert recording.refusals == []
    assert set(recording.resources) == {resource.urn for resource in dev.resources}
    for resource in dev.resources:
        declared = recording.resources[resource.urn]
        assert set(declared.inputs) == set(resource.inputs), resource.urn
        assert declared.protect == resource.protect
        assert declared.provider == resource.provider
        assert set(resource.dependencies) <= set(declared.dependencies), resource.urn


@pytest.mark.parametrize("models", [0, 3])
def test_a_grown_stack_has_as_many_models_on_both_targets(models: int, tmp_path: Path) -> None:
    write_stack(tmp_path / "grown", models)
    plan = make_plan(open_stack(tmp_path / "grown", "prod"))
    assert plan.refusals == ()
    assert len(plan.plan.traffic) == models
    types = {resource.type for resource in plan.plan.resources}
    targets = {"ai-models:models:ManagedEndpoint", "ai-models:models:KubernetesEndpoint"}
    assert targets <= types if models else not targets & types
