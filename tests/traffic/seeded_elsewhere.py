"""Seeded faults beside the plan of traffic: on a request's way in a cluster, in leaving, in asking, between stamps."""

from collections.abc import Mapping

from components.decisions import asking, leaving
from components.decisions import decide as decisions
from components.models import firewall as model_firewall
from components.models import gateway as model_gateway
from components.models import kubernetes_workload, traffic_guard
from components.models import namespace as model_namespace
from tests.traffic import breaking, stack
from tests.traffic.asking import Silence
from tests.traffic.chapters import Hand, Up
from tests.traffic.edits import Edit
from tests.traffic.fault import SECOND, STARTED, Fault
from tests.traffic.kubernetes import Kubernetes

_OTHER_PORT, _QUEUE, _OTHER_HOST, _OTHER_PATH = 1, 3, 3, 2
"""Their places among the choices of `contents.py`."""

_ON_THE_WAY: Mapping[str, Fault] = {
    "the gateway is let in by the number of a port": Fault(
        patch=breaking.numbered(model_namespace, "_create_firewall", model_firewall),
        steps=(*STARTED, Edit("probes", _OTHER_PORT), Up()),
        target=Kubernetes,
    ),
    "a Service asks for the number that the port had on the first day": Fault(
        patch=breaking.replaced(kubernetes_workload.core.v1, "ServicePortArgs", breaking.at_8080),
        steps=(*STARTED, Edit("probes", _OTHER_PORT), Up()),
        target=Kubernetes,
    ),
    "a Service chooses the pods of all deployments": Fault(
        patch=breaking.called(kubernetes_workload.core.v1, "ServiceSpecArgs", breaking.any_pods),
        steps=SECOND,
        target=Kubernetes,
    ),
    "nobody lets the gateway in": Fault(
        patch=breaking.replaced(model_namespace, "allow_model", lambda *_, **__: model_namespace.deny_all()),
        steps=STARTED,
        target=Kubernetes,
    ),
    "the gateway's proxies are let out to nobody": Fault(
        patch=breaking.replaced(model_gateway, "allow_proxies", breaking.deny_pods),
        steps=STARTED,
        target=Kubernetes,
    ),
    "a rollout takes the old pods first": Fault(
        patch=breaking.called(kubernetes_workload.apps.v1, "DeploymentStrategyArgs", breaking.recreate),
        steps=(*STARTED, Edit("variables", 0, 1), Up()),
        target=Kubernetes,
    ),
    "the cluster gives traffic to what has no pods": Fault(
        patch=breaking.without(traffic_guard, "ready_policy", "none of its pods is ready"),
        steps=(*SECOND, Hand("scale", 1, 0), Edit("all", 1), Up()),
        target=Kubernetes,
    ),
    "KEDA may scale what answers requests to nothing": Fault(
        patch=breaking.called(kubernetes_workload, "scaled_object", breaking.asleep),
        steps=(*STARTED, Edit("autoscale", _QUEUE), Up()),
        target=Kubernetes,
    ),
}

_LEAVING: Mapping[str, Fault] = {
    "a managed model leaves as it is": Fault(
        patch=breaking.replaced(leaving, "_lost_models", breaking.silent),
        steps=(*STARTED, Edit("model leaves"), Up()),
    ),
    "a model on Kubernetes leaves as it is": Fault(
        patch=breaking.replaced(leaving, "_lost_models", breaking.silent),
        steps=(*STARTED, Edit("model gets another name"), Up()),
        target=Kubernetes,
    ),
    "a target changes as it is": Fault(
        patch=breaking.replaced(leaving, "_lost_models", breaking.silent),
        steps=(*STARTED, Edit("model gets another target"), Up()),
    ),
    "a stamp leaves as it is": Fault(
        patch=breaking.replaced(leaving, "_lost_stamps", breaking.silent),
        steps=(*STARTED, Edit("stamp"), Up(), Up(), Edit("stamp"), Up()),
    ),
    "a host changes under its callers": Fault(
        patch=breaking.replaced(leaving, "_lost_addresses", breaking.silent),
        steps=(*STARTED, Edit("route", _OTHER_HOST), Up()),
        target=Kubernetes,
    ),
    "a path changes under its callers": Fault(
        patch=breaking.replaced(leaving, "_covers", lambda *_: True),
        steps=(*STARTED, Edit("route", _OTHER_PATH), Up()),
        target=Kubernetes,
    ),
}

_ASKING: Mapping[str, Fault] = {
    "whatever Azure refuses to say counts as not there": Fault(
        patch=breaking.replaced(asking, "means_absent", lambda _: True),
        steps=(*STARTED, Up(silence=Silence(nth=1, kind="500"))),
    ),
    "each 404 counts as not there": Fault(
        patch=breaking.replaced(asking, "means_absent", lambda words: "404" in words),
        steps=(*STARTED, Up(silence=Silence(nth=1, kind="404 of the subscription"))),
    ),
    "what one stamp answers is taken for all": Fault(
        patch=breaking.alike(stack),
        steps=(*STARTED, Edit("stamp"), Up(), Up()),
    ),
    "a default is written before its deployment is there": Fault(
        patch=breaking.at_once(decisions),
        steps=(*STARTED, Edit("batch model", 1, 0), Up(), Up()),
    ),
}

ELSEWHERE: Mapping[str, Fault] = {**_ON_THE_WAY, **_LEAVING, **_ASKING}
