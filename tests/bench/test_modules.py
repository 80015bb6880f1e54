"""The measurements themselves run seldom: their modules are at least loaded here."""

import importlib
import pkgutil

import pytest

import bench

_COMMANDS = {"child"}
"""Measured by others, in a process of its own, as soon as it is loaded."""


@pytest.mark.parametrize("module", sorted({found.name for found in pkgutil.iter_modules(bench.__path__)} - _COMMANDS))
def test_a_module_of_measurements_loads(module: str) -> None:
    assert importlib.import_module(f"bench.{module}").__doc__
