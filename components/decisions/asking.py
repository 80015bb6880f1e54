"""One question to Azure: does an endpoint, or a deployment of it, exist?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
import pulumi_azure_native as azure
from pulumi.runtime import invoke_async

ABSENT_CODES = frozenset(
    {"NotFound", "ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound", "UserError"}
)
"""Azure's codes of a 404 that say: the endpoint, or what it lives in, is not there.

Taking another refusal for an absence would write an empty traffic map over a live one, so that every other
code, `SubscriptionNotFound` among them, is an error.
"""

_STATUS = re.compile(r"(?:\bStatus(?:Code)?\s*[=:]\s*|\bRESPONSE\s+)(\d{3})\b")
_CODE = re.compile(r"(?:\bCode\s*=\s*|\bERROR CODE:\s*)\"?(\w+)")
_MODULE = "azure-native:machinelearningservices"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The endpoint that is asked about."""

    kind: Literal["Online", "Batch"]
    model: str
    """Name of the model in the config."""
    region: str
    where: Mapping[str, str]
    """What leads to it, as azure-native's functions call it."""
    provider: azure.Provider

    def in_words(self, deployment: str | None) -> str:
        """What is asked about, in the words of the config."""
        if deployment is None:
            return f"the endpoint of models.{self.model} in {self.region}"
        return f"models.{self.model}.deployments.{deployment} in {self.region}"


async def ask(asked: Asked, deployment: str | None = None) -> dict[str, Any] | None:
    """What Azure answers about an endpoint, or about a deployment of it; None where it says that there is none.

    Raises `pulumi.RunError` where it answers anything else.
    """
    token = f"{_MODULE}:get{asked.kind}{'Deployment' if deployment else 'Endpoint'}"
    args = {**asked.where, **({"deploymentName": deployment} if deployment else {})}
    what = asked.in_words(deployment)
    try:
        answer = await invoke_async(token, args, pulumi.InvokeOptions(provider=asked.provider))
    except Exception as error:  # the SDK raises plain Exception for whatever a provider answers
        if means_absent(str(error)):
            return None
        raise pulumi.RunError(
            f"Azure did not say whether {what} exists, and traffic is not moved without knowing.\n"
            f"It answered: {error}\n"
            "Check that you are signed in (`az login`), that your account may read the workspace, and run again."
        ) from error
    if not isinstance(answer, dict) or not isinstance(answer.get("properties"), dict):
        raise pulumi.RunError(f"Azure's answer about {what} is empty; traffic is not moved without knowing. Run again.")
    return answer


def means_absent(message: str) -> bool:
    """Whether the provider's error says that the thing asked for does not exist, and nothing else."""
    status, code = _STATUS.search(message), _CODE.search(message)
    return status is not None and status[1] == "404" and code is not None and code[1] in ABSENT_CODES
