"""A registry and a log workspace that the config names, and no stack declares, are the platform's own."""

from pathlib import Path

import pytest

from ops.commands import main
from ops.exits import Exit

ROOT = Path(__file__).parents[2]

_SHARED = "/subscriptions/00000000-0000-0000-0000-000000000004/resourceGroups/rg-shared/providers"
_OBSERVABILITY = "  ai-models:observability:\n"
_EXISTING = f"""\
  ai-models:registry: {{existingId: {_SHARED}/Microsoft.ContainerRegistry/registries/acmeshared}}
{_OBSERVABILITY}\
    existingWorkspaceId: {_SHARED}/Microsoft.OperationalInsights/workspaces/log-shared
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The program as it is, with a prod of the test's own."""
    for name in ("Pulumi.yaml", "__main__.py", "components", "config"):
        (tmp_path / name).symlink_to(ROOT / name)
    prod = (ROOT / "Pulumi.prod.yaml").read_text(encoding="utf-8")
    assert prod.count(_OBSERVABILITY) == 1
    assert "ai-models:registry:" not in prod
    (tmp_path / "Pulumi.prod.yaml").write_text(prod.replace(_OBSERVABILITY, _EXISTING), encoding="utf-8")
    return tmp_path


def test_prod_previews_clean_with_an_existing_registry_and_workspace(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["preview", "-C", str(project), "--stack", "prod"])
    assert (status, capsys.readouterr().err) == (Exit.FINE, "")
