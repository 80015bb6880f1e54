"""`python -m tests.traffic`: the long model check. Prints what was played and reached; 1 where something fails."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from sandbox import rules
from tests.traffic.chapters import Counts
from tests.traffic.exemptions import EXEMPTIONS
from tests.traffic.hits import CAUGHT, by_chance, table
from tests.traffic.reached import required
from tests.traffic.seeded import FAULTS
from tests.traffic.sequences import TARGETS, check, drawn
from tests.traffic.story import Broken

_TO_THE_END = 4
"""Every such story is brought to its end: the way back, on and away."""

_ENOUGH = 500
"""Stories of a target that have to come to everything."""

_PROCESSES = 2


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one process plays."""

    target: str
    seeds: range


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the stories of both targets, a process each, then look for each seeded fault by chance."""
    parser = argparse.ArgumentParser(prog="python -m tests.traffic", description=__doc__)
    parser.add_argument("--stories", type=int, default=1000, help="for each target (1000)")
    parser.add_argument("--first", type=int, default=0, help="seed of the first one (0)")
    parser.add_argument("--target", choices=TARGETS, help="this one alone")
    parser.add_argument("--faults", action="store_true", help="look for the seeded faults alone")
    asked = parser.parse_args(arguments)
    chosen = [asked.target] if asked.target else list(TARGETS)
    seeds = range(asked.first, asked.first + asked.stories)
    shares = [] if asked.faults else [Share(target=name, seeds=seeds) for name in chosen]
    with ProcessPoolExecutor(max_workers=_PROCESSES) as pool:
        worst = max(pool.map(_tell, shares), default=0)
        if asked.target:
            return worst
        found = dict(zip(FAULTS, pool.map(by_chance, FAULTS), strict=True))
    print(table(found))
    return max(worst, int(sum(map(bool, found.values())) < CAUGHT * len(found)))


def _tell(share: Share) -> int:
    counts, failures, began = Counts(), list[str](), time.monotonic()
    rules.load()
    for seed in share.seeds:
        try:
            play_story(share.target, seed, counts)
        except Broken as broken:
            failures.append(f"seed {seed}: {broken}")
    seconds = time.monotonic() - began
    wanted = required(TARGETS[share.target]())
    missed = [name for name in wanted if not counts.reached[name]]
    print(
        f"{share.target}: {len(share.seeds)} stories, {sum(counts.steps.values())} steps, {counts.ups} runs, "
        f"{counts.requests} requests in {seconds:.0f} s; {len(failures)} broken",
        "Steps taken:",
        _table(counts.steps),
        "Come to:",
        _table(Counter({name: counts.reached[name] for name in {*wanted, *counts.reached}})),
        "Promises that were not kept, and need not be (docs/traffic/README.md):",
        _table(Counter({name: counts.excused[name] for name in EXEMPTIONS})),
        f"Never come to: {', '.join(missed) or 'nothing'}",
        *failures[:5],
        sep="\n",
    )
    sys.stdout.flush()
    return int(bool(failures) or (bool(missed) and len(share.seeds) >= _ENOUGH))


def play_story(target: str, seed: int, counts: Counts | None = None) -> None:
    """Play one story. Raises `Broken` with the shortest one that fails alike."""
    made = TARGETS[target]()
    check(made, drawn(made, seed), counts, to_the_end=seed % _TO_THE_END == 0)


def _table(counted: Counter[str]) -> str:
    return "\n".join(f"  {number:6} {label}" for label, number in sorted(counted.items()))


if __name__ == "__main__":
    sys.exit(main())
