"""Load the stack config from the values that the engine hands over."""

import json
from collections.abc import Mapping

from config.stack import StackConfig


def load(values: Mapping[str, str], secret_keys: frozenset[str]) -> StackConfig:
    """The config in `values`, the project's keys without their namespace, objects as JSON text."""
    document = {key: _plain(text) for key, text in values.items()}
    return StackConfig.model_validate_json(json.dumps(document))


def _plain(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
