"""Which node pools the pods of models go to."""

from collections.abc import Mapping

from config.cluster import PoolConfig
from config.types import PoolName
from config.vm_sizes import has_gpu, has_gpus


def pools_for(gpu: int, pools: Mapping[PoolName, PoolConfig]) -> dict[PoolName, PoolConfig]:
    """The pools that a pod with `gpu` GPUs may go to; none where no node has as many.

    Without GPUs those that have none, where there are such. Spot capacity only where nothing else fits, and never a
    pool that is retired.
    """
    there = {name: pool for name, pool in pools.items() if not pool.retire}
    on_gpu = gpu > 0 or all(has_gpu(pool.vm_size) for pool in there.values())
    fitting = {
        name: pool for name, pool in there.items() if has_gpu(pool.vm_size) == on_gpu and has_gpus(pool.vm_size, gpu)
    }
    return {name: pool for name, pool in fitting.items() if not pool.spot} or fitting
