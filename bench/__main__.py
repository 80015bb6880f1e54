"""`python -m bench`: what a preview costs beside a bare program, as it grows, in memory, and for its policies."""

import argparse
import math
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
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

_DESCRIPTION = (
    "Measure what a preview costs: prod beside a bare program that registers the same resources (prod), stacks of up "
    "to a hundred models beside smaller ones, and the diff of such a stack (growth), and the policy pack beside the "
    "preview that it judges (policies). Each command runs five times, in turn with the others, in fresh processes; "
    "medians and their targets are printed. All of it takes some ten minutes. Exit status: 0 every target is met; 1 "
    "one is missed; 2 what the command was given is wrong; 70 a measured command failed."
)
_PARTS = ("prod", "growth", "policies")
_LASTS = {1: "Some minutes.", len(_PARTS): "Some ten minutes."}

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


def main(arguments: Sequence[str] = ()) -> int:
    """Measure, print what is measured as soon as it is, and tell by the exit status whether every target is met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=_DESCRIPTION)
    parser.add_argument("--only", choices=_PARTS, help="measure this part alone")
    only = parser.parse_args(arguments).only
    try:
        ratios = _measured([only] if only else _PARTS)
    except RuntimeError as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.PROGRAM_FAILED
    _show(f"\n  {'':<58}{'ratio':>7}{'target':>7}")
    _show("\n".join(map(str, ratios)))
    return 0 if all(ratio.is_met for ratio in ratios) else 1


def _measured(parts: Collection[str]) -> list[Ratio]:
    """Those parts, the costs printed as they come."""
    _show(f"Medians of {_REPETITIONS} runs in fresh processes, in turn; seconds are of the CPU. {_LASTS[len(parts)]}\n")
    _show(f"  {'':<44}{'resources':>10}{'seconds':>9}{'MB':>7}")
    ratios: list[Ratio] = []
    many: Cost | None = None
    with tempfile.TemporaryDirectory() as folder:
        if "prod" in parts:
            ratios += _prod(Path(folder))
        if "growth" in parts:
            many, ratios_of_growth = _growth(Path(folder))
            ratios += ratios_of_growth
        if "policies" in parts:
            largest = Path(folder) / str(_MANY)
            ratios += _policies(largest, (many or _cost_of_largest(largest)).seconds)
    return ratios


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


def _cost_of_largest(folder: Path) -> Cost:
    """What the preview of the most models costs, where nothing else has measured it; writes the stack."""
    write_stack(folder, _MANY)
    name = _size(_MANY)
    costs = measure({name: _preview(folder)}, _REPETITIONS)
    _show_costs(costs, {name: len(_plan(folder).resources)})
    return costs[name]


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
    sys.exit(main(sys.argv[1:]))
