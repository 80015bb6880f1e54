"""What the name of an Azure VM size tells.

Source: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
"""

import re

_SIZE = re.compile(r"Standard_(?P<family>[A-Z]+)(?P<number>[0-9]+)(-(?P<constrained>[0-9]+))?")
_NUMBERED = re.compile(r"Standard_(DS?|G|GS)[0-9]+(_v2)?(_Promo)?")
_GPU_FAMILY = re.compile(r"N[CDGV]")
_UNMANAGED = re.compile(r"Standard_(A|B|Basic|DC|EC|H|L|M|NP)[0-9]")

_GPUS = {
    "Standard_NC4as_T4_v3": 1,
    "Standard_NC8as_T4_v3": 1,
    "Standard_NC16as_T4_v3": 1,
    "Standard_NC64as_T4_v3": 4,
    "Standard_NC6s_v3": 1,
    "Standard_NC12s_v3": 2,
    "Standard_NC24s_v3": 4,
    "Standard_NC24rs_v3": 4,
    "Standard_NC24ads_A100_v4": 1,
    "Standard_NC48ads_A100_v4": 2,
    "Standard_NC96ads_A100_v4": 4,
    "Standard_NC40ads_H100_v5": 1,
    "Standard_NC80adis_H100_v5": 2,
    "Standard_ND40rs_v2": 8,
    "Standard_ND96asr_v4": 8,
    "Standard_ND96amsr_A100_v4": 8,
    "Standard_ND96isr_H100_v5": 8,
}
"""GPUs of one node. Source: https://learn.microsoft.com/azure/virtual-machines/sizes/overview"""


def has_gpu(size: str) -> bool:
    """Whether the nodes of a VM size have GPUs: the families NC, ND, NG and NV."""
    found = _SIZE.match(size)
    return found is not None and _GPU_FAMILY.match(found["family"]) is not None


def gpus(size: str) -> int | None:
    """GPUs of one node: 0 where there are none, None where the size is not known here."""
    return _GPUS.get(size) if has_gpu(size) else 0


def has_gpus(size: str, count: int) -> bool:
    """Whether one node has so many GPUs; a size that is not known here is taken to have enough."""
    there = gpus(size)
    return there is None or there >= count


def vcpus(size: str) -> int | None:
    """Virtual CPUs of one node; None where the name does not tell, as in the old families that number their sizes."""
    found = _SIZE.match(size)
    if found is None or _NUMBERED.fullmatch(size):
        return None
    return int(found["constrained"] or found["number"])


def serves_managed(size: str) -> bool:
    """Whether managed online endpoints may have instances of the size: none of the burstable or special families.

    Source: https://learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list
    """
    return _UNMANAGED.match(size) is None
