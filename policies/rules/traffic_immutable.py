"""Traffic: what answers callers is what was looked at, and stays what it is."""

import re
from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Reader
from policies.rule import stack_rule
from policies.stack_reading import StackReader
from policies.traffic_reading import DEPLOYMENT, ENDPOINT, MANAGED, Traffic, is_secret, shares, traffic_of
from policies.wording import HIDDEN_KEY
from policies.workloads import told

KUBERNETES = "ai-models:models:KubernetesEndpoint"

_ID = re.compile(r".*/workspaces/[^/]+/[a-z]+/([^/]+)/versions/([^/]+)", re.IGNORECASE)
_SHARED = re.compile(r"(?:.*/)?registries/([^/]+)/([a-z]+)/([^/]+)/versions/([^/]+)", re.IGNORECASE)
_ASSET = re.compile(r"(?:model|environment|code) ([^ ,]+)")
_PINNED = re.compile(r"azureml:[^:@/]+:[^:@/]+|azureml://registries/.+/versions/[^/@]+", re.IGNORECASE)
_DIGEST = re.compile(r"[^@ ]+@sha256:[0-9a-f]{64}")


@stack_rule(
    "traffic-live-immutable",
    title="What answers callers is not changed under them",
    row="traffic-immutable",
    types=(MANAGED, ENDPOINT, DEPLOYMENT),
    safe="what the deployment runs now, while it has live traffic",
    config_key="`models.NAME.deployments`: declare what is new as another deployment, and move the traffic there",
)
def live_immutable(stack: StackReader) -> Iterator[Finding]:
    """A deployment with live traffic keeps its model, environment or image, code and instance type."""
    yield from stack.each(_changed, MANAGED)


@stack_rule(
    "traffic-version-pinned",
    title="Two deployments of one config run the same",
    row="traffic-immutable",
    types=(MANAGED, KUBERNETES),
    safe="a version of the model and of all that it runs in, or the digest of its image",
    config_key="`models.NAME.deployments.NAME.model` and `environment`, or `image`",
)
def version_pinned(stack: StackReader) -> Iterator[Finding]:
    """Whatever is to get requests, of callers or copied ones, runs what has a version that never moves."""
    yield from stack.each(_unpinned, MANAGED, KUBERNETES)


def _changed(component: Reader, stack: StackReader) -> Iterator[Finding]:
    traffic = traffic_of(component, stack)
    for name in sorted(traffic.live.keys() & traffic.there.keys() & traffic.declared.keys()):
        yield from told(_is_changed(name, traffic))


def _is_changed(name: str, traffic: Traffic) -> Iterator[Finding]:
    runs = traffic.there[name].text("runs") or ""
    if _runs(traffic.declared[name]).casefold() != runs.casefold():
        share = traffic.component.amount(("live", "traffic", name), traffic.live[name])
        found = f"`live.traffic.{traffic.called(name)}` is {share}, and the deployment is to run something else"
        yield traffic.component.finding(found)


def _unpinned(component: Reader, _stack: StackReader) -> Iterator[Finding]:
    asked = shares(component, "desired.traffic").keys() | shares(component, "desired.mirror").keys()
    given = shares(component, "applied").keys() | shares(component, "mirror").keys()
    for name in sorted(asked | given):
        yield from told(_moves(component, name, is_asked=name in asked))


def _moves(component: Reader, name: str, *, is_asked: bool) -> Iterator[Finding]:
    runs = component.entry("desired.deployments", name).text("")
    # What is given requests and not declared was made by hand, and keeps what it has.
    if not _is_pinned(runs or "") and (runs is not None or is_asked):
        called = HIDDEN_KEY if is_secret(component) else name
        yield component.finding(f"`desired.deployments.{called}` has no version or digest that never moves")


def _is_pinned(runs: str) -> bool:
    """Whether everything that a deployment runs is pinned: an image by digest, or assets of Azure ML by version."""
    assets = _ASSET.findall(runs)
    if not assets:
        return _DIGEST.fullmatch(runs) is not None
    return all(_PINNED.fullmatch(asset) and not asset.casefold().endswith((":latest", "/latest")) for asset in assets)


def _runs(deployment: Reader) -> str:
    """What a declared deployment runs, in the words that the program has for what is live."""
    properties = deployment.at("properties")
    model, environment = properties.text("model"), properties.text("environmentId")
    code, script = properties.text("codeConfiguration.codeId"), properties.text("codeConfiguration.scoringScript")
    parts = [
        f"model {_reference(model)}" if model else "",
        f"environment {_reference(environment)}" if environment else "",
        f"code {_reference(code)} {script or ''}" if code else "",
    ]
    return f"{', '.join(filter(None, parts))} on {properties.text('instanceType') or ''}"


def _reference(asset: str) -> str:
    """The short form of an asset's id."""
    shared = _SHARED.fullmatch(asset)
    if shared:
        registry, kind, name, version = shared.groups()
        return f"azureml://registries/{registry}/{kind}/{name}/versions/{version}"
    own = _ID.fullmatch(asset)
    return f"azureml:{own[1]}:{own[2]}" if own else asset
