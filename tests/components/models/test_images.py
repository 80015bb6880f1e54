"""Where the images of the pods come from."""

import asyncio

import pulumi

from components.models.pod import full_image

_DIGEST = "@sha256:" + "0" * 64


def test_only_a_reference_with_a_host_stays_as_it_is() -> None:
    named = f"shared.azurecr.io/engine{_DIGEST}"
    below = f"team/x.azurecr.io/engine{_DIGEST}"

    async def images() -> list[str | None]:
        both = (full_image(image, "cr.azurecr.io") for image in (named, below))
        return [await pulumi.Output.from_input(image).future() for image in both]

    assert asyncio.run(images()) == [named, f"cr.azurecr.io/{below}"]
