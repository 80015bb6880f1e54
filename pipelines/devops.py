"""Comments on pull requests of Azure DevOps."""

import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any

from pipelines.artifact import Artifact
from pipelines.rest import Rest

_VERSION = "api-version=7.1"
_CLOSED = 4
"""A thread that asks for nothing: an open one would hold up a merge."""


def service(environment: Mapping[str, str]) -> Rest:
    """The interface of the organization that the pipeline runs in."""
    return Rest(environment["SYSTEM_COLLECTIONURI"], {"Authorization": f"Bearer {environment['SYSTEM_ACCESSTOKEN']}"})


def post(rest: Rest, environment: Mapping[str, str], artifact: Artifact, say: Callable[[str], object]) -> None:
    """Post or update the comments of the pull request that the pipeline runs for, whatever the artifact claims."""
    project = urllib.parse.quote(environment["SYSTEM_TEAMPROJECT"], safe="")
    repository = urllib.parse.quote(environment["BUILD_REPOSITORY_ID"], safe="")
    number = int(environment["SYSTEM_PULLREQUEST_PULLREQUESTID"])
    path = f"/{project}/_apis/git/repositories/{repository}/pullRequests/{number}/threads"
    threads = rest.call("GET", f"{path}?{_VERSION}")["value"]
    for comment in artifact.comments:
        old = next((thread for thread in threads if _first(thread).startswith(comment.marker)), None)
        if old is not None:
            where = f"{path}/{old['id']}/comments/{old['comments'][0]['id']}?{_VERSION}"
            rest.call("PATCH", where, {"content": comment.body})
        elif comment.differs:
            body = {"content": comment.body, "commentType": 1, "parentCommentId": 0}
            rest.call("POST", f"{path}?{_VERSION}", {"comments": [body], "status": _CLOSED})
        say(f"{comment.stack}: {'updated' if old else 'posted' if comment.differs else 'nothing differs'}")


def _first(thread: Mapping[str, Any]) -> str:
    """What a thread begins with; empty where that was deleted."""
    comments = thread.get("comments") or [{}]
    return "" if thread.get("isDeleted") else comments[0].get("content") or ""
