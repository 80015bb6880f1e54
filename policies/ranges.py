"""Ranges of addresses that a firewall lets in."""

import ipaddress
from collections.abc import Iterator

from policies.finding import Finding, Mistyped, NotKnown
from policies.reading import Reader

_LEAST_PREFIX = {4: 8, 6: 32}
"""By version of IP: the widest range that one network operator gets; the whole Internet in halves is still wider."""

SAFE_RANGES = "ranges no wider than /8, or /32 of IPv6"


def must_be_narrow(reader: Reader, path: str = "", *, fix: str = "") -> Iterator[Finding]:
    """A finding unless the value is an address or a range that is not (almost) the whole Internet."""
    try:
        text = reader.text(path) or ""
    except (NotKnown, Mistyped) as trouble:
        yield trouble.finding()
        return
    if not _is_narrow(text):
        where = f"{reader.path}.{path}" if path else reader.path
        yield reader.finding(f"`{where}` is wider than that, or no range at all", safe=SAFE_RANGES, fix=fix)


def _is_narrow(text: str) -> bool:
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return found.prefixlen >= _LEAST_PREFIX[found.version]
