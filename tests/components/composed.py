"""The components that put others together, declared with no more of the others than they take."""

import json
from functools import cache

from components.decisions.decide import StampDecisions
from components.foundations import RegionArgs, create_site, create_telemetry
from components.models.serving import Serving, ServingArgs
from components.observability import Observability, ObservabilityArgs
from components.platform import Platform, PlatformArgs
from components.registry import Registry, RegistryArgs
from components.shared import Shared
from components.site import access_from
from components.stamp import Stamp, StampArgs
from config.loader import load
from config.stack import StackConfig
from tests.components.declared import NAMES, REGION, TAGS, Scope
from tests.platform.whole import STACKS

_NOTHING = StampDecisions(traffic={}, defaults={})
"""What is decided of no models."""


@cache
def _config() -> StackConfig:
    # Without batch jobs: those of a second `Serving` would write to the same place.
    document = {**STACKS["open"], "workspace": {}}
    values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in document.items()}
    return load(values, ["secrets"])


def platform(scope: Scope) -> None:
    """The whole platform, without models."""
    args = PlatformArgs(config=_config(), names=NAMES, decisions={REGION: _NOTHING}, providers={REGION: scope.azure})
    Platform("shop", args, scope.opts)


def stamp(scope: Scope) -> None:
    """A stamp on a site, with what all stamps share."""
    Stamp("shop", _stamp_args(scope), scope.opts)


def serving(scope: Scope) -> None:
    """The models of a stamp, beside it."""
    args = _stamp_args(scope)
    parts = Stamp("shop", args, scope.opts)
    Serving(
        "models",
        ServingArgs(
            config=args.config,
            region=REGION,
            decisions=_NOTHING,
            names=NAMES,
            resource_group_name=args.site.resource_group_name,
            tags=TAGS,
            provider=scope.azure,
            cluster=parts.cluster,
            workspace=parts.workspace,
            messaging=parts.messaging,
            vault=parts.vault,
            registry=args.shared.registry,
            telemetry=args.telemetry,
            log_workspace_id=args.log_workspace_id,
        ),
        scope.opts,
    )


def _stamp_args(scope: Scope) -> StampArgs:
    config = _config()
    region = RegionArgs(config=config, region=REGION, zones=("1",), names=NAMES, tags=TAGS, opts=scope.opts)
    observability = Observability("logs", ObservabilityArgs(config=config.observability, **scope.common), scope.opts)
    site = create_site("site", region, observability.log_workspace_id)
    registry = Registry(
        "registry",
        RegistryArgs(
            config=config.registry,
            replicas=(),
            access=access_from({REGION: site}, private=False, allowed_ip_ranges=()),
            log_workspace_id=observability.log_workspace_id,
            **scope.common,
        ),
        scope.opts,
    )
    return StampArgs(
        config=config,
        region=REGION,
        zones=("1",),
        names=NAMES,
        tags=TAGS,
        provider=scope.azure,
        site=site,
        telemetry=create_telemetry("telemetry", region, site, observability),
        connections=None,
        shared=Shared(observability=observability, registry=registry, backup=None),
        decisions=_NOTHING,
    )
