"""How references of images are taken apart, as container runtimes do."""

import pytest

from config.images import host_of, repository_of

_DIGEST = "@sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("image", "host", "repository"),
    [
        ("engine", "", "engine"),
        ("engine:v2.0", "", "engine"),
        ("team/engine.v2:v2.0", "", "team/engine.v2"),
        ("engine.v2" + _DIGEST, "", "engine.v2"),
        ("docker.io/library/nginx:1.29" + _DIGEST, "docker.io", "library/nginx"),
        ("localhost/engine", "localhost", "engine"),
        ("registry:5000/engine:v2", "registry:5000", "engine"),
        ("team/shop.azurecr.io/engine" + _DIGEST, "", "team/shop.azurecr.io/engine"),
        (":::", "", ""),
        ("", "", ""),
    ],
)
def test_the_host_is_a_first_segment_that_looks_like_one(image: str, host: str, repository: str) -> None:
    assert (host_of(image), repository_of(image)) == (host, repository)
