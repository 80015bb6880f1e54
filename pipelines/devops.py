"""Comments, alerts and the newest commit on Azure DevOps."""

import html
import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any

from pipelines import alerting
from pipelines.artifact import Artifact
from pipelines.rest import Rest, RestError
from pipelines.signing import signed

_VERSION = "api-version=7.1"
_CLOSED = 4
"""A thread that asks for nothing: an open one would hold up a merge."""

_PATCH = "application/json-patch+json"
"""How a work item is written: https://learn.microsoft.com/rest/api/azure/devops/wit/work-items/create."""

_OPEN = "[System.State] NOT IN ('Done', 'Closed', 'Removed')"
"""The states that end an item in the processes Basic, Agile, CMMI and Scrum; `Resolved` is still to be verified."""

_TYPE, _DONE = "Issue", ("Closed", "Done")
"""Every process has that type but Scrum, where it is called Impediment: ALERT_TYPE says so. `Done` is Basic's end."""


class StaleError(Exception):
    """The run is not of the newest commit any more."""


def service(environment: Mapping[str, str]) -> Rest:
    """The interface of the organization that the pipeline runs in."""
    return Rest(environment["SYSTEM_COLLECTIONURI"], {"Authorization": f"Bearer {environment['SYSTEM_ACCESSTOKEN']}"})


def post(rest: Rest, environment: Mapping[str, str], artifact: Artifact, say: Callable[[str], object]) -> None:
    """Post or update the comments of the pull request that the pipeline runs for, whatever the artifact claims."""
    number = int(environment["SYSTEM_PULLREQUEST_PULLREQUESTID"])
    path = f"{_repository(environment)}/pullRequests/{number}/threads"
    ours = rest.call("GET", f"/_apis/connectionData?{_VERSION}-preview")["authenticatedUser"]["id"]
    threads = rest.call("GET", f"{path}?{_VERSION}")["value"]
    commit, of_fork = environment["SYSTEM_PULLREQUEST_SOURCECOMMITID"], _is_of_fork(environment)
    for comment in artifact.comments:
        content = signed(comment, commit, of_fork=of_fork)
        old = next((thread for thread in threads if _first(thread, ours).startswith(comment.marker)), None)
        if old is not None:
            where = f"{path}/{old['id']}/comments/{old['comments'][0]['id']}?{_VERSION}"
            rest.call("PATCH", where, {"content": content})
        elif comment.differs:
            body = {"content": content, "commentType": 1, "parentCommentId": 0}
            rest.call("POST", f"{path}?{_VERSION}", {"comments": [body], "status": _CLOSED})
        say(f"{comment.stack}: {'updated' if old else 'posted' if comment.differs else 'nothing differs'}")


def _is_of_fork(environment: Mapping[str, str]) -> bool:
    """Whether its code is a stranger's; so it is taken for where Azure DevOps does not deny it.

    Source: https://learn.microsoft.com/azure/devops/pipelines/build/variables#system-variables
    """
    return environment.get("SYSTEM_PULLREQUEST_ISFORK", "").casefold() != "false"


def _first(thread: Mapping[str, Any], author: str) -> str:
    """What a thread begins with; empty where that was deleted, or is not of this author: nobody may edit another's."""
    first = (thread.get("comments") or [{}])[0]
    is_other = thread.get("isDeleted") or first.get("author", {}).get("id") != author
    return "" if is_other else first.get("content") or ""


def require_newest(rest: Rest, environment: Mapping[str, str]) -> None:
    """Raise `StaleError` where the branch has a newer commit than the run: what was approved late would undo it."""
    branch = environment["BUILD_SOURCEBRANCH"].removeprefix("refs/")
    query = f"filter={urllib.parse.quote(branch, safe='')}&{_VERSION}"
    refs = rest.call("GET", f"{_repository(environment)}/refs?{query}")["value"]
    newest = next((ref["objectId"] for ref in refs if ref["name"] == f"refs/{branch}"), "nowhere")
    if newest != environment["BUILD_SOURCEVERSION"]:
        raise StaleError(f"{branch.removeprefix('heads/')} is at {newest} by now: approve its run")


def alert(rest: Rest, environment: Mapping[str, str], stack: str, report: str, say: Callable[[str], object]) -> None:
    """Open or update the one work item that says that a stack has drifted, or close it where `report` is empty."""
    old = _alert_of(rest, environment, stack)
    project = _project(environment)
    words = html.escape(alerting.shown(report))
    link = f"{environment['SYSTEM_COLLECTIONURI']}{project[1:]}/_build/results?buildId={environment['BUILD_BUILDID']}"
    if report and old is None:
        path = f"{project}/_apis/wit/workitems/${urllib.parse.quote(environment.get('ALERT_TYPE') or _TYPE)}?{_VERSION}"
        fields = {
            "System.Title": alerting.title(stack),
            "System.Tags": alerting.LABEL,
            "System.Description": _told(words, link),
        }
        rest.call("POST", path, _writing(fields), _PATCH)
    elif report:
        rest.call("PATCH", _item(project, old), _writing({"System.Description": _told(words, link)}), _PATCH)
    elif old is not None:
        _close(rest, _item(project, old), alerting.over(stack, link))
    say(alerting.outcome(stack, report, was_open=old is not None))


def _alert_of(rest: Rest, environment: Mapping[str, str], stack: str) -> int | None:
    """The work item that is open for a stack."""
    title = alerting.title(stack).replace("'", "''")
    query = (  # a stack's name is a pipeline's own, and its quotes are doubled
        "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS "  # noqa: S608 - no database's
        f"'{alerting.LABEL}' AND [System.Title] = '{title}' AND {_OPEN}"
    )
    found = rest.call("POST", f"{_project(environment)}/_apis/wit/wiql?{_VERSION}", {"query": query})["workItems"]
    return found[0]["id"] if found else None


def _close(rest: Rest, path: str, note: str) -> None:
    """End an item as its process ends it; where it has another end, a person does."""
    for number, state in enumerate(_DONE):
        try:
            rest.call("PATCH", path, _writing({"System.State": state, "System.History": note}), _PATCH)
        except RestError:
            if number == len(_DONE) - 1:
                raise
        else:
            return


def _writing(fields: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"op": "add", "path": f"/fields/{name}", "value": value} for name, value in fields.items()]


def _told(report: str, link: str) -> str:
    what = f"<code>{alerting.COMMAND}</code> proposes changes, or failed"
    return f'<p>{what}: <a href="{html.escape(link)}">the run</a></p><pre>{report}</pre>'


def _item(project: str, number: int | None) -> str:
    return f"{project}/_apis/wit/workitems/{number}?{_VERSION}"


def _project(environment: Mapping[str, str]) -> str:
    return f"/{urllib.parse.quote(environment['SYSTEM_TEAMPROJECT'], safe='')}"


def _repository(environment: Mapping[str, str]) -> str:
    repository = urllib.parse.quote(environment["BUILD_REPOSITORY_ID"], safe="")
    return f"{_project(environment)}/_apis/git/repositories/{repository}"
