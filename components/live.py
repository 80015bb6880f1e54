"""What Azure itself answers about the managed endpoints, asked before the platform is declared."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_azure_native as azure
from pulumi.runtime import invoke_async

from components.addresses import endpoint_name, workspace_address
from components.names import Names
from components.traffic import LiveEndpoint
from config.models import ManagedModel
from config.stack import StackConfig

LiveEndpoints = Mapping[str, Mapping[str, LiveEndpoint | None]]
"""By model and region; None where the endpoint does not exist."""

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


async def ask_live(config: StackConfig, names: Names, providers: Mapping[str, azure.Provider]) -> LiveEndpoints:
    """Ask Azure about the endpoint of every managed model in every stamp.

    `providers` are the stamps' azure-native providers by region.

    Raises `pulumi.RunError` where Azure answers anything but an endpoint or "not there".
    """
    models = {name: model for name, model in config.models.items() if isinstance(model, ManagedModel)}
    asked = [(model, region) for model in models for region in config.stamps]
    answers = await asyncio.gather(
        *(_ask_endpoint(model, models[model], region, names, providers[region]) for model, region in asked)
    )
    found = dict(zip(asked, answers, strict=True))
    return {model: {region: found[model, region] for region in config.stamps} for model in models}


async def _ask_endpoint(
    model: str, config: ManagedModel, region: str, names: Names, provider: azure.Provider
) -> LiveEndpoint | None:
    address = workspace_address(names, region)
    where = {
        "resourceGroupName": address.resource_group,
        "workspaceName": address.workspace,
        "endpointName": endpoint_name(names, region, model),
    }
    endpoint = await _get("getOnlineEndpoint", where, f"the endpoint of models.{model} in {region}", provider)
    if endpoint is None:
        return None
    properties = endpoint["properties"]
    traffic, mirror = _weights(properties.get("traffic")), _weights(properties.get("mirrorTraffic"))
    succeeded = []
    for deployment in sorted({*config.deployments, *traffic, *mirror}):
        what = f"models.{model}.deployments.{deployment} in {region}"
        found = await _get("getOnlineDeployment", {**where, "deploymentName": deployment}, what, provider)
        if found is not None and found["properties"].get("provisioningState") == "Succeeded":
            succeeded.append(deployment)
    return LiveEndpoint(traffic=traffic, mirror=mirror, succeeded=frozenset(succeeded))


async def _get(function: str, args: dict[str, str], what: str, provider: azure.Provider) -> dict[str, Any] | None:
    """What an azure-native function answers; None where Azure says that there is no such thing."""
    try:
        answer = await invoke_async(f"{_MODULE}:{function}", args, pulumi.InvokeOptions(provider=provider))
    except Exception as error:  # the SDK raises plain Exception for whatever a provider answers
        if means_absent(str(error)):
            return None
        raise pulumi.RunError(
            f"Azure did not say whether {what} exists, and traffic is not moved without knowing.\n"
            f"It answered: {error}\n"
            "Check that you are signed in (`az login`), that your account may read the workspace, and run again."
        ) from error
    if not isinstance(answer, dict):
        raise pulumi.RunError(f"Azure's answer about {what} is empty; traffic is not moved without knowing. Run again.")
    return answer


def means_absent(message: str) -> bool:
    """Whether the provider's error says that the thing asked for does not exist, and nothing else."""
    status, code = _STATUS.search(message), _CODE.search(message)
    return status is not None and status[1] == "404" and code is not None and code[1] in ABSENT_CODES


def _weights(answer: Mapping[str, float] | None) -> dict[str, int]:
    return {name: int(weight) for name, weight in (answer or {}).items()}
