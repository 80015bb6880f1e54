"""What the interpreter and the SDK do when nobody tells them otherwise; import this before `sandbox.program` runs."""

import gc

import pulumi.resource

_COLLAPSE = pulumi.resource.collapse_alias_to_urn


def restore() -> None:
    """Put back what `sandbox.program` turns off while a program runs: the collector and the collapsing of aliases."""
    gc.enable()
    pulumi.resource.collapse_alias_to_urn = _COLLAPSE
