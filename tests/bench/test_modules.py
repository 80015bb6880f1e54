"""The measurements themselves run seldom: their modules are at least loaded here."""

import importlib
import pkgutil

import pytest

import bench

_COMMANDS = {"__main__", "child"}
"""They measure as soon as they are loaded; what they are made of is in the others."""


@pytest.mark.parametrize("module", sorted({found.name for found in pkgutil.iter_modules(bench.__path__)} - _COMMANDS))
def test_a_module_of_measurements_loads(module: str) -> None:
    assert importlib.import_module(f"bench.{module}").__doc__
