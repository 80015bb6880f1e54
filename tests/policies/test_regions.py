"""What the pack knows of regions is what the config knows."""

from config import regions
from policies.regions import WITHOUT_ZONES, has_zones, normal


def test_the_pack_knows_the_regions_without_zones_that_the_config_knows() -> None:
    assert WITHOUT_ZONES == regions.WITHOUT_ZONES


def test_a_region_that_is_not_known_counts_as_one_with_zones() -> None:
    assert has_zones("atlantis")
    assert not has_zones("West US")


def test_a_region_is_the_same_in_both_ways_to_write_it() -> None:
    assert normal("West US 2") == normal("westus2")
