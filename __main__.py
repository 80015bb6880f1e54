"""The Pulumi program: load the stack config, build the platform, export what callers need."""
# ruff: noqa: E402  # what is imported takes a second, in which the program may be interrupted already

import signal

# The engine interrupts the program of a run that failed; Python would show a traceback for it.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import datetime
import gc
from typing import Any

import pulumi

from components.decisions.decide import decide
from components.decisions.leaving import leaving
from components.decisions.leaving_pools import ask_nodes, leaving_pools
from components.decisions.live import ask_live
from components.decisions.made import ask_made
from components.decisions.platform_guards import platform_problems
from components.names import Names
from components.notices import warn_of_oddities
from components.outputs import stack_outputs
from components.platform import Platform, PlatformArgs
from components.providers import azure_provider
from config.engine import load_from_engine


async def main() -> dict[str, Any]:
    """Declare the platform of this stack."""
    config = load_from_engine()
    warn_of_oddities(config, datetime.datetime.now(datetime.UTC).date())
    names = Names(workload=config.name, stack=pulumi.get_stack(), subscription_id=config.azure.subscription_id)
    providers = {region: azure_provider(f"azure-{region}", config.azure, region) for region in config.stamps}
    made = await ask_made()
    live = await ask_live(config, names, providers, made)
    pool_edits = await ask_nodes(leaving_pools(config, names, made), names, providers)
    edits = [*leaving(config, names, made), *pool_edits, *platform_problems(config, names, made)]
    decisions = decide(config, live, edits)
    platform = Platform(config.name, PlatformArgs(config=config, names=names, decisions=decisions, providers=providers))
    return stack_outputs(platform)


# Nothing of a program is garbage before it ends; the collector would take more than half of its time.
gc.disable()
pulumi.run(main)
