"""What a comment says of where it comes from, and what a stranger's may not do."""

import re

from pipelines.artifact import LONGEST, Comment

_CUT = "\n…\n"
_NO_SPACE = "\u200b"
_ACTIVE = re.compile(
    r"@|!(?=[\[0-9])|#(?=[0-9])|GH-(?=[0-9])|[0-9a-f]{6}(?=[0-9a-f])"
    r"|(?<=:)(?=//)|(?<=www)(?=\.)|\](?=[(:\[])"
    r"|merma(?=id)|(?:geo|topo)(?=json)|\bst(?=l\b)"
    r"|<(?!/?(?:details|summary|code|br)>)(?=[/!?A-Za-z])|&(?!(?:amp|lt|gt|quot|#x27);)(?=[#A-Za-z])",
    re.IGNORECASE,
)
"""What begins a mention (`@name`, on Azure DevOps `@<id>`), a picture, a reference (`#1`, `GH-1`, there `!1` too, or a
commit by seven digits of its hash and more), a link, a block that is drawn as a diagram or map with its own links, or
HTML and its entities other than those of our own comments.

Sources: https://docs.github.com/en/get-started/writing-on-github and what it says of autolinks and diagrams,
https://learn.microsoft.com/azure/devops/project/wiki/markdown-guidance,
https://learn.microsoft.com/azure/devops/organizations/notifications/at-mentions.
"""


def signed(comment: Comment, commit: str, *, of_fork: bool) -> str:
    """The comment and where it comes from: of a fork first of all; else at the end, if there is room for that."""
    words = f"Rendered at {commit[:7]} by the code of this pull request itself"
    if not of_fork:
        note = f"\n<sub>{words}.</sub>\n"
        return comment.body + note if len(comment.body) + len(note) <= LONGEST else comment.body
    note = f"> **{words}, which is a fork's: whoever opened it chose these words.**\n\n"
    told = tame(comment.body.removeprefix(f"{comment.marker}\n"))
    room = LONGEST - len(comment.marker) - len(note) - len(_CUT) - 1
    return f"{comment.marker}\n{note}{told if len(told) <= room else told[:room] + _CUT}"


def tame(text: str) -> str:
    """A stranger's Markdown that reads the same, but mentions nobody, links to nothing and fetches no picture."""
    return _ACTIVE.sub(f"\\g<0>{_NO_SPACE}", text)
