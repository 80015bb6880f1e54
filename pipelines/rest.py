"""JSON over HTTP, for the interfaces of GitHub and of Azure DevOps."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

SECONDS = 30
"""How long an answer may take."""


class RestError(Exception):
    """The service answered with an error, or not at all; its words name no token."""


class Rest:
    """One service, its requests signed with one token."""

    def __init__(self, root: str, headers: Mapping[str, str]) -> None:
        """`root` is what every path is appended to; `headers` carry the token."""
        self._root = root.rstrip("/")
        self._headers = {"User-Agent": "ai-models", **headers}
        self._opener = urllib.request.build_opener(_NoRedirects)

    def call(self, method: str, path: str, body: Any = None, content: str = "application/json") -> Any:
        """What the service answers to a body of a type of `content`.

        Raises `RestError` where it refuses or cannot be reached.
        """
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the root comes from the pipeline's own environment
            f"{self._root}{path}", data=data, headers={**self._headers, "Content-Type": content}, method=method
        )
        try:
            return json.loads(self._answer(request) or b"null")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise RestError(f"{method} {path}: {error}") from None

    def _answer(self, request: urllib.request.Request) -> bytes:
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            with error:
                words = error.read(500).decode(errors="replace")
            raise OSError(f"{error.code} {words}") from None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to wherever it points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""
        return
