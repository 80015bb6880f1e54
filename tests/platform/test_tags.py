"""The tags that the platform sets are those that the config keeps free for it."""

from config.checks.resources import PLATFORM_TAGS
from tests.components.declared import plain
from tests.platform.conftest import config_of, preview


def test_the_platforms_own_tags_are_those_that_a_config_must_not_have() -> None:
    config = config_of("prod")
    config["models"]["fraud"] |= {"rollout": {"stable": "blue"}, "retire": True}
    resources = preview(config).resources.values()
    used = {tag for resource in resources if resource.custom for tag in _tags(plain(resource.inputs))}
    assert used - set(config["tags"]) == set(PLATFORM_TAGS)


def _tags(inputs: dict[str, object]) -> list[str]:
    tags = inputs.get("tags")
    return list(tags) if isinstance(tags, dict) else []
