"""Whatever becomes of a call, the run ends with words and not with a traceback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.rest import Rest, RestError


@contextmanager
def answering(raw: bytes) -> Iterator[str]:
    """Answer one request with these bytes, and hang up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(raw)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "closed connection without response"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,", "IncompleteRead"),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nno", "IncompleteRead|500 no"),
        (b"no HTTP\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", "Expecting value"),
    ],
    ids=["hung up", "cut short", "a refusal cut short", "another protocol", "no JSON"],
)
def test_an_answer_that_is_none_is_an_error_of_the_service(raw: bytes, words: str) -> None:
    with answering(raw) as root, pytest.raises(RestError, match=rf"GET /repos: .*({words})"):
        Rest(root, {}).call("GET", "/repos")


def test_a_service_that_is_not_there_is_an_error_of_the_service() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        root = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(RestError, match=r"GET /repos: .*refused"):
        Rest(root, {}).call("GET", "/repos")


@pytest.mark.parametrize("step", ["plan --plan plan.json", "up", "settle", "deployed", "drift --report drift.txt"])
def test_a_machine_without_pulumi_is_told_so(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([*step.split(), "--stack", "prod"]) == 1
    assert capsys.readouterr().err == "error: pulumi: No such file or directory\n"


@pytest.mark.parametrize("service", ["github", "devops"])
def test_a_report_that_is_not_there_is_told(service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = str(tmp_path / "drift.txt")
    assert main([f"alert-{service}", "--stack", "prod", "--report", report]) == 1
    assert capsys.readouterr().err == f"error: {report}: No such file or directory\n"
