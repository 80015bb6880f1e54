"""Moments that Azure takes as seconds are dates to a reader."""

from typing import Any

import pytest

from ops.diff.compare import compare
from ops.diff.dates import dated
from ops.diff.difference import Base
from ops.diff.text import text
from ops.screen import Screen
from tests.ops.plans import plan, resource

SECRET = "azure-native:keyvault:Secret"
KEY = "azure-native:keyvault:Key"
EXPIRES = "properties.attributes.expires"


def test_the_expiry_of_a_secret_is_told_as_a_date() -> None:
    before, after = (
        plan(resource(SECRET, "jwt", {"properties": {"attributes": {"expires": seconds, "notBefore": 1700000000}}}))
        for seconds in (1832889600, 1864512000)
    )
    page = text(compare(before, after, Base(words="the base")), Screen())
    assert f"{EXPIRES}: 2028-01-31 → 2029-01-31" in page
    assert "1832889600" not in page


@pytest.mark.parametrize(
    ("of", "path", "value", "shown"),
    [
        (SECRET, EXPIRES, 1832889600, "2028-01-31"),
        (SECRET, EXPIRES, 1832889600.0, "2028-01-31"),
        (SECRET, "properties.attributes.notBefore", 1832889661, "2028-01-31T00:01:01Z"),
        (KEY, EXPIRES, 1832889600, "2028-01-31"),
        (KEY, "properties.attributes.notBefore", 1832889600, "2028-01-31"),
        (SECRET, EXPIRES, None, None),
        (SECRET, EXPIRES, "[unknown]", "[unknown]"),
        (SECRET, EXPIRES, True, True),
        (SECRET, EXPIRES, 10**40, 10**40),
        (SECRET, "properties.attributes.enabled", 1832889600, 1832889600),
        ("azure-native:storage:StorageAccount", EXPIRES, 1832889600, 1832889600),
    ],
)
def test_only_what_is_a_moment_is_a_date(of: str, path: str, value: Any, shown: Any) -> None:
    assert dated(of, path, value) == shown
