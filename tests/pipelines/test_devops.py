"""Comments on pull requests of Azure DevOps."""

from typing import Any

from pipelines import devops
from pipelines.artifact import Artifact, Comment, marker
from tests.pipelines.service import Service, serving

THREADS = "/AI%20platform/_apis/git/repositories/r-1/pullRequests/7/threads"


def posted(threads: list[Any], *, differs: bool = True, number: int = 7) -> Service:
    with serving(lambda method, _path, body: {"value": threads} if method == "GET" else body) as service:
        environment = {
            "SYSTEM_COLLECTIONURI": f"{service.root}/",
            "SYSTEM_ACCESSTOKEN": "the-token",
            "SYSTEM_TEAMPROJECT": "AI platform",
            "BUILD_REPOSITORY_ID": "r-1",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
        }
        comment = Comment(stack="prod", body=f"{marker('prod')}\nnew\n", differs=differs)
        said: list[str] = []
        devops.post(devops.service(environment), environment, Artifact(number=number, comments=(comment,)), said.append)
    assert service.tokens == {"Bearer the-token"}
    return service


def test_a_thread_is_opened_that_holds_up_no_merge_whatever_number_the_artifact_claims() -> None:
    ((method, path, body),) = posted([], number=666).written()
    assert (method, path) == ("POST", f"{THREADS}?api-version=7.1")
    assert body["status"] == 4
    assert body["comments"][0]["content"].endswith("\nnew\n")


def test_the_thread_that_is_there_is_updated_and_others_are_left_alone() -> None:
    threads = [
        {"id": 1, "comments": [{"id": 1, "content": "hello"}]},
        {"id": 2, "isDeleted": True, "comments": [{"id": 1, "content": marker("prod")}]},
        {"id": 3, "comments": [{"id": 1}]},
        {"id": 4, "comments": [{"id": 5, "content": f"{marker('prod')}\nold"}]},
    ]
    ((method, path, body),) = posted(threads, differs=False).written()
    assert (method, path) == ("PATCH", f"{THREADS}/4/comments/5?api-version=7.1")
    assert body["content"].endswith("\nnew\n")


def test_nothing_is_posted_where_nothing_differs() -> None:
    assert posted([], differs=False).written() == []
