"""What services draw when they make a resource; here a hash of its id, so that every run answers the same."""

import hashlib
import uuid

_NAMESPACE = uuid.UUID("3b1f1f4e-0a53-5a4c-9f3a-6f1d5d0c9a11")


def guid(*parts: str) -> str:
    """A GUID that stands for `parts`."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(part.lower() for part in parts)))


def hexadecimal(length: int, *parts: str) -> str:
    """`length` hexadecimal digits (at most 64) that stand for `parts`."""
    return hashlib.sha256("\n".join(part.lower() for part in parts).encode()).hexdigest()[:length]


def public_ip(*parts: str) -> str:
    """A public IPv4 address, of the range kept for documentation (RFC 5737), that stands for `parts`."""
    return f"203.0.113.{1 + int(hexadecimal(8, *parts), 16) % 254}"
