"""The tags that the platform sets are those that the config keeps free for it."""

from config.checks.resources import PLATFORM_TAGS
from sandbox.recording import Recording
from tests.components.declared import plain
from tests.platform.conftest import config_of


def test_the_platforms_own_tags_are_those_that_a_config_must_not_have(prod: Recording) -> None:
    used = {tag for resource in prod.resources.values() if resource.custom for tag in _tags(plain(resource.inputs))}
    assert used - set(config_of("prod")["tags"]) == set(PLATFORM_TAGS)


def _tags(inputs: dict[str, object]) -> list[str]:
    tags = inputs.get("tags")
    return list(tags) if isinstance(tags, dict) else []
