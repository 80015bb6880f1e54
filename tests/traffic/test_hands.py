"""What a cluster says to deletions of what a model's route names, by hand and by Pulumi itself."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from sandbox.request import Refused
from tests.traffic.chapters import Destroy, Hand, Step, Up
from tests.traffic.edits import Edit
from tests.traffic.kubernetes import DEPLOYMENT, ROUTE, SERVICE, Kubernetes
from tests.traffic.story import Story
from tests.traffic.trouble import Kind, Trouble

_SECOND: tuple[Step, ...] = (Up(), Edit("add", 0, 2), Up())
"""Blue has all, green is there without any."""
_GREEN = 1
"""Its place among the deployments, and among the Services, by name."""


def told(*steps: Step) -> Story:
    story = Story(Kubernetes())
    for step in steps:
        story.play(step)
    return story


def urns(story: Story, *wanted: tuple[str, str]) -> list[str]:
    """What the stack keeps of these types, its name ending so."""
    return [
        one.urn
        for one in story.engine.kept.values()
        if any(one.type == type_ and one.name.endswith(end) for type_, end in wanted)
    ]


@pytest.mark.parametrize("kind", ["delete", "delete service"])
def test_a_hand_is_told_to_let_go_in_the_config(kind: str) -> None:
    story = told(*_SECOND)
    with pytest.raises(Refused, match=r"remove it from models\.fraud\.deployments instead"):
        story.target.by_hand[kind](story.engine.cloud, _GREEN, 0)


@pytest.mark.parametrize("kind", ["delete", "delete service"])
def test_what_a_hand_would_have_deleted_takes_all_traffic_without_a_refresh(kind: str) -> None:
    story = told(*_SECOND, Hand(kind, _GREEN), Edit("all", _GREEN), Up())
    assert story.found().traffic == {"green": 100}
    assert story.found().whole


def test_what_a_hand_has_scaled_to_nothing_gets_no_traffic_until_a_pod_is_ready() -> None:
    story = told(*_SECOND)
    _scale(story, "fraud-green", 0)
    story.play(Edit("all", _GREEN))
    refused = story.up()
    assert "fraud-green is to get more of the live traffic, and none of its pods is ready" in " ".join(refused.failures)
    assert story.found().traffic == {"blue": 100}
    _scale(story, "fraud-green", 2)
    story.play(Edit("all", _GREEN))  # a refused edit was taken back
    assert story.up().fine
    assert story.found().traffic == {"green": 100}


def test_what_failed_before_there_was_a_route_may_be_deleted_and_is_made_again() -> None:
    story = told()
    ran = story.up(trouble=_route_fails())
    assert not ran.fine
    assert (story.found().present, story.found().traffic) == ({"blue"}, {})
    story.play(Hand("delete"))
    assert story.found().present == set()
    assert story.up(refresh=True).fine
    assert story.found().whole


def test_a_retirement_writes_the_route_and_then_deletes() -> None:
    story = told(*_SECOND, Edit("retire"))
    ran = story.up()
    assert ran.fine
    changed = _places(ran.made, ROUTE, "-route-traffic"), _places(ran.made, DEPLOYMENT, "--green-deployment")
    assert changed[0] < changed[1]
    assert story.found().present == {"blue"}


def test_a_targeted_retirement_passes_with_the_route_and_not_without() -> None:
    story = told(*_SECOND, Edit("retire"))
    leaving = urns(story, (DEPLOYMENT, "--green-deployment"))
    alone = story.up(targets=leaving)
    assert "name the route too" in " ".join(alone.failures)
    assert story.found().present == {"blue", "green"}
    story.play(Edit("retire"))  # a refused edit was taken back
    assert story.up(targets=[*leaving, *urns(story, (ROUTE, "-route-traffic"))]).fine
    assert story.found().present == {"blue"}


def test_a_targeted_retirement_of_a_service_takes_what_needs_it_and_the_route() -> None:
    story = told(*_SECOND, Edit("retire"))
    leaving = urns(story, (SERVICE, "--green-service"), (ROUTE, "-route-traffic"))
    assert story.up(targets=leaving).fine
    assert story.found().named == {"blue"}


def test_a_deployment_whose_write_failed_is_written_again() -> None:
    story = told(*_SECOND, Edit("change", _GREEN, 1))
    assert not story.up(trouble=Trouble(nth=1, kind=Kind.FAILED_LATE)).fine
    assert story.up().fine
    assert story.found().runs["green"].endswith(Kubernetes.content.deployment(1)["image"].rpartition(":")[2])


def test_a_destroy_is_held_up_by_nothing() -> None:
    story = told(*_SECOND, Edit("mirror", 0, 1), Up(), Destroy())
    assert not story.engine.kept


def test_a_namespace_that_is_deleted_by_hand_goes_with_all_in_it() -> None:
    story = told(*_SECOND)
    [space] = urns(story, ("kubernetes:core/v1:Namespace", "fraud-namespace"))
    kept = story.engine.kept[space]
    story.engine.cloud.delete(kept.id, type_=kept.type, cluster=kept.provider)
    assert story.found().present == set()


def test_what_was_deleted_before_the_route_named_it_comes_back_with_a_refresh_alone() -> None:
    """What docs/adr says stays unseen."""
    story = told(Up(), Edit("add", 0, 2))
    made = Story(Kubernetes())
    made.play(Up())
    made.model = story.model
    nth = _places(made.up().made, ROUTE, "-route-traffic") + 1
    assert not story.up(trouble=Trouble(nth=nth, kind=Kind.REFUSED)).fine
    for step in (Hand("delete", _GREEN), Edit("all", _GREEN), Up()):
        story.play(step)
    assert not story.found().whole
    story.play(Up(refresh=True))
    assert story.found().traffic == {"green": 100}
    assert story.found().whole


@pytest.mark.parametrize("noted", [True, False])
def test_a_move_whose_answer_was_lost_is_taken_back_at_once_where_pulumi_was_told(*, noted: bool) -> None:
    story = told(*_SECOND, Edit("all", _GREEN))
    assert not story.up(trouble=Trouble(nth=1, kind=Kind.FAILED_LATE, noted=noted)).fine
    assert story.found().traffic == {"green": 100}
    story.play(Edit("all", 0))
    ran = story.up()
    assert ran.fine
    assert ran.empty is not noted
    assert story.found().traffic == ({"blue": 100} if noted else {"green": 100})
    story.play(Up(refresh=True))
    assert story.found().traffic == {"blue": 100}


def _route_fails() -> Trouble:
    """The trouble of a first `up` whose route, of all requests, is refused."""
    made = told().up().made
    return Trouble(nth=_places(made, ROUTE, "-route-traffic") + 1, kind=Kind.REFUSED)


def _places(made: Iterable[object], type_: str, end: str) -> int:
    [place] = [
        index
        for index, one in enumerate(made)
        if getattr(one, "type", "") == type_ and getattr(one, "name", "").endswith(end)
    ]
    return place


def _scale(story: Story, name: str, pods: int) -> None:
    """As `kubectl scale` does, past Pulumi; the server leaves out the number of ready pods where there is none."""
    store = story.engine.cloud.store
    (there,) = (one for one in store.of_type(DEPLOYMENT) if one.id.endswith(f"/{name}"))
    inputs = {**there.inputs, "spec": {**there.inputs["spec"], "replicas": pods}}
    status = {"readyReplicas": pods} if pods else {}
    store.put(replace(there, inputs=inputs, outputs={**there.outputs, "spec": inputs["spec"], "status": status}))
