"""What exists and the state has lost, on a managed endpoint: the next `up` goes on as if nothing had happened."""

import pytest

from components.decisions.stack_state import ADOPTED
from tests.traffic.chapters import Up
from tests.traffic.edits import Edit
from tests.traffic.managed import DEPLOYMENT, ENDPOINT, Managed
from tests.traffic.story import Story
from tests.traffic.trouble import Kind, Trouble


def _begun() -> Story:
    story = Story(Managed())
    for step in (Up(), Up(), Edit("add", 0, 0)):
        story.play(step)
    return story


def _nth(type_: str, story: Story) -> int:
    """Which request of the next `up` makes a resource of that type."""
    trial = Story(Managed())
    trial.engine.kept = dict(story.engine.kept)
    return [made.type for made in trial.up().made].index(type_) + 1


@pytest.mark.parametrize("kind", [Kind.KILLED_AFTER, Kind.FAILED_LATE])
@pytest.mark.parametrize("type_", [ENDPOINT, DEPLOYMENT])
def test_a_first_up_that_lost_an_answer_is_repaired_by_the_next(type_: str, kind: Kind) -> None:
    story = Story(Managed())
    cut = Trouble(nth=_nth(type_, story), kind=kind, noted=False)
    assert not story.up(trouble=cut).fine
    assert type_ not in {one.type for one in story.engine.kept.values()}, "lost"
    repaired = story.up()
    assert repaired.fine, repaired.failures
    story.up()
    assert story.up().empty
    assert story.found().traffic == {"blue": 100}


def test_all_that_is_adopted_comes_back_from_an_empty_state_without_losing_a_request() -> None:
    story = _begun()
    assert story.up().fine
    before = story.found()
    for urn in [urn for urn, one in story.engine.kept.items() if one.type in ADOPTED]:
        del story.engine.kept[urn]
    story.disturbed = True
    ran = story.up()
    assert ran.fine, ran.failures
    assert [made for made in ran.made if made.type in ADOPTED] == [], "adopted as it is, and not written"
    assert story.found() == before
    assert story.up().empty


def test_what_others_made_is_never_adopted() -> None:
    story = _begun()
    assert story.target.by_hand["add"](story.engine.cloud, 0, 0)
    story.disturbed = True
    story.model["deployments"]["hand"] = Managed.content.deployment(3)
    ran = story.up()
    assert "cannot create already existing resource" in "".join(ran.failures)
