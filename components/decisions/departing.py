"""Which of the models that are served may go in an edit: what an `up` has retired, and the config does not keep."""

from components.addresses import batch_endpoint_name, endpoint_name, namespace_name
from components.decisions.retirement import Endpoint
from components.names import Names
from config.models import Model
from config.stack import StackConfig


def may_go(endpoint: Endpoint, config: StackConfig, names: Names) -> bool:
    """Whether an edit may take the endpoint away, or what it stands on from under it.

    An `up` must have retired it, and the config must want it no more: an edit that takes `retire` out keeps the model,
    whatever else it changes.
    """
    kept = model_of(endpoint, config, names)
    return endpoint.retired and (kept is None or config.retires(endpoint.region, kept))


def model_of(endpoint: Endpoint, config: StackConfig, names: Names) -> Model | None:
    """The model that the config serves by this very endpoint; None where an `up` would delete it."""
    if endpoint.region not in config.stamps:
        return None
    served = (
        model for name, model in config.models.items() if _is_of(endpoint, model.target, name, endpoint.region, names)
    )
    return next(served, None)


def _is_of(endpoint: Endpoint, target: str, model: str, region: str, names: Names) -> bool:
    called = {"managed": endpoint_name, "batch": batch_endpoint_name}.get(target)
    name = called(names, region, model) if called else namespace_name(model)
    return (endpoint.target, endpoint.name) == (target, name)
