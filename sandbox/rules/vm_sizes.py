"""What the names of VM sizes tell of their nodes.

Source: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
"""

import re

_SIZE = re.compile(
    r"(Standard|Basic)_(?P<family>[A-Z]+)(?P<count>[0-9]+)(-(?P<constrained>[0-9]+))?(?P<features>[a-z]*)"
    r"(_(?P<accelerator>[A-Z][A-Za-z0-9]*))?(_v(?P<version>[0-9]+))?(_Promo)?",
)
_NUMBERED = re.compile(r"Standard_(DS?|GS?)[0-9]+(_v2)?(_Promo)?")
_VCPUS_OF_NUMBERED = {"Standard_D1": 1, "Standard_DS1": 1, "Standard_D1_v2": 1, "Standard_DS1_v2": 1}
"""Where a size that is only numbered has less than two."""

_GIB_OF_TEMP_DISK_PER_VCPU = {4: 37.5, 5: 37.5}
"""By version, of the sizes of D and E with a local disk.

Source: https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/ddsv5-series
"""


def vcpus(size: str) -> int | None:
    """Virtual CPUs of one node; None where the name does not tell."""
    if _NUMBERED.fullmatch(size):
        return _VCPUS_OF_NUMBERED.get(size)
    found = _SIZE.fullmatch(size)
    return int(found["constrained"] or found["count"]) if found else None


def family(size: str) -> str:
    """The family's letters, empty where the name has none."""
    found = _SIZE.fullmatch(size)
    return found["family"] if found else ""


def local_disk(size: str) -> float | None:
    """GiB that a node has for an ephemeral OS disk, 0 where it has no local disk; None where the name does not tell.

    From version 5 on, sizes of D and E without a `d` have neither a local disk nor a cache.
    """
    found = _SIZE.fullmatch(size)
    if found is None or found["family"] not in ("D", "E") or "i" in found["features"]:
        return None
    version = int(found["version"] or 1)
    if "d" not in found["features"]:
        return 0 if version >= _FIRST_WITHOUT_DISK else None
    per_vcpu = _GIB_OF_TEMP_DISK_PER_VCPU.get(version)
    return per_vcpu * int(found["count"]) if per_vcpu else None


_FIRST_WITHOUT_DISK = 5
