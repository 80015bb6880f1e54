"""Breaking the product on purpose is caught each time; what is not broken passes the same stories."""

import pytest

from tests.traffic import memory
from tests.traffic.seeded import FAULTS
from tests.traffic.sequences import play
from tests.traffic.story import Broken


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_caught_and_nothing_else(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = FAULTS[name]
    memory.forget()
    play(fault.target(), fault.steps, to_the_end=fault.to_the_end)
    memory.forget()
    fault.patch(monkeypatch)
    with pytest.raises(Broken):
        play(fault.target(), fault.steps, to_the_end=fault.to_the_end)
    memory.forget()
