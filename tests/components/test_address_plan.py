"""The address plan: subnets never meet, stay inside, and never move once they are in use."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.address_plan import SUBNETS, subnet_ranges

SPACES = st.builds(
    lambda address, prefix: str(IPv4Network((int(IPv4Address(address)), prefix), strict=False)),
    st.ip_addresses(v=4),
    st.integers(16, 22),
)
ROLES = st.lists(st.integers(1, 6), min_size=1, max_size=8).map(
    lambda bits: {f"role{index}": extra for index, extra in enumerate(bits)}
)


@given(space=SPACES, subnets=ROLES)
def test_subnets_are_inside_the_space_and_apart_from_each_other(space: str, subnets: dict[str, int]) -> None:
    ranges = [IPv4Network(text) for text in _fitting(space, subnets).values()]
    assert all(subnet.subnet_of(IPv4Network(space)) for subnet in ranges)
    assert not any(first.overlaps(second) for index, first in enumerate(ranges) for second in ranges[:index])


@given(space=SPACES, subnets=ROLES, data=st.data())
def test_a_subnet_added_last_moves_none(space: str, subnets: dict[str, int], data: st.DataObject) -> None:
    before = _fitting(space, subnets)
    after = _fitting(space, {**subnets, "added": data.draw(st.integers(1, 6))})
    assert before.items() <= after.items()


@given(space=SPACES)
def test_the_smallest_space_still_holds_the_platform(space: str) -> None:
    ranges = {role: IPv4Network(text) for role, text in subnet_ranges(space).items()}
    assert set(ranges) == set(SUBNETS)
    assert ranges["nodes"].num_addresses - 5 >= 500
    assert ranges["endpoints"].num_addresses - 5 >= 50


def test_the_ranges_of_deployed_stamps_are_these_for_good() -> None:
    assert subnet_ranges("10.10.0.0/16") == {"nodes": "10.10.0.0/17", "endpoints": "10.10.128.0/19"}
    assert subnet_ranges("10.20.4.0/22") == {"nodes": "10.20.4.0/23", "endpoints": "10.20.6.0/25"}


def test_what_does_not_fit_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/16 has no room for the subnet 'third'"):
        subnet_ranges("10.0.0.0/16", {"first": 1, "second": 1, "third": 4})


def _fitting(space: str, subnets: dict[str, int]) -> dict[str, str]:
    assume(sum(2.0**-bits for bits in subnets.values()) <= 1)
    try:
        return subnet_ranges(space, subnets)
    except ValueError:
        assume(False)
        raise
