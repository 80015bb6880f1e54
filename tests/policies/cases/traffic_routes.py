"""Routes of models on AKS, and the weights of endpoints."""

from dataclasses import replace

from policies.declared import UNKNOWN
from policies.rules.traffic_routes import ROUTE, SERVICE
from tests.policies import managed_traffic
from tests.policies.casework import Case, absent, beside, broken, change, edit, fine, missing, unknown
from tests.policies.pods import CLUSTER, kubernetes

_COPY = {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "fraud-red", "port": 80}, "percent": 10}}
_BLUE, _GREEN = ({"name": f"fraud-{name}", "port": 80, "weight": 50} for name in ("blue", "green"))
_LIVE_COPY = {"name": "fraud-red", "weight": 100}
_COPY_OF_GREEN = {"requestMirror": {"backendRef": {"name": "fraud-green"}}}
_SERVICES = tuple(kubernetes(SERVICE, f"fraud-{name}", {}) for name in ("blue", "green", "red"))

GOOD = (
    managed_traffic.endpoint(),
    *_SERVICES,
    kubernetes(
        ROUTE,
        "split",
        {
            "metadata": {"labels": {"ai-models/route": "traffic"}},
            "spec": {"rules": [{"filters": [_COPY], "backendRefs": [_BLUE, _GREEN]}]},
        },
    ),
    kubernetes(
        ROUTE,
        "version",
        {
            "metadata": {"labels": {"ai-models/route": "version"}},
            "spec": {"rules": [{"backendRefs": [{"name": "fraud-red", "port": 80, "weight": 1}]}]},
        },
    ),
)

_BACKENDS = "spec.rules.0.backendRefs"
_COPIED = "spec.rules.0.filters.0.requestMirror.backendRef.name"

CASES = {
    "traffic-mirror-not-live": (
        broken("endpoint", "properties.mirrorTraffic", {"green": 10}),
        broken("split", _COPIED, "fraud-green"),
        change(
            "absent", "violated", edit("split", _COPIED, "fraud-green"), edit("split", f"{_BACKENDS}.1.weight", None)
        ),
        change("fine", "passed", edit("split", _COPIED, "fraud-green"), edit("split", f"{_BACKENDS}.1.weight", 0)),
        fine("endpoint", "properties.mirrorTraffic", {"green": 0}),
        absent("endpoint", "properties.mirrorTraffic", passes=True),
        absent("split", "spec.rules.0.filters", passes=True),
        unknown("endpoint", "properties.mirrorTraffic"),
        unknown("split", _COPIED),
        broken("split", "spec.rules", [{"filters": UNKNOWN}, {"filters": [_COPY], "backendRefs": [_LIVE_COPY]}]),
        fine("split", "spec.rules.0.filters", [{**_COPY_OF_GREEN, "type": "URLRewrite"}]),
    ),
    "traffic-weights-whole": (
        broken("endpoint", "properties.traffic", {"blue": 90, "green": 20}),
        broken("endpoint", "properties.traffic", {"blue": 90}),
        broken("split", f"{_BACKENDS}.0.weight", 60),
        broken("split", _BACKENDS, [_BLUE]),
        broken("version", _BACKENDS, [_BLUE, _BLUE, _GREEN]),
        broken("version", _BACKENDS, [{**_BLUE, "weight": 50}, {**_GREEN, "weight": 60}]),
        change(
            "absent",
            "passed",
            edit("split", f"{_BACKENDS}.0.weight", 99),
            edit("split", f"{_BACKENDS}.1.weight", None),
        ),
        absent("split", f"{_BACKENDS}.0.weight"),
        absent("split", _BACKENDS),
        absent("endpoint", "properties.traffic", passes=True),
        fine("endpoint", "properties.traffic", {"blue": 0}),
        fine("split", _BACKENDS, [{**_BLUE, "weight": 100}, {**_GREEN, "weight": 0}]),
        unknown("split", f"{_BACKENDS}.1.weight"),
        unknown("endpoint", "properties.traffic"),
    ),
    "traffic-backends-present": (
        broken("split", f"{_BACKENDS}.0.name", "fraud-gone"),
        broken("split", _COPIED, "fraud-gone"),
        broken("version", f"{_BACKENDS}.0.name", "fraud-gone"),
        broken("fraud-blue", "metadata.namespace", "another"),
        *(missing(service.name) for service in _SERVICES),
        Case(
            kind="broken",
            outcome="violated",
            removed=("fraud-blue",),
            added=(replace(_SERVICES[0], provider=f"{CLUSTER}-two"),),
        ),
        absent("split", f"{_BACKENDS}.0.name"),
        unknown("split", f"{_BACKENDS}.0.name"),
        beside(unknown("split", f"{_BACKENDS}.0.name"), broken("version", f"{_BACKENDS}.0.name", "fraud-gone")),
        broken("split", _BACKENDS, [{"name": UNKNOWN}, {"name": "fraud-gone"}]),
        beside(unknown("split", "metadata.namespace"), broken("version", f"{_BACKENDS}.0.name", "fraud-gone")),
        unknown("fraud-green", "metadata.name"),
        unknown("fraud-green", "metadata.namespace"),
    ),
}
