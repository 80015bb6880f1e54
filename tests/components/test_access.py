"""Access: what a service's firewall is told."""

import pytest

from components.access import Access


def test_a_private_service_lets_nobody_in_whatever_is_listed() -> None:
    access = Access(private=True, subnet_ids=["subnet"], ip_ranges=["198.51.100.0/24"])
    assert access.public_network_access == "Disabled"
    assert (access.allowed_subnet_ids, access.allowed_ip_ranges) == ([], [])


def test_a_service_that_lets_nobody_in_is_off_rather_than_open() -> None:
    assert Access(private=False).public_network_access == "Disabled"
    assert Access(private=False, subnet_ids=["subnet"]).public_network_access == "Enabled"
    assert Access(private=False, ip_ranges=["203.0.113.7"]).public_network_access == "Enabled"


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ("198.51.100.0/24", ["198.51.100.0/24"]),
        ("198.51.100.4/30", ["198.51.100.4/30"]),
        ("198.51.100.4/31", ["198.51.100.4", "198.51.100.5"]),
        ("203.0.113.7/32", ["203.0.113.7"]),
        ("203.0.113.7", ["203.0.113.7"]),
    ],
)
def test_ranges_that_storage_firewalls_refuse_become_addresses(given: str, rules: list[str]) -> None:
    assert Access(private=False, ip_ranges=[given]).allowed_ip_ranges == rules
