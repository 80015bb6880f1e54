"""Comments on pull requests of Azure DevOps."""

import contextlib
from typing import Any

import pytest

from pipelines import devops
from pipelines.artifact import Artifact, Comment, marker
from pipelines.devops import StaleError
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


BRANCH = "/AI%20platform/_apis/git/repositories/r-1/refs?filter=heads%2Fmain&api-version=7.1"
ITEMS = "/AI%20platform/_apis/wit/workitems"
PLACE = {
    "SYSTEM_ACCESSTOKEN": "the-token",
    "SYSTEM_TEAMPROJECT": "AI platform",
    "BUILD_REPOSITORY_ID": "r-1",
    "BUILD_BUILDID": "42",
    "BUILD_SOURCEBRANCH": "refs/heads/main",
    "BUILD_SOURCEVERSION": "a" * 40,
}


@pytest.mark.parametrize(("newest", "stale"), [("a" * 40, False), ("b" * 40, True)])
def test_a_run_of_what_is_not_the_newest_commit_stops(newest: str, *, stale: bool) -> None:
    refs = [{"name": "refs/heads/main-2", "objectId": "c" * 40}, {"name": "refs/heads/main", "objectId": newest}]
    with serving(lambda *_: {"value": refs}) as service:
        environment = {**PLACE, "SYSTEM_COLLECTIONURI": f"{service.root}/"}
        stops = pytest.raises(StaleError, match=f"main is at {newest} by now") if stale else contextlib.nullcontext()
        with stops:
            devops.require_newest(devops.service(environment), environment)
    assert [path for _, path, _ in service.asked] == [BRANCH]


def test_a_branch_that_is_gone_stops_a_run_too() -> None:
    with serving(lambda *_: {"value": []}) as service:
        environment = {**PLACE, "SYSTEM_COLLECTIONURI": service.root}
        with pytest.raises(StaleError, match="nowhere"):
            devops.require_newest(devops.service(environment), environment)


def alerted(report: str, *, there: bool, refuses: str = "") -> tuple[Service, list[str]]:
    def answer(method: str, path: str, body: Any) -> Any:
        if path.startswith("/AI%20platform/_apis/wit/wiql"):
            return {"workItems": [{"id": 9}] if there else []}
        return None if method == "PATCH" and refuses and refuses in str(body) else body

    said: list[str] = []
    with serving(answer) as service:
        environment = {**PLACE, "SYSTEM_COLLECTIONURI": f"{service.root}/"}
        devops.alert(devops.service(environment), environment, "prod", report, said.append)
    return service, said


def fields(body: Any) -> dict[str, str]:
    return {one["path"].removeprefix("/fields/"): one["value"] for one in body}


def test_drift_opens_one_work_item_and_nothing_in_the_report_is_markup() -> None:
    service, said = alerted("~ <script>vault</script>", there=False)
    query, (method, path, body) = service.written()
    assert "[System.Title] = 'prod is not what its code says'" in query[2]["query"]
    assert (method, path) == ("POST", f"{ITEMS}/$Issue?api-version=7.1")
    assert fields(body)["System.Tags"] == "drift"
    assert "&lt;script&gt;vault" in fields(body)["System.Description"]
    assert "/_build/results?buildId=42" in fields(body)["System.Description"]
    assert said == ["prod: alert opened"]


def test_an_alert_that_is_open_is_updated_and_closed_once_it_is_over() -> None:
    service, said = alerted("~ vault", there=True)
    (_, (method, path, body)) = service.written()
    assert (method, path) == ("PATCH", f"{ITEMS}/9?api-version=7.1")
    assert "vault" in fields(body)["System.Description"]
    service, closed = alerted("", there=True, refuses="'Closed'")
    assert [fields(body).get("System.State") for method, _, body in service.written() if method == "PATCH"] == [
        "Closed",
        "Done",
    ]
    assert said + closed == ["prod: alert updated", "prod: alert closed"]


def test_where_nothing_has_drifted_nothing_is_written() -> None:
    service, said = alerted("", there=False)
    assert [path for _, path, _ in service.written() if "wiql" not in path] == []
    assert said == ["prod: no alert"]
