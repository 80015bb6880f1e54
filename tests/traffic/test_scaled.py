"""What an autoscaler has added stays through every `up` that does not ask for another size, on both targets."""

from typing import Any

import pytest

from tests.traffic.kubernetes import Kubernetes
from tests.traffic.managed import Managed
from tests.traffic.story import Story

_BOUNDS = {"managed": ("minInstances", "maxInstances"), "kubernetes": ("minReplicas", "maxReplicas")}


def _story(target: Any) -> Story:
    story = Story(target)
    story.up()
    story.up()
    least, most = _BOUNDS[target.name]
    story.model["autoscale"] = {least: 2, most: 6}
    assert story.up().fine
    return story


@pytest.mark.parametrize("target", [Managed, Kubernetes])
def test_another_edit_takes_nothing_from_under_an_autoscaler(target: Any) -> None:
    story = _story(target())
    for second in (4, 3, 2):
        assert story.target.by_hand["scale"](story.engine.cloud, 0, second)
        scaled = story.found().sizes["blue"]
        story.disturbed = True
        assert story.up().empty, "the autoscaler's work is no change"
        story.model["deployments"]["blue"]["environmentVariables"] = {"NUMBER": str(second)}
        changed = story.up()
        assert changed.fine
        assert changed.made, "the deployment is written"
        assert story.found().sizes["blue"] == scaled
        assert story.up().empty
