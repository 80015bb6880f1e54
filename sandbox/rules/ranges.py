"""Address ranges in CIDR form."""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence

Range = ipaddress.IPv4Network | ipaddress.IPv6Network


def parsed(text: str) -> Range | None:
    """The range that `text` writes, or None when it is none or has bits set after the prefix."""
    try:
        return ipaddress.ip_network(text) if "/" in text else None
    except ValueError:
        return None


def is_address(text: str) -> bool:
    """Whether `text` writes a single address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_private(text: str) -> bool:
    """Whether an address or range is one of RFC 1918, which public endpoints never see."""
    found = parsed(text if "/" in text else f"{text}/32")
    return found is not None and any(overlapping([found], _PRIVATE))


def known(texts: Iterable[str]) -> list[Range]:
    """The ranges among `texts`; what is none is left out."""
    return [found for text in texts if (found := parsed(text))]


def inside(inner: Range, outers: Sequence[Range]) -> bool:
    """Whether one of `outers` holds all of `inner`."""
    return any(any(overlapping([inner], [outer])) and outer.prefixlen <= inner.prefixlen for outer in outers)


def overlapping(ones: Sequence[Range], others: Sequence[Range]) -> Iterator[tuple[Range, Range]]:
    """The pairs of one of `ones` and one of `others` that share addresses."""
    for one in ones:
        for other in others:
            if one.version == other.version and one.overlaps(other):
                yield one, other


_PRIVATE = known(("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
