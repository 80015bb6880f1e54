"""Faults put into the product on purpose, by name, each with a story that goes wrong because of it."""

from collections.abc import Mapping

from components.decisions import live, traffic_guards
from components.models import kubernetes_endpoint, managed_endpoint, traffic_guard
from components.models import route as model_route
from tests.traffic import breaking
from tests.traffic.chapters import Hand, Up
from tests.traffic.edits import ROLLOUTS, Edit
from tests.traffic.fault import SECOND, STARTED, Fault
from tests.traffic.kubernetes import Kubernetes
from tests.traffic.seeded_elsewhere import ELSEWHERE
from tests.traffic.trouble import Kind, Trouble


def _guard(number: int) -> Edit:
    """Turn on `ROLLOUTS[number]`, with what has most as stable."""
    assert 0 <= number < len(ROLLOUTS)
    return Edit("guard", 1, number)


_OF_TRAFFIC: Mapping[str, Fault] = {
    "the map asked for is written before anything is there": Fault(
        patch=breaking.planned(breaking.as_asked), steps=STARTED
    ),
    "a part of a move is applied": Fault(
        patch=breaking.planned(breaking.a_part), steps=(*STARTED, Edit("add and shift", 0, 3), Up(), Up())
    ),
    "the map is emptied while a move waits": Fault(
        patch=breaking.planned(breaking.emptied), steps=(*STARTED, Edit("add and shift", 0, 3), Up(), Up())
    ),
    "what waits is not told": Fault(patch=breaking.planned(breaking.forgotten), steps=STARTED),
    "the mirror is never written": Fault(
        patch=breaking.planned(breaking.unmirrored), steps=(*SECOND, Edit("mirror", 0, 1), Up())
    ),
    "a deployment counts as ready whatever its state": Fault(
        patch=breaking.replaced(live, "_has_succeeded", lambda _answer: True),
        steps=(
            *STARTED,
            Edit("add and shift", 0, 3),
            Up(trouble=Trouble(nth=1, kind=Kind.FAILED_LATE, leaves="Failed")),
            Up(),
            Up(),
        ),
    ),
    "a deployment counts as ready whatever it runs": Fault(
        patch=breaking.planned(breaking.as_it_stands),
        steps=(
            *SECOND,
            Edit("change", 1, 2),
            Edit("shift", 1, 3),
            Up(),
        ),
    ),
    "a write that Pulumi takes for failed is not taken back": Fault(
        patch=breaking.planned(breaking.unmarked),
        steps=(
            *SECOND,
            Edit("shift", 1, 3),
            Up(),
            Edit("all", 0),
            Up(),
            Edit("shift", 1, 3),
            Up(trouble=Trouble(nth=1, kind=Kind.FAILED_LATE, noted=False)),
            Edit("all", 0),
            Up(),
        ),
    ),
    "no step is too large": Fault(
        patch=breaking.replaced(traffic_guards, "_step_too_large", breaking.silent),
        steps=(*SECOND, _guard(1), Up(), Edit("shift", 1, 5), Up()),
    ),
    "every shadow has been one": Fault(
        patch=breaking.replaced(traffic_guards, "_shadowed", lambda *_: True),
        steps=(*SECOND, _guard(4), Up(), Edit("shift", 1, 2), Up()),
    ),
    "steps are limited on the way back too": Fault(
        patch=breaking.replaced(traffic_guards, "_trusted", lambda *_: None),
        steps=(
            *SECOND,
            _guard(3),
            Up(),
            Edit("shift", 1, 3),
            Up(),
            Edit("shift", 1, 4),
            Up(),
            Edit("shift", 1, 4),
            Up(),
        ),
        to_the_end=True,
    ),
    "stable moves at any time": Fault(
        patch=breaking.replaced(traffic_guards, "_stable_moves", breaking.silent),
        steps=(*SECOND, _guard(1), Up(), Edit("trust", 1), Up()),
    ),
    "what has live traffic may leave": Fault(
        patch=breaking.replaced(traffic_guards, "_leaves_too_early", breaking.silent),
        steps=(*SECOND, Edit("retire live", 0, 0), Up()),
    ),
    "what has live traffic may change": Fault(
        patch=breaking.replaced(traffic_guards, "_changes_while_live", breaking.silent),
        steps=(*STARTED, Edit("change", 0, 1), Up()),
    ),
    "an endpoint is written without its traffic": Fault(
        patch=breaking.called(managed_endpoint.ml, "OnlineEndpointPropertiesArgs", breaking.no_traffic), steps=STARTED
    ),
    "an endpoint is written without its mirror": Fault(
        patch=breaking.called(managed_endpoint.ml, "OnlineEndpointPropertiesArgs", breaking.no_mirror),
        steps=(*SECOND, Edit("mirror", 0, 1), Up()),
    ),
    "deployments are made all at once": Fault(
        patch=breaking.called(managed_endpoint, "create_deployment", breaking.unchained),
        steps=(*STARTED, Edit("add", 0, 0), Edit("add", 0, 0), Up()),
    ),
    "the route does not wait for its deployments": Fault(
        patch=breaking.called(kubernetes_endpoint, "ModelRoute", breaking.hurried), steps=(Up(),), target=Kubernetes
    ),
    "the route leaves out what has least": Fault(
        patch=breaking.replaced(
            model_route,
            "_weights",
            lambda args: [
                model_route._reference(backend, args.config.traffic.get(name, 0))
                for name, backend in args.backends.items()
                if args.config.traffic.get(name, 0) > 10  # a canary is less
            ],
        ),
        steps=(*SECOND, Edit("shift", 1, 1), Up()),
        target=Kubernetes,
    ),
    "the route has no mirror": Fault(
        patch=breaking.replaced(model_route, "_mirror", lambda _args: []),
        steps=(*SECOND, Edit("mirror", 0, 1), Up()),
        target=Kubernetes,
    ),
    "the cluster limits no step": Fault(
        patch=breaking.without(traffic_guard, "traffic_policy", "Step"),
        steps=(_guard(1), *SECOND, Edit("shift", 1, 5), Up()),
        target=Kubernetes,
    ),
    "the cluster asks for no shadow": Fault(
        patch=breaking.without(traffic_guard, "traffic_policy", "shadowFirst"),
        steps=(_guard(4), *SECOND, Edit("shift", 1, 2), Up()),
        target=Kubernetes,
    ),
    "the cluster lets live backends leave": Fault(
        patch=breaking.without(traffic_guard, "traffic_policy", "keepLastGood"),
        steps=(*SECOND, Edit("retire live", 0, 0), Up()),
        target=Kubernetes,
    ),
    "the cluster lets live deployments change": Fault(
        patch=breaking.without(traffic_guard, "live_policy", "freezeLive"),
        steps=(*STARTED, Edit("change", 0, 1), Up()),
        target=Kubernetes,
    ),
    "the cluster lets a hand delete what the route names": Fault(
        patch=breaking.without(traffic_guard, "live_policy", "is named by the route"),
        steps=(*SECOND, Hand("delete", 1)),
        target=Kubernetes,
    ),
    "the cluster lets a hand delete the Service of what the route names": Fault(
        patch=breaking.called(traffic_guard, "live_policy", breaking.without_services),
        steps=(*SECOND, Hand("delete service", 1)),
        target=Kubernetes,
    ),
}

FAULTS: Mapping[str, Fault] = {**_OF_TRAFFIC, **ELSEWHERE}
"""All of them, by what is wrong."""
