"""The families and cores that quotas are checked with are those that the sandbox refuses by."""

import pytest

from config.vm_families import cores_of, family_of
from sandbox.rules import online_quotas

_SIZES = (
    "Standard_DS3_v2",
    "Standard_DS11_v2",
    "Standard_D15_v2",
    "Standard_D8s_v5",
    "Standard_F4s_v2",
    "Standard_E4s_v3",
    "Standard_NC6s_v3",
    "Standard_NC24ads_A100_v4",
    "Standard_ND96isr_H100_v5",
)


@pytest.mark.parametrize("size", _SIZES)
def test_a_size_takes_of_its_family_what_azure_counts(size: str) -> None:
    assert (family_of(size), cores_of(size)) == (online_quotas.family_of(size), online_quotas.cores_of(size))
    assert family_of(size)
    assert cores_of(size)


def test_a_size_with_fewer_cores_than_its_name_begins_with_counts_what_it_has() -> None:
    assert (family_of("Standard_E32-8s_v5"), cores_of("Standard_E32-8s_v5")) == ("standardESv5Family", 8)
