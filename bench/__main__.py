"""`python -m bench`: what a preview costs beside a bare program, as it grows, in memory, and for its policies."""

import math
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.bare import write_bare_program
from bench.measure import ROOT, Cost, measure, tell
from bench.policies import direct_cost, process_seconds
from bench.repositories import write_repository
from bench.stacks import PROD, write_stack
from ops.exits import Exit
from ops.plan import Plan
from ops.planning import make_plan
from ops.stacks import open_stack

_REPETITIONS = 5
_FEW, _HALFWAY, _MANY = 10, 55, 100
"""Models of the sizes that are compared."""


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One measure, and what it must not exceed."""

    what: str
    value: float
    target: float = math.inf

    @property
    def is_met(self) -> bool:
        """Whether the measure is within its target."""
        return self.value <= self.target

    def __str__(self) -> str:
        aim = f"{self.target:>7.2f}  {'met' if self.is_met else 'MISSED'}" if self.target < math.inf else "      -"
        return f"  {self.what:<58}{self.value:>7.2f}{aim}"


def main() -> int:
    """Measure, print what is measured as soon as it is, and tell by the exit status whether every target is met."""
    try:
        ratios = _measured()
    except RuntimeError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.PROGRAM_FAILED
    _show(f"\n  {'':<58}{'ratio':>7}{'target':>7}")
    _show("\n".join(map(str, ratios)))
    return 0 if all(ratio.is_met for ratio in ratios) else 1


def _measured() -> list[Ratio]:
    """Everything, the costs printed as they come."""
    _show(f"Medians of {_REPETITIONS} runs in fresh processes, in turn; seconds are of the CPU. Some ten minutes.\n")
    _show(f"  {'':<44}{'resources':>10}{'seconds':>9}{'MB':>7}")
    with tempfile.TemporaryDirectory() as folder:
        ratios_of_prod = _prod(Path(folder))
        many, ratios_of_growth = _growth(Path(folder))
        ratios_of_policies = _policies(Path(folder) / str(_MANY), many.seconds)
    return [*ratios_of_prod, *ratios_of_growth, *ratios_of_policies]


def _show(text: str) -> None:
    """At once, into a file or a pipe too."""
    print(text, flush=True)


def _show_costs(costs: Mapping[str, Cost], resources: Mapping[str, int]) -> None:
    for name, cost in costs.items():
        _show(f"  {name:<44}{resources[name]:>10}{cost.seconds:>9.2f}{cost.megabytes:>7.0f}")


def _prod(folder: Path) -> list[Ratio]:
    """Prod against a bare program that registers the same resources."""
    plan = _plan(ROOT)
    write_bare_program(plan, folder / "bare", as_it_comes=False)
    write_bare_program(plan, folder / "plain", as_it_comes=True)
    preview, bare, plain = "preview of prod", "bare program, run the same way", "bare program, as it comes"
    costs = measure(
        {
            preview: _preview(ROOT),
            bare: ["-m", "bench.child", str(folder / "bare")],
            plain: ["-m", "bench.child", str(folder / "plain"), "as-it-comes"],
        },
        _REPETITIONS,
    )
    _show_costs(costs, dict.fromkeys(costs, len(plan.resources)))
    return [
        Ratio(what="preview of prod / bare program, run the same way", value=_ratio(costs, preview, bare), target=1.3),
        Ratio(what="preview of prod / bare program, as it comes", value=_ratio(costs, preview, plain), target=0.3),
    ]


def _growth(folder: Path) -> tuple[Cost, list[Ratio]]:
    """Ten times the models; whether the later ones cost more than the earlier ones; and a diff of all of them.

    With what the preview of the most models costs.
    """
    sizes = {_size(models): models for models in (_FEW, _HALFWAY, _MANY)}
    for models in sizes.values():
        write_stack(folder / str(models), models)
    write_repository(folder / "repository", _MANY)
    diff = f"diff of prod, {_MANY} models, all edited"
    commands = {name: _preview(folder / str(models)) for name, models in sizes.items()}
    costs = measure({**commands, diff: _diff(folder / "repository")}, _REPETITIONS)
    counts = {name: len(_plan(folder / str(models)).resources) for name, models in sizes.items()}
    _show_costs(costs, {**counts, diff: counts[_size(_MANY)]})
    few, halfway, many = (costs[name].seconds for name in sizes)
    later = f"a model of the last {_MANY - _HALFWAY} / of the {_HALFWAY - _FEW} before"
    ratios = [
        Ratio(what=f"{_MANY} models / {_FEW} models", value=many / few, target=11),
        Ratio(what=later, value=(many - halfway) / (halfway - few)),
        Ratio(what=f"diff of {_MANY} models / one preview of them", value=costs[diff].seconds / many, target=2.5),
    ]
    return costs[_size(_MANY)], ratios


def _policies(folder: Path, preview_seconds: float) -> list[Ratio]:
    """The policy pack on the largest of the stacks."""
    tell("policies, by direct calls and through their process …")
    cost = direct_cost(folder)
    share = f"policies / the whole preview, {_MANY} models"
    return [
        Ratio(what="policies: microseconds, a rule on a resource", value=cost.microseconds),
        Ratio(what=share, value=cost.seconds / preview_seconds, target=0.15),
        Ratio(what="policies: seconds through their process, 300 resources", value=process_seconds(folder), target=2),
    ]


def _size(models: int) -> str:
    return f"preview of prod with {models} models"


def _plan(folder: Path) -> Plan:
    outcome = make_plan(open_stack(folder, PROD))
    if outcome.refusals:
        raise RuntimeError("\n".join(f"{refusal.urn}: {refusal.message}" for refusal in outcome.refusals))
    return outcome.plan


def _preview(folder: Path) -> list[str]:
    return ["-m", "ops", "preview", "--cwd", str(folder), "--stack", PROD]


def _diff(folder: Path) -> list[str]:
    return ["-m", "ops", "diff", "--cwd", str(folder), "--stack", PROD]


def _ratio(costs: dict[str, Cost], one: str, other: str) -> float:
    return costs[one].seconds / costs[other].seconds


if __name__ == "__main__":
    sys.exit(main())
