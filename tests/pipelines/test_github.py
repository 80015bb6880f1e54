"""Comments and alerts on GitHub: one each, of the right pull request, updated in place."""

from typing import Any

import pytest

from pipelines import github
from pipelines.artifact import LONGEST, Artifact, Comment, marker
from pipelines.rest import RestError
from tests.pipelines.service import Service, serving

REPOSITORY = "contoso/ai-models"
HEAD = "a" * 40
COMMENTS = "/repos/contoso/ai-models/issues/7/comments"


def event(**changes: Any) -> dict[str, Any]:
    run = {"head_sha": HEAD, "head_repository": {"id": 2}, **changes}
    return {"workflow_run": run, "repository": {"full_name": REPOSITORY}}


def pull(**changes: Any) -> dict[str, Any]:
    """Pull request 7, from a fork."""
    return {
        "state": "open",
        "head": {"sha": HEAD, "repo": {"id": 2}},
        "base": {"repo": {"full_name": REPOSITORY}},
        **changes,
    }


def of(stack: str, text: str = "new", *, differs: bool = True) -> Comment:
    return Comment(stack=stack, body=f"{marker(stack)}\n{text}\n", differs=differs)


def there(number: int, stack: str, login: str = github.BOT) -> dict[str, Any]:
    return {"id": number, "body": f"{marker(stack)}\nold", "user": {"login": login}}


def posted(comments: list[Comment], found: list[Any], request: Any = None, **changes: Any) -> tuple[Service, list[str]]:
    request = pull() if request is None else request

    def answer(method: str, path: str, body: Any) -> Any:
        if path == "/repos/contoso/ai-models/pulls/7":
            return request
        if method == "GET" and path.startswith(COMMENTS):
            page = int(path.rpartition("&page=")[2])
            return found[(page - 1) * 100 : page * 100]
        return body

    said: list[str] = []
    with serving(answer) as service:
        rest = github.service(service.root, "the-token")
        github.post(rest, event(**changes), Artifact(number=7, comments=tuple(comments)), said.append)
    return service, said


def test_a_comment_is_posted_for_each_stack_that_differs() -> None:
    service, said = posted([of("dev", differs=False), of("prod")], [])
    assert [(method, path) for method, path, _ in service.written()] == [("POST", COMMENTS)]
    body = service.written()[0][2]["body"]
    assert body.startswith(f"{marker('prod')}\n")
    assert body.endswith("\nnew\n")
    assert "at aaaaaaa by the code of this pull request itself" in body
    assert said == ["dev: nothing differs", "prod: posted"]
    assert service.tokens == {"Bearer the-token"}


def test_the_comment_that_is_there_is_updated_on_whatever_page_even_where_nothing_differs_now() -> None:
    others = [{"id": number, "body": "hello", "user": {"login": "someone"}} for number in range(150)]
    service, _ = posted([of("prod", differs=False)], [*others, there(900, "prod")])
    assert [(method, path) for method, path, _ in service.written()] == [
        ("PATCH", "/repos/contoso/ai-models/issues/comments/900")
    ]


def test_what_someone_else_wrote_is_never_touched() -> None:
    service, _ = posted([of("prod")], [there(1, "prod", login="mallory"), there(2, "dev")])
    assert [(method, path) for method, path, _ in service.written()] == [("POST", COMMENTS)]


@pytest.mark.parametrize(
    "request_",
    [
        pull(head={"sha": "b" * 40, "repo": {"id": 2}}),
        pull(head={"sha": HEAD, "repo": {"id": 3}}),
        pull(head={"sha": HEAD, "repo": None}),
        pull(state="closed"),
        pull(base={"repo": {"full_name": "mallory/elsewhere"}}),
    ],
    ids=["other commit", "other fork", "fork is gone", "closed", "other repository"],
)
def test_a_pull_request_that_the_run_was_not_of_gets_nothing(request_: dict[str, Any]) -> None:
    service, said = posted([of("prod")], [], request_)
    assert service.written() == []
    assert said == ["Nothing posted: the head of pull request 7 is not what this run was of."]


STRANGE = (
    "@contoso/owners &#64;contoso ![x](https://a.example/x.png) <IMG src=//a.example> <!-- x --> "
    "<details><summary>a</summary>"
)


def test_a_forks_comment_says_so_first_and_neither_mentions_nor_fetches() -> None:
    service, _ = posted([of("prod", STRANGE)], [])
    marked, note, _, told = service.written()[0][2]["body"].splitlines()
    assert marked == marker("prod")
    assert note.startswith("> **Rendered at aaaaaaa by the code of this pull request itself, which is a fork's")
    assert "@contoso" not in told
    assert "![" not in told
    assert "<IMG" not in told
    assert "<!--" not in told
    assert "&#64;" not in told
    assert "<details><summary>a</summary>" in told


def test_a_comment_of_a_branch_here_is_posted_as_it_is() -> None:
    of_here = pull(base={"repo": {"full_name": REPOSITORY, "id": 2}})
    service, _ = posted([of("prod", STRANGE)], [], of_here)
    assert STRANGE in service.written()[0][2]["body"]
    assert service.written()[0][2]["body"].endswith("by the code of this pull request itself.</sub>\n")


def test_a_forks_comment_is_never_longer_than_can_be() -> None:
    service, _ = posted([of("prod", "@" * (LONGEST - len(marker("prod")) - 2))], [])
    assert len(service.written()[0][2]["body"]) == LONGEST


def test_a_comment_as_long_as_can_be_stays_as_it_is() -> None:
    longest = of("prod", "a" * (LONGEST - len(marker("prod")) - 2))
    assert len(longest.body) == LONGEST
    service, _ = posted([longest], [], pull(base={"repo": {"full_name": REPOSITORY, "id": 2}}))
    assert service.written()[0][2]["body"] == longest.body


def test_a_refusal_is_told_without_the_token_and_no_redirect_is_followed() -> None:
    with serving(lambda *_: None) as service, pytest.raises(RestError, match="GET /repos: 404") as told:
        github.service(service.root, "the-token").call("GET", "/repos")
    assert "the-token" not in str(told.value)
    with serving(lambda *_: "http://127.0.0.1:9/elsewhere") as service, pytest.raises(RestError, match="302"):
        github.service(service.root, "the-token").call("GET", "/repos")
    assert len(service.asked) == 1


def alerted(report: str, found: list[Any]) -> tuple[list[tuple[str, str, Any]], list[str]]:
    said: list[str] = []
    with serving(lambda method, _path, body: found if method == "GET" else body) as service:
        github.alert(github.service(service.root, "t"), REPOSITORY, "prod", report, "https://run", said.append)
    return service.written(), said


ALERT = {"number": 3, "body": "<!-- ai-models drift: prod -->\nold", "user": {"login": github.BOT}}
ISSUES = "/repos/contoso/ai-models/issues"


def test_drift_opens_one_alert_and_updates_it() -> None:
    ((method, path, body),), said = alerted("~ 1 to update ``` and more", [{**ALERT, "user": {"login": "mallory"}}])
    assert (method, path, body["labels"]) == ("POST", ISSUES, ["drift"])
    assert body["title"] == "prod is not what its code says"
    assert "````text\n~ 1 to update ``` and more\n````" in body["body"]
    assert "https://run" in body["body"]
    assert said == ["prod: alert opened"]
    ((method, path, body),), said = alerted("x" * 100_000, [{**ALERT, "body": None}, ALERT])
    assert (method, path) == ("PATCH", f"{ISSUES}/3")
    assert len(body["body"]) < LONGEST
    assert "labels" not in body
    assert said == ["prod: alert updated"]


def test_what_is_clean_again_closes_its_alert_and_opens_none() -> None:
    written, said = alerted("", [ALERT])
    assert [(method, path) for method, path, _ in written] == [
        ("POST", f"{ISSUES}/3/comments"),
        ("PATCH", f"{ISSUES}/3"),
    ]
    assert written[1][2] == {"state": "closed", "state_reason": "completed"}
    assert said == ["prod: alert closed"]
    assert alerted("", []) == ([], ["prod: no alert"])
