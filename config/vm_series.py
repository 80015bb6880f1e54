"""The families of Azure's VM sizes that are known here: their versions, and the memory of a node.

Source: https://learn.microsoft.com/azure/virtual-machines/sizes/overview
"""

import re

from config.vm_sizes import vcpus

_NAME = re.compile(
    r"Standard_(?P<family>[A-Z]+)(?P<count>[0-9]+)(-[0-9]+)?(?P<features>[a-z]*)"
    r"(_(?P<accelerator>[A-Z][A-Za-z0-9]*))?(_v(?P<version>[0-9]+))?(_Promo)?"
)

_VERSIONS = {
    "A": {2},
    "B": {1, 2},
    "D": {1, 2, 3, 4, 5, 6, 7},
    "DC": {2, 3, 5, 6},
    "DS": {1, 2},
    "E": {3, 4, 5, 6, 7},
    "EC": {5, 6},
    "F": {1, 2, 6, 7},
    "FX": {1, 2},
    "G": {1},
    "GS": {1},
    "H": {1},
    "HB": {1, 2, 3, 4, 5},
    "HC": {1},
    "HX": {1},
    "L": {1, 2, 3, 4},
    "M": {1, 2, 3},
    "NC": {1, 2, 3, 4, 5, 6},
    "NCC": {5},
    "ND": {1, 2, 4, 5, 6},
    "NG": {1},
    "NM": {1},
    "NP": {1},
    "NV": {1, 2, 3, 4, 5},
}
"""By family; a name without a version is of the first."""

_FEATURES = frozenset("abcdeilmnoprstx")

_GIB_PER_VCPU = {"B": 4, "D": 4, "DC": 8, "E": 8, "EC": 8, "F": 4, "FX": 21, "L": 8}
"""At most; the largest sizes of a family have less. Other families have no rule."""

_FIRST_F_OF_4_GIB = 6
"""The versions of F before it have 2 GiB a vCPU."""

_GIB_OF_GPU_SIZES = {
    "Standard_NC4as_T4_v3": 28,
    "Standard_NC8as_T4_v3": 56,
    "Standard_NC16as_T4_v3": 110,
    "Standard_NC64as_T4_v3": 440,
    "Standard_NC6s_v3": 112,
    "Standard_NC12s_v3": 224,
    "Standard_NC24s_v3": 448,
    "Standard_NC24rs_v3": 448,
    "Standard_NC24ads_A100_v4": 220,
    "Standard_NC48ads_A100_v4": 440,
    "Standard_NC96ads_A100_v4": 880,
    "Standard_NC40ads_H100_v5": 320,
    "Standard_NC80adis_H100_v5": 640,
    "Standard_ND40rs_v2": 672,
    "Standard_ND96asr_v4": 900,
    "Standard_ND96amsr_A100_v4": 1900,
    "Standard_ND96isr_H100_v5": 1900,
}


def is_known(size: str) -> bool:
    """Whether the name is made as those of the families and versions above are; Azure adds new ones every year."""
    found = _NAME.fullmatch(size)
    return (
        found is not None
        and int(found["version"] or 1) in _VERSIONS.get(found["family"], ())
        and set(found["features"]) <= _FEATURES
    )


def most_memory(size: str) -> int | None:
    """GiB that a node of the size has at most; None where its name does not tell."""
    if size in _GIB_OF_GPU_SIZES:
        return _GIB_OF_GPU_SIZES[size]
    found = _NAME.fullmatch(size)
    if found is None or not is_known(size) or vcpus(size) is None:
        return None
    per_vcpu = _gib_per_vcpu(found["family"], found["features"], int(found["version"] or 1))
    # A constrained size has fewer vCPUs and the memory of the whole.
    return per_vcpu * int(found["count"]) if per_vcpu else None


def _gib_per_vcpu(family: str, features: str, version: int) -> int | None:
    if "i" in features:
        return None  # isolated sizes are whole hosts, with memory of their own
    if family in ("D", "F") and "l" in features:
        return 2
    if family == "F" and "m" in features:
        return 8
    return 2 if family == "F" and version < _FIRST_F_OF_4_GIB else _GIB_PER_VCPU.get(family)
