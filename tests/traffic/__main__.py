"""`python -m tests.traffic`: the long model check. Prints what was played and how long it took; 1 where it fails."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from sandbox import rules
from tests.traffic.chapters import Counts
from tests.traffic.sequences import TARGETS, check, drawn
from tests.traffic.story import Broken

_TO_THE_END = 4
"""Every such story is brought to its end: the way back, on and away."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one process plays."""

    target: str
    seeds: range


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the stories of both targets, a process each."""
    parser = argparse.ArgumentParser(prog="python -m tests.traffic", description=__doc__)
    parser.add_argument("--stories", type=int, default=1000, help="for each target (1000)")
    parser.add_argument("--first", type=int, default=0, help="seed of the first one (0)")
    asked = parser.parse_args(arguments)
    shares = [Share(target=name, seeds=range(asked.first, asked.first + asked.stories)) for name in TARGETS]
    with ProcessPoolExecutor(max_workers=len(shares)) as pool:
        return max(pool.map(_tell, shares))


def _tell(share: Share) -> int:
    counts, failures, began = Counts(), list[str](), time.monotonic()
    rules.load()
    for seed in share.seeds:
        try:
            play_story(share.target, seed, counts)
        except Broken as broken:
            failures.append(f"seed {seed}: {broken}")
    seconds = time.monotonic() - began
    print(
        f"{share.target}: {len(share.seeds)} stories, {sum(counts.steps.values())} steps, {counts.ups} runs, "
        f"{counts.requests} requests in {seconds:.0f} s; {len(failures)} broken\n{_table(counts.steps)}",
        *failures[:5],
        sep="\n",
    )
    sys.stdout.flush()
    return 1 if failures else 0


def play_story(target: str, seed: int, counts: Counts | None = None) -> None:
    """Play one story. Raises `Broken` with the shortest one that fails alike."""
    made = TARGETS[target]()
    check(made, drawn(made, seed), counts, to_the_end=seed % _TO_THE_END == 0)


def _table(steps: Counter[str]) -> str:
    return "\n".join(f"  {number:6} {label}" for label, number in sorted(steps.items()))


if __name__ == "__main__":
    sys.exit(main())
