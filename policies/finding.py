"""What a rule has to say of a resource."""

from dataclasses import dataclass

from typing_extensions import override


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is not as the rule wants it, or that cannot be told yet."""

    found: str
    """What was found, in words: neither a text of a property is in it, which may be secret, nor any value that is."""
    safe: str = ""
    """What is safe, in words; the rule's own words where it is empty."""
    fix: str = ""
    """The config key or argument to change; the rule's own where it is empty."""
    urn: str = ""
    """Of the resource; empty in a resource rule, and for the stack as a whole."""
    undecided: bool = False
    """The value is not known before `up`."""


class NotKnown(Exception):  # noqa: N818 - no mistake: the value is not known before `up`
    """A rule read a value that is not known yet."""

    def __init__(self, path: str, urn: str) -> None:
        super().__init__(path)
        self.path = path
        self.urn = urn

    def finding(self) -> Finding:
        """It as a finding that decides nothing."""
        return Finding(found=f"`{self.path}` is not known before `up`", urn=self.urn, undecided=True)


class LeftAlone(NotKnown):
    """A rule read a value that a patch does not touch: only the cluster knows it."""

    @override
    def finding(self) -> Finding:
        """It as a finding that decides nothing."""
        return Finding(found=f"the patch leaves `{self.path}` as the cluster has it", urn=self.urn, undecided=True)


class Mistyped(Exception):  # noqa: N818 - what is wrong is the resource
    """A rule read a value of another type than the service takes."""

    def __init__(self, path: str, urn: str, kind: str, wanted: str) -> None:
        super().__init__(path)
        self.path = path
        self.urn = urn
        self.kind = kind
        self.wanted = wanted

    def finding(self) -> Finding:
        """It as a finding: what the service cannot read is not the safe value."""
        return Finding(found=f"`{self.path}` is {self.kind}, not {self.wanted}", urn=self.urn)
