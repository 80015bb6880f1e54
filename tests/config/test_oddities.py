"""What may be meant so but seldom is, is warned of; nothing else is."""

from typing import Any

import pytest

from config.oddities import oddities
from tests.config.documents import GONE, loaded, spoiled

ODD: dict[str, tuple[dict[str, Any], str, str]] = {
    "a stamp on public addresses": (
        {"stamps.westus.addressSpace": "52.0.0.0/16"},
        "stamps.westus.addressSpace: 52.0.0.0/16 are public",
        "cannot be reached from here",
    ),
    "pods on public addresses": ({"cluster.podCidr": "52.0.0.0/16"}, "cluster.podCidr: 52.0.0.0/16", "your own"),
    "services on public addresses": ({"cluster.serviceCidr": "52.0.0.0/20"}, "cluster.serviceCidr: 52.0", "your own"),
    "one region for backups": (
        {"backup.regions": ["eastus"]},
        "backup.regions: eastus alone, so nothing is replicated",
        "there is the copy that Azure keeps in the paired region. Add westus for a copy of your own.",
    ),
    "one region for backups, and no copy of Azure's": (
        {"backup": {"regions": ["eastus"], "sku": "Standard_LRS"}},
        "backup.regions: eastus alone",
        "there is no copy elsewhere",
    ),
    "backups far from the primary": (
        {"backup.regions": ["centralus", "westeurope"]},
        "backup.regions: the primary stamp's region, eastus, is not among them",
        "written in centralus",
    ),
}
USUAL: dict[str, dict[str, Any]] = {
    "the right config": {},
    "addresses of carriers": {"stamps.westus.addressSpace": "100.64.0.0/16"},
    "no backup": {"backup": GONE},
    "the primary last": {"backup.regions": ["westus", "eastus"]},
}


@pytest.mark.parametrize(("edits", "start", "words"), ODD.values(), ids=ODD)
def test_what_is_odd_is_told_where_it_stands_and_why(edits: dict[str, Any], start: str, words: str) -> None:
    (warning,) = oddities(loaded(spoiled(edits)))
    assert warning.startswith(start)
    assert words in warning


@pytest.mark.parametrize("edits", USUAL.values(), ids=USUAL)
def test_what_is_usual_is_warned_of_nowhere(edits: dict[str, Any]) -> None:
    assert list(oddities(loaded(spoiled(edits)))) == []
