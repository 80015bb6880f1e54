"""The engine starts the pack in its own folder, where each module stands in front of others of its name."""

import importlib.metadata
import sys
from pathlib import Path

PACK = Path(__file__).parents[2] / "policies"


def test_no_module_stands_in_front_of_what_starts_the_pack() -> None:
    names = {found.stem for found in PACK.iterdir()} - {"__init__", "__main__", "__pycache__"}
    taken = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions()}
    assert names & taken == set()
