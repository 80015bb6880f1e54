"""How much a ConfigMap or a Secret holds: https://kubernetes.io/docs/concepts/configuration/configmap/."""

import base64
import binascii
from collections.abc import Iterator

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.reading import fields
from sandbox.store import Stored, World

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
SECRET = "kubernetes:core/v1:Secret"  # noqa: S105 - a type, no secret

MOST_BYTES = 1024 * 1024
"""Of all values together."""

_ENCODED = {CONFIG_MAP: "binaryData", SECRET: "data"}
_PLAIN = {CONFIG_MAP: "data", SECRET: "stringData"}


@on_write(CONFIG_MAP, SECRET)
def data_is_small(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's source."""
    encoded, plain = _ENCODED[request.type], _PLAIN[request.type]
    sizes = [_decoded(value) for value in fields(request.inputs, encoded).values() if isinstance(value, str)]
    sizes += [len(value.encode()) for value in fields(request.inputs, plain).values() if isinstance(value, str)]
    if sum(sizes) > MOST_BYTES:
        where = plain if fields(request.inputs, plain) else encoded
        yield (
            "Invalid",
            f"{where}: Too long: the values have {sum(sizes)} bytes together; must have at most {MOST_BYTES}. "
            "Split it, or keep large files in a volume.",
        )


def _decoded(value: str) -> int:
    try:
        return len(base64.b64decode(value))
    except (binascii.Error, ValueError):
        return len(value)
