"""The store: what is kept, what shows through a preview's layer, and that threads may share it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.store import Store, Stored
from sandbox.wire import UNKNOWN

GROUP = "/subscriptions/s/resourceGroups/rg"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
VNET_TYPE = "azure-native:network:VirtualNetwork"


def stored(id_: str, type_: str = VNET_TYPE, **inputs: object) -> Stored:
    return Stored(id=id_, type=type_, urn=f"urn:{id_}", inputs=dict(inputs))


def ids(found: Iterable[Stored]) -> list[str]:
    return [one.id for one in found]


def test_ids_compare_without_regard_to_case() -> None:
    store = Store()
    store.put(stored(VNET))
    assert store.get(VNET.upper()) == stored(VNET)
    store.remove(VNET.lower())
    assert store.get(VNET) is None


def test_children_lie_below_an_id_and_not_beside_it() -> None:
    store = Store()
    for id_ in (VNET, f"{VNET}/subnets/b", f"{VNET}/subnets/a", f"{VNET}2/subnets/c", f"{VNET}-x"):
        store.put(stored(id_))
    assert ids(store.children(VNET)) == [f"{VNET}/subnets/a", f"{VNET}/subnets/b"]
    assert ids(store.children(GROUP)) == ids(store.all())


def test_what_is_unknown_stays_unknown() -> None:
    store = Store()
    store.put(stored(VNET, later=UNKNOWN, parts=[{"x": UNKNOWN, "y": 1}]))
    found = store.get(VNET)
    assert found
    assert found.inputs == {"later": UNKNOWN, "parts": [{"x": UNKNOWN, "y": 1}]}


def test_a_file_outlives_its_store(tmp_path: Path) -> None:
    first = Store(tmp_path / "deep" / "state.db")
    first.put(stored(VNET, a=1))
    first.close()
    assert Store(tmp_path / "deep" / "state.db").get(VNET) == stored(VNET, a=1)


def test_a_layer_shows_what_is_below_and_leaves_it_alone() -> None:
    below = Store()
    below.put(stored(VNET, a=1))
    below.put(stored(f"{VNET}2"))
    layer = Store(below=below)
    layer.put(stored(VNET, a=2))
    layer.remove(f"{VNET}2")
    layer.put(stored(f"{VNET}3"))
    assert ids(layer.of_type(VNET_TYPE)) == [VNET, f"{VNET}3"]
    assert layer.get(VNET) == stored(VNET, a=2)
    assert layer.get(f"{VNET}2") is None
    assert ids(below.of_type(VNET_TYPE)) == [VNET, f"{VNET}2"]
    assert below.get(VNET) == stored(VNET, a=1)


@pytest.mark.parametrize("layered", [False, True])
def test_a_soft_deleted_resource_is_gone_but_keeps_its_name(layered: bool) -> None:
    base = Store()
    base.put(stored(VNET))
    store = Store(below=base) if layered else base
    store.remove(VNET, keep_name=True)
    assert store.get(VNET) is None
    assert ids(store.of_type(VNET_TYPE)) == []
    assert ids(store.deleted(VNET_TYPE)) == [VNET]


def test_many_threads_may_write_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.db")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.put(stored(f"{VNET}{n}", n=n)), range(200)))
    assert len(list(store.of_type(VNET_TYPE))) == 200
