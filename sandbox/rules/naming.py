"""Names that services accept.

Lengths and characters: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.request import Request
from sandbox.rules.reading import text


@dataclass(frozen=True, kw_only=True)
class NameRule:
    """How one kind of resource may be called."""

    input: str
    """The input that holds the name."""
    pattern: str
    """What the whole name matches."""
    allowed: str
    """The same in words."""
    example: str
    code: str = "InvalidResourceName"

    def verdicts(self, request: Request) -> Iterator[tuple[str, str]]:
        """Refuse a name that breaks the rule."""
        name = text(request.inputs, self.input)
        if name is not None and not re.fullmatch(self.pattern, name):
            yield (
                self.code,
                f"{self.input} is '{name}' ({len(name)} characters); a name is {self.allowed}, such as "
                f"'{self.example}'.",
            )
