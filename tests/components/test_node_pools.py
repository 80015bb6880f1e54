"""Which nodes a pod goes to."""

import pytest

from components.node_pools import placement
from config.cluster import PoolConfig

CPU = PoolConfig.model_validate({"vmSize": "Standard_D4ds_v5", "maxNodes": 4})
SPOT = PoolConfig.model_validate({"vmSize": "Standard_D4ds_v5", "maxNodes": 4, "spot": True})
GPU = PoolConfig.model_validate({"vmSize": "Standard_NC4as_T4_v3", "maxNodes": 4})
SPOT_GPUS = PoolConfig.model_validate({"vmSize": "Standard_NC64as_T4_v3", "maxNodes": 4, "spot": True})

SPOT_KEY = "kubernetes.azure.com/scalesetpriority"


def test_a_pod_stays_off_gpus_and_spot_capacity_that_it_does_not_need() -> None:
    found = placement(0, {"cpu": CPU, "spot": SPOT, "gpu": GPU})
    assert (found.node_selector, found.tolerations) == ({"sku": "cpu"}, {})


def test_a_pod_takes_spot_capacity_where_nothing_else_has_as_many_gpus() -> None:
    pools = {"gpu": GPU, "spot": SPOT_GPUS}
    assert placement(1, pools).tolerations == {"sku": "gpu"}
    assert placement(2, pools).tolerations == {"sku": "gpu", SPOT_KEY: "spot"}


def test_a_pod_of_a_cluster_that_has_gpus_alone_goes_there() -> None:
    assert placement(0, {"gpu": GPU}).node_selector == {"sku": "gpu"}


@pytest.mark.parametrize(("gpu", "pools"), [(1, {"cpu": CPU, "spot": SPOT}), (2, {"gpu": GPU})])
def test_a_pod_that_fits_no_pool_is_an_error_and_no_pod_for_spot_capacity(
    gpu: int, pools: dict[str, PoolConfig]
) -> None:
    with pytest.raises(ValueError, match=f"no pool of .* has nodes with {gpu} GPU"):
        placement(gpu, pools)
