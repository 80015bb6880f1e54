"""Moments that Azure takes as seconds since 1970, in words."""

import datetime
from typing import Any

_OF_KEY_VAULT = ("properties.attributes.expires", "properties.attributes.notBefore")
_SECONDS = {"azure-native:keyvault:Key": _OF_KEY_VAULT, "azure-native:keyvault:Secret": _OF_KEY_VAULT}
"""By type, the paths of what the SDK describes as seconds since 1970-01-01T00:00:00Z."""


def dated(resource_type: str, path: str, value: Any) -> Any:
    """The value, as a date in ISO 8601 where it is a moment: `2028-01-31`, with a time of day only if it has one."""
    if path not in _SECONDS.get(resource_type, ()) or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    try:
        moment = datetime.datetime.fromtimestamp(value, datetime.UTC)
    except (OverflowError, ValueError, OSError):
        return value
    return moment.date().isoformat() if moment.time() == datetime.time() else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
