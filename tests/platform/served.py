"""A stack's state while models are served on it, made of the plan of its first `up`."""

from collections.abc import Iterable

from components.decisions.made import Made
from components.names import Names
from config.stack import StackConfig
from ops.live import state_of
from ops.plan import plan_of
from sandbox.recording import Recording

STACK = "prod"


def names_of(config: StackConfig) -> Names:
    """The physical names of a stack with this config."""
    return Names(workload=config.name, stack=STACK, subscription_id=config.azure.subscription_id)


def made_of(recording: Recording) -> list[Made]:
    """What the stack has made once this is carried out."""
    state = state_of(plan_of(recording, "ai-models", STACK))
    return [Made(urn=urn, type=one["type"], outputs=one["outputs"]) for urn, one in state.items()]


def with_models(made: Iterable[Made], regions: Iterable[str]) -> list[Made]:
    """The state with a model of each target in each region beside all else."""
    served = [one for region in regions for one in (_endpoint(region), _namespace(region))]
    return [*made, *served]


def _endpoint(region: str) -> Made:
    type_ = "azure-native:machinelearningservices:OnlineEndpoint"
    return Made(
        urn=f"urn:pulumi:{STACK}::ai-models::{type_}::shop-{region}-models-fraud-endpoint",
        type=type_,
        outputs={"name": "ep-fraud", "tags": {"model": "fraud", "stamp": region}},
    )


def _namespace(region: str) -> Made:
    type_ = "kubernetes:core/v1:Namespace"
    metadata = {
        "name": "model-eng",
        "labels": {"ai-models/model": "eng"},
        "annotations": {"ai-models/stamp": region, "ai-models/retired": "false"},
    }
    return Made(
        urn=f"urn:pulumi:{STACK}::ai-models::{type_}::shop-{region}-models-eng-namespace",
        type=type_,
        outputs={"metadata": metadata},
    )
