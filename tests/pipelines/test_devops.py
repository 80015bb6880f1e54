"""Comments on pull requests of Azure DevOps."""

import contextlib
from typing import Any

import pytest

from pipelines import devops
from pipelines.artifact import Artifact, Comment, marker
from pipelines.devops import StaleError
from tests.pipelines.service import Service, serving

THREADS = "/AI%20platform/_apis/git/repositories/r-1/pullRequests/7/threads"


def words(content: str, by: str = "ours") -> dict[str, Any]:
    return {"id": 5, "author": {"id": by}, "content": content}


def posted(
    threads: list[Any], *, differs: bool = True, number: int = 7, text: str = "new", is_fork: str | None = "False"
) -> Service:
    def answer(method: str, path: str, body: Any) -> Any:
        if path == "/_apis/connectionData?api-version=7.1-preview":
            return {"authenticatedUser": {"id": "ours"}}
        return {"value": threads} if method == "GET" else body

    with serving(answer) as service:
        environment = {
            "SYSTEM_COLLECTIONURI": f"{service.root}/",
            "SYSTEM_ACCESSTOKEN": "the-token",
            "SYSTEM_TEAMPROJECT": "AI platform",
            "BUILD_REPOSITORY_ID": "r-1",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
            "SYSTEM_PULLREQUEST_SOURCECOMMITID": "a" * 40,
            **({} if is_fork is None else {"SYSTEM_PULLREQUEST_ISFORK": is_fork}),
        }
        comment = Comment(stack="prod", body=f"{marker('prod')}\n{text}\n", differs=differs)
        devops.post(devops.service(environment), environment, Artifact(number=number, comments=(comment,)), print)
    assert service.tokens == {"Bearer the-token"}
    return service


def test_a_thread_is_opened_that_holds_up_no_merge_whatever_number_the_artifact_claims() -> None:
    ((method, path, body),) = posted([], number=666).written()
    assert (method, path) == ("POST", f"{THREADS}?api-version=7.1")
    assert body["status"] == 4
    marked, told, *_ = body["comments"][0]["content"].splitlines()
    assert (marked, told) == (marker("prod"), "new")


def test_the_thread_that_is_there_is_updated_and_others_are_left_alone() -> None:
    threads = [
        {"id": 1, "comments": [words("hello")]},
        {"id": 2, "isDeleted": True, "comments": [words(marker("prod"))]},
        {"id": 3, "comments": [{"id": 1}]},
        {"id": 6, "comments": [words(f"{marker('prod')}\nplanted", by="stranger")]},
        {"id": 4, "comments": [words(f"{marker('prod')}\nold"), words("an answer", by="stranger")]},
    ]
    ((method, path, body),) = posted(threads, differs=False).written()
    assert (method, path) == ("PATCH", f"{THREADS}/4/comments/5?api-version=7.1")
    marked, told, *_ = body["content"].splitlines()
    assert (marked, told) == (marker("prod"), "new")


def test_nothing_is_posted_where_nothing_differs() -> None:
    assert posted([], differs=False).written() == []


STRANGE = "@<6b1b1f0c-0000-4000-8000-000000000000> #12 !34 ![x](https://a.example/x.png) <img src=//a.example>"


@pytest.mark.parametrize("is_fork", ["True", "true", None])
def test_a_forks_comment_says_so_first_and_neither_mentions_nor_refers_nor_fetches(is_fork: str | None) -> None:
    ((_, _, body),) = posted([], text=STRANGE, is_fork=is_fork).written()
    marked, note, _, told = body["comments"][0]["content"].splitlines()
    assert marked == marker("prod")
    assert note.startswith("> **Rendered at aaaaaaa by the code of this pull request itself, which is a fork's")
    assert not [active for active in ("@<", "#12", "!34", "![", "](", "://", "<img") if active in told]
    assert told.replace("\u200b", "") == STRANGE


def test_an_update_of_a_forks_comment_is_no_less_tame() -> None:
    threads = [{"id": 4, "comments": [words(f"{marker('prod')}\nold")]}]
    ((_, _, body),) = posted(threads, text=STRANGE, is_fork="True").written()
    assert "which is a fork's" in body["content"]
    assert "@<" not in body["content"]


def test_a_comment_of_a_branch_here_is_posted_as_it_is() -> None:
    ((_, _, body),) = posted([], text=STRANGE).written()
    assert STRANGE in body["comments"][0]["content"]
    assert body["comments"][0]["content"].endswith("by the code of this pull request itself.</sub>\n")


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
