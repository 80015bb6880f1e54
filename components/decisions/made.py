"""What the stack has made and still has, asked of Pulumi before anything is declared.

Whatever is in the state and is not declared any more, an `up` deletes. So the state tells, exactly and after any failed
or targeted `up`, what an edit would take away; it is no proof of what the cloud says about it now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import invoke_async

ASK_STATE = "pulumi:pulumi:readStackResourceOutputs"
"""The engine's own function, which needs no provider; the organization's name stands in front of the stack's."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A resource of the stack's state."""

    urn: str
    type: str
    outputs: Mapping[str, Any] = field(repr=False)
    """What its provider answered to its last write, in wire names; secrets stand in it as they are."""

    @property
    def name(self) -> str:
        """Its logical name."""
        return self.urn.rpartition("::")[2]

    def at(self, *path: str | int) -> Any:
        """The output at a path; None where there is none."""
        found: Any = self.outputs
        for key in path:
            if isinstance(found, Mapping):
                found = found.get(key)
            elif isinstance(found, list) and isinstance(key, int) and key < len(found):
                found = found[key]
            else:
                return None
        return found

    def text(self, *path: str | int) -> str:
        """The text at a path; empty where there is none."""
        found = self.at(*path)
        return found if isinstance(found, str) else ""


async def ask_made() -> Sequence[Made]:
    """Every resource of the running stack's state, as the run found it; none before the first `up`.

    Raises `pulumi.RunError` where Pulumi does not answer.
    """
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    try:
        answer = await invoke_async(ASK_STATE, {"stackName": stack})
    except Exception as error:  # the SDK raises plain Exception for whatever the engine answers
        raise pulumi.RunError(
            f"Pulumi did not say what the stack {stack} has made, and nothing is deleted without knowing.\n"
            f"It answered: {error}\n"
            "Check that you are signed in (`pulumi whoami`) and may read the stack's state, and run again."
        ) from error
    resources: Mapping[str, Mapping[str, Any]] = (answer or {}).get("outputs") or {}
    return [
        Made(urn=urn, type=str(one.get("type", "")), outputs=one.get("outputs") or {}) for urn, one in resources.items()
    ]
