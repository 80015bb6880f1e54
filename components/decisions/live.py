"""What Azure itself answers about the models' endpoints, asked before the platform is declared."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi_azure_native as azure

from components.addresses import batch_endpoint_name, endpoint_name, workspace_address
from components.decisions.asking import Asked, ask
from components.decisions.batch_default import LiveBatch
from components.decisions.fixed_services import is_reach_fixed
from components.decisions.ground import Ground
from components.decisions.made import Made
from components.decisions.runs import answered
from components.decisions.stack_state import StackState, state_of
from components.decisions.traffic_state import LiveDeployment, LiveEndpoint, shares
from components.names import Names
from config.models import BatchModel, ManagedModel, of_target
from config.stack import StackConfig

WRITE_TAG = "trafficWrite"
"""Tag of an endpoint that marks the last write of its traffic, so that a change by hand shows."""

STABLE_TAG = "stable"
"""Tag of an endpoint that names the deployment of `rollout.stable`: it is written with the weights, or not at all."""

SETTINGS_TAG = "settings"
"""Tag of a deployment under an autoscaler that marks its other settings, so that it shows when they are to change."""

_SUCCEEDED = "Succeeded"


@dataclass(frozen=True, kw_only=True)
class LiveStamp:
    """The endpoints of one stamp by model; None where one does not exist."""

    online: Mapping[str, LiveEndpoint | None]
    batch: Mapping[str, LiveBatch | None]
    state: StackState = field(default_factory=StackState)
    """What Pulumi's own state has of them."""


async def ask_live(
    config: StackConfig, names: Names, providers: Mapping[str, azure.Provider], made: Sequence[Made]
) -> dict[str, LiveStamp]:
    """Ask Azure about the endpoint of every model on Azure ML in every stamp; the answers are by region.

    `providers` are the stamps' azure-native providers by region, `made` is what Pulumi's state of the stack has.

    Raises `pulumi.RunError` where Azure answers anything but an endpoint or "not there".
    """
    stamps = await asyncio.gather(*(_ask_stamp(config, names, region, providers[region]) for region in config.stamps))
    ground = Ground(made=made, config=config, names=names)
    state = state_of(made, is_reach_fixed=is_reach_fixed(ground))
    return {region: replace(stamp, state=state) for region, stamp in zip(config.stamps, stamps, strict=True)}


async def _ask_stamp(config: StackConfig, names: Names, region: str, provider: azure.Provider) -> LiveStamp:
    online = dict(of_target(config.models, ManagedModel))
    batch = dict(of_target(config.models, BatchModel))
    answers = await asyncio.gather(*(_ask_online(m, online[m], region, names, provider) for m in online))
    defaults = await asyncio.gather(*(_ask_batch(m, batch[m], region, names, provider) for m in batch))
    return LiveStamp(online=dict(zip(online, answers, strict=True)), batch=dict(zip(batch, defaults, strict=True)))


async def _ask_online(
    model: str, config: ManagedModel, region: str, names: Names, provider: azure.Provider
) -> LiveEndpoint | None:
    where = _where(names, region, endpoint_name(names, region, model))
    asked = Asked(kind="Online", model=model, region=region, where=where, provider=provider)
    endpoint = await ask(asked)
    if endpoint is None:
        return None
    properties, tags = endpoint["properties"], endpoint.get("tags") or {}
    traffic, mirror = _weights(properties.get("traffic")), _weights(properties.get("mirrorTraffic"))
    stable = tags.get(STABLE_TAG)
    named = sorted({*config.deployments, *traffic, *mirror, *([stable] if stable else [])})
    answers = await asyncio.gather(*(ask(asked, deployment) for deployment in named))
    deployments = {
        name: _deployment(answer, names) for name, answer in zip(named, answers, strict=True) if answer is not None
    }
    return LiveEndpoint(
        traffic=traffic,
        mirror=shares(mirror),
        stable=stable,
        write=tags.get(WRITE_TAG) or "",
        deployments=deployments,
        own_id=_own_id(endpoint, names),
    )


async def _ask_batch(
    model: str, config: BatchModel, region: str, names: Names, provider: azure.Provider
) -> LiveBatch | None:
    where = _where(names, region, batch_endpoint_name(names, region, model))
    asked = Asked(kind="Batch", model=model, region=region, where=where, provider=provider)
    endpoint = await ask(asked)
    if endpoint is None:
        return None
    default = (endpoint["properties"].get("defaults") or {}).get("deploymentName") or None
    named = sorted({*config.deployments, *([default] if default else [])})
    answers = await asyncio.gather(*(ask(asked, deployment) for deployment in named))
    there = {name: answer for name, answer in zip(named, answers, strict=True) if answer is not None}
    return LiveBatch(
        default=default,
        deployments={name: _has_succeeded(answer) for name, answer in there.items()},
        own_id=_own_id(endpoint, names),
        own_ids={name: id_ for name, answer in there.items() if (id_ := _own_id(answer, names))},
    )


def _where(names: Names, region: str, endpoint: str) -> dict[str, str]:
    address = workspace_address(names, region)
    return {
        "resourceGroupName": address.resource_group,
        "workspaceName": address.workspace,
        "endpointName": endpoint,
    }


def _deployment(answer: Mapping[str, Any], names: Names) -> LiveDeployment:
    tags = answer.get("tags") or {}
    return LiveDeployment(
        succeeded=_has_succeeded(answer),
        runs=answered(answer["properties"], tags).in_words(),
        ours=_is_ours(answer, names),
        own_id=_own_id(answer, names),
        instances=int((answer.get("sku") or {}).get("capacity") or 0),
        settings=tags.get(SETTINGS_TAG) or "",
    )


def _has_succeeded(answer: Mapping[str, Any]) -> bool:
    return answer["properties"].get("provisioningState") == _SUCCEEDED


def _own_id(answer: Mapping[str, Any], names: Names) -> str:
    return str(answer.get("id") or "") if _is_ours(answer, names) else ""


def _is_ours(answer: Mapping[str, Any], names: Names) -> bool:
    """Whether this stack made it: whatever it makes has these tags."""
    tags = answer.get("tags") or {}
    return (tags.get("managedBy"), tags.get("workload"), tags.get("stack")) == ("pulumi", names.workload, names.stack)


def _weights(answer: Mapping[str, float] | None) -> dict[str, int]:
    return {name: int(weight) for name, weight in (answer or {}).items()}
