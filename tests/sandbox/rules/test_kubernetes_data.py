"""ConfigMaps and Secrets hold 1 MiB and no more."""

import base64
from typing import Any

import pytest

from tests.sandbox.rules.conftest import Azure

_MOST = 1024 * 1024


def _object(kind: str, **data: dict[str, str]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "files", "namespace": "default"}, **data}


@pytest.mark.parametrize(
    ("kind", "plain", "encoded"), [("ConfigMap", "data", "binaryData"), ("Secret", "stringData", "data")]
)
def test_the_values_have_one_mebibyte_together(azure: Azure, kind: str, plain: str, encoded: str) -> None:
    half = base64.b64encode(b"x" * (_MOST // 2)).decode()
    full = _object(kind, **{plain: {"a": "é" * (_MOST // 4)}, encoded: {"b": half}})
    assert azure.verdicts(f"kubernetes:core/v1:{kind}", full) == []
    full[plain]["c"] = "x"
    [(code, message)] = azure.verdicts(f"kubernetes:core/v1:{kind}", full)
    assert code == "Invalid"
    assert f"{_MOST + 1} bytes" in message
