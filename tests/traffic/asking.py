"""What the program is told when it asks what is live, and Azure does not say."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi.runtime.proto import provider_pb2, resource_pb2


def _refusal(status: int, code: str, message: str) -> str:
    return (
        f'request failed autorest/azure: Service returned an error. Status={status} Code="{code}" Message="{message}"'
    )


SILENCES: Mapping[str, str] = {
    "429": _refusal(429, "TooManyRequests", "Too many requests: try again later."),
    "500": "RESPONSE 500: 500 Internal Server Error\nERROR CODE: InternalServerError\n-----",
    "503": _refusal(503, "ServiceUnavailable", "The service is unavailable."),
    "401": _refusal(401, "ExpiredAuthenticationToken", "The access token expiry is in the past."),
    "403": _refusal(403, "AuthorizationFailed", "The client does not have authorization to perform action 'read'."),
    "404 of the subscription": _refusal(404, "SubscriptionNotFound", "The subscription could not be found."),
    "404 of a proxy": "RESPONSE 404: 404 Not Found\nERROR CODE UNAVAILABLE\n-----\n<html>Not Found</html>",
    "no connection": "Get https://management.azure.com/: dial tcp: lookup management.azure.com: no such host",
    "no answer": "",
}
"""By what happens: the provider's words; without any, an answer with nothing in it."""


@dataclass(frozen=True)
class Silence:
    """One question of a run that is not answered."""

    nth: int
    """Which of the questions, from 1."""
    kind: str
    """Of `SILENCES`."""


class Ears:
    """What hears the program's questions."""

    def __init__(self, silence: Silence | None = None) -> None:
        self.kind = silence.kind if silence else ""
        self.met = False
        """Whether the program has asked that question."""
        self._silence = silence
        self._asked = 0

    def instead(self) -> resource_pb2.ResourceInvokeResponse | None:
        """What the next question gets in place of an answer, if anything."""
        self._asked += 1
        if self._silence is None or self._silence.nth != self._asked:
            return None
        self.met = True
        words = SILENCES[self._silence.kind]
        return resource_pb2.ResourceInvokeResponse(failures=[provider_pb2.CheckFailure(reason=words)] if words else [])
