"""The Pulumi program: load the stack config, build the platform, export what callers need."""

import gc

import pulumi
from pulumi.runtime.config import CONFIG

from components.platform import Platform, PlatformArgs
from config.loader import load


async def main() -> dict[str, pulumi.Input[object]]:
    """Declare the platform of this stack."""
    prefix = f"{pulumi.get_project()}:"
    values = {key.removeprefix(prefix): value for key, value in CONFIG.get().items() if key.startswith(prefix)}
    config = load(values, frozenset())
    platform = Platform(config.name, PlatformArgs(config=config, stack=pulumi.get_stack()))
    return {"stamps": {region: stamp.resource_group_name for region, stamp in platform.stamps.items()}}


gc.disable()
pulumi.run(main)
