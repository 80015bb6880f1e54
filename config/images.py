"""References of container images: the registry's host, the repository, the digest."""

import re

AZURE_REGISTRIES = ".azurecr.io"

_PARTS = re.compile(r"(?P<name>[^@:]*(?::[0-9]+/[^@:]*)?)(?::[^@/]*)?(?:@.*)?", re.DOTALL)


def host_of(image: str) -> str:
    """The registry's host in front of the repository; empty where the reference names none.

    As container runtimes tell it: the first segment of several, with a dot or a colon in it, or `localhost`.
    Source: https://github.com/distribution/reference/blob/main/normalize.go
    """
    first, slash, _ = image.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else ""


def without_host(image: str) -> str:
    """The reference from the repository on."""
    host = host_of(image)
    return image[len(host) + 1 :] if host else image


def repository_of(image: str) -> str:
    """The repository, without host, tag and digest."""
    found = _PARTS.fullmatch(image)
    return without_host(found["name"]) if found else ""
