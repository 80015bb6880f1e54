"""Which of the models that are served may go in an edit: what an `up` has retired, and the config does not keep."""

from collections.abc import Mapping

from components.addresses import batch_endpoint_name, endpoint_name, namespace_name
from components.decisions.retirement import Endpoint
from components.names import Names
from config.models import Model
from config.stack import StackConfig

Served = Mapping[tuple[str, str, str], Model]
"""The models that a config serves, by region, target and physical name of the endpoint."""


def served_models(config: StackConfig, names: Names) -> Served:
    """The model behind each endpoint of the config: an endpoint that is not among them, an `up` would delete."""
    return {
        (region, model.target, _endpoint_of(model, name, region, names)): model
        for region in config.stamps
        for name, model in config.models.items()
    }


def model_of(endpoint: Endpoint, served: Served) -> Model | None:
    """The model that the config serves by this very endpoint; None where an `up` would delete it."""
    return served.get((endpoint.region, endpoint.target, endpoint.name))


def may_go(endpoint: Endpoint, config: StackConfig, served: Served) -> bool:
    """Whether an edit may take the endpoint away, or what it stands on from under it.

    An `up` must have retired it, and the config must want it no more: an edit that takes `retire` out keeps the model,
    whatever else it changes, its target too. `served` is what `config` serves.
    """
    kept = model_of(endpoint, served) or _namesake(endpoint, config)
    return endpoint.retired and (kept is None or config.retires(endpoint.region, kept))


def _namesake(endpoint: Endpoint, config: StackConfig) -> Model | None:
    """The model that the config has there under the same name, on whatever target."""
    return config.models.get(endpoint.model) if endpoint.region in config.stamps else None


def _endpoint_of(model: Model, name: str, region: str, names: Names) -> str:
    match model.target:
        case "managed":
            return endpoint_name(names, region, name)
        case "batch":
            return batch_endpoint_name(names, region, name)
        case "kubernetes":
            return namespace_name(name)
