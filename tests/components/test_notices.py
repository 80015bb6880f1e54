"""Warnings of what may be right but seldom is; nothing is said of what is right."""

import datetime

import pulumi
import pytest

from components.notices import warn_of_oddities
from tests.config.documents import RIGHT, loaded, spoiled

_TODAY = datetime.date(2026, 6, 1)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", texts.append)
    return texts


def test_a_right_config_is_warned_of_nothing(said: list[str]) -> None:
    warn_of_oddities(loaded(RIGHT), _TODAY)
    assert said == []


@pytest.mark.parametrize(("day", "warned"), [("2026-05-31", True), ("2026-06-01", True), ("2026-06-02", False)])
def test_an_expired_secret_is_told_of_and_keeps_nothing_from_going_on(day: str, warned: bool, said: list[str]) -> None:
    warn_of_oddities(loaded(spoiled({"secrets.jwt-signing-key.expires": day})), _TODAY)
    assert [text.partition(":")[0] for text in said] == ["secrets.jwt-signing-key.expires"] * warned


@pytest.mark.parametrize(
    "path",
    [
        "cluster.systemPool.vmSize",
        "cluster.pools.cpu.vmSize",
        "workspace.compute.batch.vmSize",
        "models.fraud.deployments.blue.instanceType",
    ],
)
def test_a_size_of_no_known_family_is_told_of_where_it_stands(path: str, said: list[str]) -> None:
    warn_of_oddities(loaded(spoiled({path: "Standard_D8ds_v55"})), _TODAY)
    assert [text.partition(":")[0] for text in said] == [path]
