"""The sandbox has the facts about regions to itself, and they are the ones that the config goes by."""

import ast
from pathlib import Path

from config import regions as of_the_config
from sandbox.rules import regions

ROOT = Path(__file__).parents[3]
PRODUCT = {"components", "config", "ops", "policies"}


def test_the_sandbox_and_the_config_know_the_same_regions_and_zones() -> None:
    assert regions.REGIONS == of_the_config.REGIONS
    assert regions.WITH_ZONES == of_the_config.WITH_ZONES


def test_the_sandbox_imports_nothing_of_the_product() -> None:
    imports = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "sandbox").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in _imported(node)
    }
    assert len(imports) > 100
    assert {(path, name) for path, name in imports if name.partition(".")[0] in PRODUCT} == set()


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
