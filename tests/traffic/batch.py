"""The default of a batch model beside the one that a story is about: who scores where a caller names nobody."""

from collections.abc import Iterator

from sandbox.core import Cloud
from sandbox.store import Stored
from tests.traffic.trouble import Made

_MODULE = "azure-native:machinelearningservices"
_ENDPOINT, _DEPLOYMENT = f"{_MODULE}:BatchEndpoint", f"{_MODULE}:BatchDeployment"


class Batch:
    """Watches every batch endpoint from request to request."""

    def __init__(self) -> None:
        self._defaults: dict[str, str] = {}

    def after(self, made: Made, cloud: Cloud) -> Iterator[str]:
        """What does not hold: a default that works gives way only to another that works."""
        before, self._defaults = self._defaults, dict[str, str]()
        for endpoint in cloud.store.of_type(_ENDPOINT):
            name = (endpoint.inputs["properties"].get("defaults") or {}).get("deploymentName") or ""
            if name and _works(cloud, endpoint, name):
                self._defaults[endpoint.id] = name
            elif endpoint.id in before:
                yield f"{made} leaves jobs to nobody: the default was {before[endpoint.id]}, it is {name or 'none'}"


def _works(cloud: Cloud, endpoint: Stored, name: str) -> bool:
    deployment = cloud.store.get(f"{endpoint.id}/deployments/{name}")
    return deployment is not None and deployment.type == _DEPLOYMENT
