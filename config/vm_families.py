"""The families that Azure gives quotas of cores for, and how many cores a size takes of one."""

import re

from config.vm_sizes import vcpus

_SIZE = re.compile(
    r"Standard_(?P<line>[A-Z]+)(?P<count>[0-9]+)(-[0-9]+)?(?P<more>[a-z]*)(?P<chip>_(?!v[0-9])[A-Z]+[0-9]+)?"
    r"(_(?P<version>v[0-9]))?",
    re.IGNORECASE,
)
_OLD = {"1": 1, "2": 2, "3": 4, "4": 8, "5": 16, "11": 2, "12": 4, "13": 8, "14": 16, "15": 20}
"""Cores by the number of a size of the families Dv2 and DSv2: https://learn.microsoft.com/azure/virtual-machines/dv2-dsv2-series."""


def family_of(size: str) -> str:
    """A size's family, `standardDSv2Family` of `Standard_DS3_v2`, as Azure says; empty where the name does not tell."""
    found = _SIZE.fullmatch(size)
    if found is None:
        return ""
    chip = (found["chip"] or "").removeprefix("_")
    return f"standard{(found['line'] + found['more'] + chip).upper()}{(found['version'] or '').lower()}Family"


def cores_of(size: str) -> int | None:
    """Cores of one instance: 4 of `Standard_DS3_v2`, 8 of `Standard_D8s_v5`; None where the name does not tell."""
    found = _SIZE.fullmatch(size)
    if (
        found
        and found["line"].upper() in ("D", "DS")
        and (found["version"] or "").lower() == "v2"
        and not found["more"]
    ):
        return _OLD.get(found["count"])
    return vcpus(size)
