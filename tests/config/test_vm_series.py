"""What the name of a VM size tells of its memory, and whether it is one that Azure is known to have."""

import pytest

from config.vm_series import is_known, most_memory


@pytest.mark.parametrize(
    ("size", "gib"),
    [
        ("Standard_D8ds_v5", 32),
        ("Standard_D8lds_v5", 16),
        ("Standard_E16-4ds_v5", 128),
        ("Standard_E4ads_v6", 32),
        ("Standard_L8s_v3", 64),
        ("Standard_F16s_v2", 32),
        ("Standard_F4as_v6", 16),
        ("Standard_F4als_v6", 8),
        ("Standard_F4ams_v6", 32),
        ("Standard_DC4s_v3", 32),
        ("Standard_E192is_v6", None),
        ("Standard_NC4as_T4_v3", 28),
        ("Standard_NC999as_T4_v3", None),
        ("Standard_M64s_v2", None),
        ("Standard_DS3_v2", None),
        ("Standard_D8ds_v55", None),
        ("Standard_X99_v9", None),
    ],
)
def test_memory_follows_from_the_name_where_there_is_a_rule(size: str, gib: int | None) -> None:
    assert most_memory(size) == gib


@pytest.mark.parametrize(
    "size",
    [
        "Standard_A2_v2", "Standard_B2ms", "Standard_B2ts_v2", "Standard_D2_v2", "Standard_DS3_v2",
        "Standard_D4ds_v5", "Standard_D4pls_v6", "Standard_DC4as_v5", "Standard_E104ids_v5", "Standard_E16-4ds_v5",
        "Standard_F8s_v2", "Standard_F4ams_v6", "Standard_FX48mds", "Standard_HB120rs_v3", "Standard_L8as_v3",
        "Standard_M128-32ms", "Standard_NC4as_T4_v3", "Standard_NC24ads_A100_v4", "Standard_ND96isr_MI300X_v5",
        "Standard_NV36ads_A10_v5", "Standard_D2_v2_Promo",
    ],
)  # fmt: skip
def test_sizes_that_azure_has_are_known(size: str) -> None:
    assert is_known(size)


@pytest.mark.parametrize("size", ["Standard_D8ds_v55", "Standard_X99_v9", "Standard_D4dz_v5", "Standard_DD4_v5"])
def test_misspelt_sizes_are_not(size: str) -> None:
    assert not is_known(size)
