"""The stack config as the Pulumi engine hands it to the program."""

import pulumi
from pulumi.runtime.config import _SECRET_KEYS, CONFIG

from config.errors import ConfigError
from config.loader import load
from config.stack import StackConfig


def load_from_engine() -> StackConfig:
    """The config of the running stack.

    Raises `pulumi.RunError` with every problem of the config at once, which the engine shows without a traceback.
    """
    prefix = f"{pulumi.get_project()}:"
    values = {key.removeprefix(prefix): value for key, value in CONFIG.get().items() if key.startswith(prefix)}
    secret_keys = {key.removeprefix(prefix) for key in _SECRET_KEYS.get() if key.startswith(prefix)}
    try:
        return load(values, secret_keys)
    except ConfigError as error:
        raise pulumi.RunError(str(error)) from error
