"""A config with something wrong in it, and what its message must say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Wrong:
    """One wrong config."""

    name: str
    edits: Mapping[str, Any]
    """New values of the right document, by path."""
    words: str
    """What the message must say: found, allowed, hint and example together."""
    path: str = ""
    """Where the message must say it; by default at the first of the edits."""

    @property
    def where(self) -> str:
        """The path of the expected problem."""
        return self.path or next(iter(self.edits))
