"""The URNs that a resource may have had before, by the aliases that its program gives it."""

from typing import Any

_STACK_TYPE = "pulumi:pulumi:Stack"


def alias_urn(alias: Any, request: Any, urn: str) -> str:
    """The URN of one alias of the registration `request`, which itself gets `urn`.

    What the alias leaves out is as it is now. What the engine adds where the parent has aliases of its own is left to
    whoever knows the state: https://github.com/pulumi/pulumi, `pkg/resource/deploy/step_generator.go`.
    """
    if alias.urn:
        return str(alias.urn)
    spec = alias.spec
    stack, project = urn.removeprefix("urn:pulumi:").split("::")[:2]
    parent = "" if spec.noParent else spec.parentUrn or request.parent
    type_ = spec.type or request.type
    above = parent.split("::")[2] if parent else _STACK_TYPE
    qualified = type_ if above == _STACK_TYPE else f"{above}${type_}"
    return f"urn:pulumi:{spec.stack or stack}::{spec.project or project}::{qualified}::{spec.name or request.name}"
