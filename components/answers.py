"""What Azure answers about a resource that it made, and that others are built on."""

from typing import cast

import pulumi
from pulumi.output import UNKNOWN
from pulumi.runtime import is_dry_run


def required(answer: pulumi.Output[str | None], what: str) -> pulumi.Output[str]:
    """An answer that there must be, once the resource is made; before, in a preview, a lack is only unknown.

    `what` names it, and says what goes wrong without it.

    Raises:
        pulumi.RunError: as the output is resolved: Azure answered without it.
    """
    return answer.apply(lambda value: value or _lacking(what))


def _lacking(what: str) -> str:
    if is_dry_run():
        return cast("str", UNKNOWN)
    raise pulumi.RunError(f"Azure answered without {what}. `pulumi refresh` asks again; then run `pulumi up`.")
