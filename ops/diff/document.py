"""The difference as JSON, for other tools."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pydantic.alias_generators import to_camel

from ops.diff.difference import Difference, ResourceChange
from ops.diff.failure import Failure
from ops.diff.verdict import verdict
from ops.diff.wholes import whole


def document(difference: Difference) -> str:
    """The difference as canonical JSON, keys in camel case: the same difference gives the same text, byte for byte."""
    return _canonical({"verdict": verdict(difference), "same": difference.is_empty, **_plain(difference)})


def failure_document(failure: Failure) -> str:
    """What keeps the head from being compared, in the same way: `troubles` is where a difference has its parts."""
    return _canonical({"same": False, **_plain(failure)})


def _canonical(whole: Mapping[str, Any]) -> str:
    return json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, ResourceChange) and value.inputs:
        return _plain(replace(value, values=whole(value), inputs={}))
    if is_dataclass(value):
        return {to_camel(field.name): _plain(getattr(value, field.name)) for field in fields(value) if field.compare}
    match value:
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value
