"""Edits of the platform that would take something from under a model that is served.

What the stack's state has and the config asks for no more in that shape is told before anything is declared. Protected
resources stand in an edit's way by themselves; these guards hold where `protect` is off as well. ADR 11.
"""

from collections.abc import Iterator, Sequence

from components.decisions.fixed_clusters import fixed_clusters
from components.decisions.fixed_gateways import fixed_gateways
from components.decisions.fixed_services import fixed_services
from components.decisions.ground import Ground
from components.decisions.made import Made
from components.names import Names
from config.errors import Problem
from config.stack import StackConfig


def platform_problems(config: StackConfig, names: Names, made: Sequence[Made]) -> Iterator[Problem]:
    """What the config would move or delete of what models are served by; pure. `made` is the stack's state.

    A stamp or a model that the config has no more, and a new name of the stack, are another guard's affair.
    """
    ground = Ground(made=made, config=config, names=names)
    if ground.is_renamed:
        return
    yield from fixed_services(ground)
    yield from fixed_clusters(ground)
    yield from fixed_gateways(ground)
