"""A workload changes its scaler within one `up`, in which what is new comes before what is old goes."""

from tests.sandbox.rules.conftest import Azure, altered
from tests.sandbox.rules.test_event_scaling import AUTOSCALER, GOOD_SCALED, GOOD_SCALER, SCALED, models

__all__ = ["models"]

GIVES_WAY = altered(GOOD_SCALER, {"metadata.annotations": {"validations.keda.sh/hpa-ownership": "false"}})


def test_keda_passes_over_an_autoscaler_that_is_annotated(models: Azure) -> None:
    models.put(AUTOSCALER, GIVES_WAY)
    assert models.verdicts(SCALED, GOOD_SCALED) == []


def test_an_annotated_autoscaler_may_come_before_keda_s_goes(models: Azure) -> None:
    models.put(SCALED, GOOD_SCALED)
    assert models.verdicts(AUTOSCALER, GIVES_WAY) == []
    assert len(models.verdicts(AUTOSCALER, GOOD_SCALER)) == 1
