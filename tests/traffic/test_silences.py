"""Azure does not say what is live: nothing is changed, and whoever runs it is told what to do."""

import pytest

from tests.traffic.asking import SILENCES, Silence
from tests.traffic.chapters import Up
from tests.traffic.edits import Edit
from tests.traffic.fault import SECOND
from tests.traffic.managed import Managed
from tests.traffic.story import Story


@pytest.fixture(scope="module")
def story() -> Story:
    """Blue has 75 %, and the config asks for another share."""
    told = Story(Managed())
    for step in (*SECOND, Edit("shift", 1, 3), Up(), Edit("shift", 1, 4)):
        told.play(step)
    return told


@pytest.mark.parametrize("nth", [1, 2, 3], ids=["the endpoint", "a deployment", "another deployment"])
@pytest.mark.parametrize("kind", SILENCES)
def test_nothing_is_changed_while_azure_does_not_say_what_is_live(story: Story, kind: str, nth: int) -> None:
    before, wanted = story.found(), story.model["traffic"]
    assert before.traffic == {"blue": 75, "green": 25}
    ran = story.up(silence=Silence(nth=nth, kind=kind))
    assert ran.made == []
    assert story.found() == before
    assert "traffic is not moved without knowing" in ran.refusal
    assert "models.fraud" in ran.refusal
    assert "eastus" in ran.refusal
    assert "Traceback" not in ran.refusal
    assert SILENCES[kind].partition("\n")[0] in ran.refusal
    assert story.model["traffic"] == wanted, "the edit stays as it is, for the next run"


def test_the_next_run_goes_on(story: Story) -> None:
    assert story.up().fine
    assert story.found().traffic == {"blue": 50, "green": 50}
