"""Steps of traffic."""

from dataclasses import replace
from typing import Any

from policies.declared import UNKNOWN
from tests.policies import managed_traffic
from tests.policies.casework import Case, Edit, absent, change, edit, missing, resource, unknown

GOOD = managed_traffic.GOOD

_ENDPOINT = "properties.traffic"
_NOBODY = edit("fraud", "live.traffic", {"blue": 0})
_ABSENT = edit("fraud", "live", None)


def _written(*more: Edit, passes: bool = False, **weights: Any) -> Case:
    kind, outcome = ("fine", "passed") if passes else ("broken", "violated")
    return Case(kind=kind, outcome=outcome, edits=(edit("endpoint", _ENDPOINT, weights), *more))


def _live(**weights: int) -> Edit:
    return edit("fraud", "live.traffic", weights)


_NEW_STABLE = edit("fraud", "guards.stable", "green")
_BY_HAND = edit("fraud", "live.deployments.blue.ours", False)
_OTHER = resource("ai-models:models:Endpoint", "other", {"guards": {}})

CASES = {
    "traffic-live-registered": (
        absent("fraud", "guards"),
        missing("fraud"),
        Case(kind="broken", outcome="violated", removed=("endpoint",), added=(replace(GOOD[1], parent=""),)),
        Case(
            kind="broken",
            outcome="violated",
            removed=("endpoint",),
            added=(_OTHER, replace(GOOD[1], parent=_OTHER.urn)),
        ),
        change("fine", "passed", edit("fraud", "guards", None), edit("endpoint", _ENDPOINT, {"blue": 0})),
        unknown("endpoint", _ENDPOINT),
        unknown("fraud", "guards"),
    ),
    "traffic-step-limited": (
        _written(blue=59, green=41),
        _written(blue=60, green=40, passes=True),
        _written(_live(blue=100), blue=89, green=11),
        _written(_live(blue=100), blue=90, green=10, passes=True),
        _written(_live(blue=100), edit("fraud", "guards.largestStep", 5), blue=94, green=6),
        *(
            _written(_live(blue=100), edit("fraud", f"guards.{step}", 0), blue=99, green=1)
            for step in ("firstStep", "largestStep")
        ),
        _written(edit("fraud", "guards.largestStep", 0), blue=79, green=21),
        # Back to what is stable, in one step.
        _written(_live(green=100), blue=100, passes=True),
        # Who says in the same edit that green is stable now has not made it so.
        _written(edit("fraud", "guards.stable", "green"), green=100),
        _written(edit("fraud", "guards.stable", "green"), _live(green=100), blue=100),
        # What was stable stays so as long as it is declared, or an `up` may still delete it.
        _written(_NEW_STABLE, _BY_HAND, green=100),
        replace(_written(_NEW_STABLE, green=100), removed=("blue",)),
        replace(_written(_NEW_STABLE, _BY_HAND, green=100, passes=True), removed=("blue",)),
        _written(edit("fraud", "guards.stable", "green"), edit("fraud", "live.stable", "gone"), green=100, passes=True),
        _written(
            edit("fraud", "guards.stable", "green"),
            edit("fraud", "live.deployments.blue.succeeded", False),
            green=100,
            passes=True,
        ),
        _written(_NOBODY, green=100, passes=True),
        _written(_ABSENT, green=100, passes=True),
        _written(edit("fraud", "guards.largestStep", None), green=100, passes=True),
        Case(
            kind="broken",
            outcome="violated",
            edits=(edit("fraud", "applied", {"green": 100}),),
            removed=("endpoint",),
        ),
        _written(edit("fraud", "guards.stable", None), _live(green=100), blue=100),
        absent("fraud", "guards.firstStep", passes=True),
        unknown("endpoint", _ENDPOINT),
        unknown("fraud", "live.traffic"),
        unknown("fraud", "guards.largestStep"),
    ),
    "traffic-shadow-first": (
        _written(blue=60, green=30, red=10, passes=True),
        _written(edit("fraud", "live.mirror", {}), blue=60, green=30, red=10),
        _written(edit("fraud", "live.deployments.red.runs", "model azureml:fraud:2 on X"), blue=60, green=30, red=10),
        _written(edit("fraud", "live.deployments.red", None), blue=60, green=30, red=10),
        _written(
            edit("fraud", "live.mirror", {}), edit("fraud", "guards.shadowFirst", False), blue=60, red=40, passes=True
        ),
        _written(
            edit("fraud", "live.mirror", {}), edit("fraud", "guards.shadowFirst", None), blue=60, red=40, passes=True
        ),
        _written(_live(green=100), edit("fraud", "live.mirror", {}), blue=100, passes=True),
        _written(_NOBODY, edit("fraud", "live.mirror", {}), red=100, passes=True),
        change(
            "absent",
            "violated",
            edit("fraud", "live.mirror", None),
            edit("endpoint", _ENDPOINT, {"blue": 90, "red": 10}),
        ),
        _written(
            edit("fraud", "live.mirror", {}),
            edit("fraud", "desired.deployments.new", UNKNOWN),
            blue=60,
            new=20,
            red=20,
        ),
        unknown("fraud", "guards.shadowFirst"),
        change("unknown", "unknown", edit("fraud", "live.mirror", UNKNOWN), edit("endpoint", _ENDPOINT, {"red": 100})),
    ),
    "traffic-new-deployment-at-zero": (
        _written(blue=60, green=30, new=10),
        _written(edit("fraud", "live.deployments.green.succeeded", False), blue=60, green=40),
        _written(_ABSENT, blue=100),
        # A share that stays may be of one that has failed: Azure keeps it, and so does the program.
        _written(edit("fraud", "live.deployments.green.succeeded", False), blue=80, green=20, passes=True),
        _written(_ABSENT, passes=True),
        change("absent", "violated", edit("fraud", "live.deployments", None)),
        unknown("fraud", "live.deployments.green.succeeded"),
        _written(edit("fraud", "live.deployments.green.succeeded", UNKNOWN), blue=50, green=40, new=10),
        unknown("endpoint", "properties"),
    ),
    "traffic-last-good-kept": (
        missing("blue"),
        missing("green"),
        change("fine", "passed", edit("fraud", "live.traffic", {"blue": 100})),
        Case(kind="broken", outcome="violated", edits=(_live(green=100, blue=0),), removed=("green",)),
        Case(kind="fine", outcome="passed", edits=(_live(green=100),), removed=("blue",)),
        Case(kind="broken", outcome="violated", edits=(_live(green=50, red=50),), removed=("blue",)),
        Case(kind="fine", outcome="passed", removed=("red",)),
        Case(
            kind="fine",
            outcome="passed",
            edits=(edit("fraud", "live.deployments.blue.ours", False),),
            removed=("blue",),
        ),
        Case(kind="fine", outcome="passed", edits=(_ABSENT,), removed=("blue",)),
        Case(kind="fine", outcome="passed", edits=(edit("fraud", "live.traffic", {}),), removed=("blue",)),
        unknown("blue", "deploymentName"),
        unknown("fraud", "live"),
    ),
}
