"""Comments and alerts on GitHub."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipelines import alerting
from pipelines.artifact import Artifact, fenced
from pipelines.rest import Rest
from pipelines.signing import signed

BOT = "github-actions[bot]"
"""Who writes with the token of a workflow."""

_PAGE = 100

Say = Callable[[str], object]


def service(root: str, token: str) -> Rest:
    """GitHub's interface, such as https://api.github.com."""
    return Rest(root, {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"})


def post(rest: Rest, event: Mapping[str, Any], artifact: Artifact, say: Say) -> None:
    """Post or update the comments of the pull request whose head the run that made them was of.

    `event` is GitHub's own word on that run; the artifact's word on the pull request counts only where GitHub has the
    very same head for it. Anything else is left alone: a run of an older commit, or one that claims what it is not.
    """
    run, repository = event["workflow_run"], event["repository"]["full_name"]
    pull = rest.call("GET", f"/repos/{repository}/pulls/{artifact.number}")
    if not _is_of(pull, run, repository):
        say(f"Nothing posted: the head of pull request {artifact.number} is not what this run was of.")
        return
    issue = f"/repos/{repository}/issues/{artifact.number}/comments"
    there = [one for one in _pages(rest, issue) if one["user"]["login"] == BOT]
    for comment in artifact.comments:
        body = signed(comment, run["head_sha"], of_fork=_is_of_fork(pull))
        old = next((one for one in there if one["body"].startswith(comment.marker)), None)
        if old is not None:
            rest.call("PATCH", f"/repos/{repository}/issues/comments/{old['id']}", {"body": body})
        elif comment.differs:
            rest.call("POST", issue, {"body": body})
        say(f"{comment.stack}: {'updated' if old else 'posted' if comment.differs else 'nothing differs'}")


def alert(rest: Rest, repository: str, stack: str, report: str, link: str, say: Say) -> None:
    """Open or update the one issue that says that a stack has drifted, or close it where `report` is empty."""
    marker = f"<!-- ai-models drift: {stack} -->"
    issues = _pages(rest, f"/repos/{repository}/issues", f"&state=open&labels={alerting.LABEL}")
    old = next((one for one in issues if (one["body"] or "").startswith(marker) and one["user"]["login"] == BOT), None)
    path = f"/repos/{repository}/issues/{old['number']}" if old else f"/repos/{repository}/issues"
    if report:
        body = {"title": alerting.title(stack), "body": _drift(marker, stack, report, link)}
        rest.call("PATCH" if old else "POST", path, body if old else {**body, "labels": [alerting.LABEL]})
    elif old:
        rest.call("POST", f"{path}/comments", {"body": alerting.over(stack, link)})
        rest.call("PATCH", path, {"state": "closed", "state_reason": "completed"})
    say(alerting.outcome(stack, report, was_open=old is not None))


def _is_of(pull: Mapping[str, Any], run: Mapping[str, Any], repository: str) -> bool:
    head = pull["head"]
    same_repository = (head["repo"] or {}).get("id") == (run["head_repository"] or {}).get("id")
    of_here = pull["base"]["repo"]["full_name"] == repository
    return pull["state"] == "open" and head["sha"] == run["head_sha"] and same_repository and of_here


def _is_of_fork(pull: Mapping[str, Any]) -> bool:
    """Whether its code is a stranger's; so it is taken for where that cannot be told."""
    ours, theirs = pull["base"]["repo"].get("id"), (pull["head"]["repo"] or {}).get("id")
    return ours is None or ours != theirs


def _pages(rest: Rest, path: str, query: str = "") -> Iterator[Any]:
    page = 1
    while True:
        found = rest.call("GET", f"{path}?per_page={_PAGE}&page={page}{query}")
        yield from found
        if len(found) < _PAGE:
            return
        page += 1


def _drift(marker: str, stack: str, report: str, link: str) -> str:
    what = f"`{alerting.COMMAND} --stack {stack}` proposes changes, or failed: {link}"
    return f"{marker}\n{what}\n\n{fenced(alerting.shown(report))}\n"
