"""The pages without a pulumi: their edits, and what `ops preview` says to them."""

import contextlib
import io

from ops.commands import main
from tests.docs import shown
from tests.docs.pages import Step
from tests.docs.projects import Project, words_of

_PREVIEW = ["python", "-m", "ops", "preview"]


def rehearse(project: Project, step: Step) -> str | None:
    """Do an edit, or an `ops preview`; other commands need pulumi."""
    words = words_of(step)
    if project.prepare(words) or words[:4] != _PREVIEW:
        return None
    words, target = (words[:-2], words[-1]) if words[-2] == ">" else (words, "")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(project.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main(words[3:])
    if target:
        (project.folder / target).write_text(out.getvalue(), encoding="utf-8")
        return err.getvalue()
    return shown.of_preview(out.getvalue() + err.getvalue())
