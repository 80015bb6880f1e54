"""What the diff of one edit has to say."""

from dataclasses import dataclass

from tests.ops.diff.stacks import Edit, as_it_is

NOT_WHILE_LIVE = "What is live does not allow this: 1 error"


@dataclass(frozen=True, kw_only=True)
class Case:
    """An edit, and the summary that it must give in every format."""

    name: str
    after: Edit
    verdict: str
    """The sentence that sums it up, without its end; `#` stands for a number that grows with the platform."""
    says: tuple[str, ...] = ()
    """What the text says besides, spaces aside."""
    markdown: tuple[str, ...] = ()
    """What the Markdown says besides."""
    never: tuple[str, ...] = ()
    """What neither says."""
    before: Edit = as_it_is
    refused: str = ""
    """The path that a guard of what is live tells of: then there is no difference."""
    denied: str = ""
    """What the cluster's own guard begins with: then there is no difference either."""
    renamed: tuple[str, str] | None = None
    """How the name of a component ends before and after, where it has an alias."""
