"""Ranges of addresses that a firewall lets in."""

import ipaddress
from collections.abc import Iterable, Iterator

from policies.finding import Finding, Mistyped, NotKnown
from policies.reading import Reader

_Range = ipaddress.IPv4Network | ipaddress.IPv6Network

_LEAST_PREFIX = {4: 8, 6: 32}
"""By version of IP: the widest range that one network operator gets; the whole Internet in halves is still wider."""

_PRIVATE = {4: ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"), 6: ("fc00::/7",)}
"""By version of IP: the ranges of everybody's own networks."""

SAFE_RANGES = "ranges no wider than /8, or /32 of IPv6, all of them together neither"


def must_be_narrow(readers: Iterable[Reader], path: str = "", *, fix: str = "") -> Iterator[Finding]:
    """A finding for each value that is no range or (almost) the whole Internet, and one where all together are that."""
    narrow: list[_Range] = []
    last: Reader | None = None
    for reader in readers:
        try:
            found = _range_of(reader.text(path) or "")
        except (NotKnown, Mistyped) as trouble:
            yield trouble.finding()
            continue
        if found and found.prefixlen >= _LEAST_PREFIX[found.version]:
            narrow.append(found)
            last = reader
        else:
            where = f"{reader.path}.{path}" if path else reader.path
            yield reader.finding(f"`{where}` is too wide a range, or no range at all", safe=SAFE_RANGES, fix=fix)
    if last and _are_wide(narrow):
        where = last.path.rpartition("[")[0]
        yield last.finding(f"the ranges of `{where}` are too wide together", safe=SAFE_RANGES, fix=fix)


def are_almost_everything(texts: Iterable[str]) -> bool:
    """Whether ranges, one of them or all together, are wider than one network operator gets."""
    ranges = [found for found in map(_range_of, texts) if found]
    return any(one.prefixlen < _LEAST_PREFIX[one.version] for one in ranges) or _are_wide(ranges)


def private_like(text: str) -> list[str]:
    """The private ranges of a range's version of IP; none where it is no range."""
    found = _range_of(text)
    return [*_PRIVATE[found.version]] if found else []


def is_within(text: str, other: str) -> bool:
    """Whether a range is a part of another, or the same."""
    found, wider = _range_of(text), _range_of(other)
    if not found or not wider or found.version != wider.version:
        return False
    return int(found[0]) >= int(wider[0]) and int(found[-1]) <= int(wider[-1])


def _range_of(text: str) -> _Range | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _are_wide(ranges: list[_Range]) -> bool:
    """Whether ranges have more addresses together than one may have; private ones are nobody's on the Internet."""
    fourth = ipaddress.collapse_addresses(one for one in ranges if isinstance(one, ipaddress.IPv4Network))
    sixth = ipaddress.collapse_addresses(one for one in ranges if isinstance(one, ipaddress.IPv6Network))
    return any(
        sum(one.num_addresses for one in union if not one.is_private) > 1 << (bits - _LEAST_PREFIX[version])
        for version, bits, union in ((4, 32, fourth), (6, 128, sixth))
    )
