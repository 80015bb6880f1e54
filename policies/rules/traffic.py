"""Traffic of managed endpoints, judged anew from what is live: no edit of the config takes more than a step.

The program's own guards (docs/adr/0008-guards-compare-with-what-is-live.md) refuse such an edit before anything is
declared. These rules know nothing of how they decide, and look at what is declared.
"""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import stack_rule
from policies.stack_reading import StackReader
from policies.tokens import canonical
from policies.traffic_reading import ALL, DEPLOYMENT, ENDPOINT, MANAGED, Traffic, shares, traffic_of
from policies.workloads import told

_TYPES = (MANAGED, ENDPOINT, DEPLOYMENT)
_OWN = "config/rollout.py"


@stack_rule(
    "traffic-live-registered",
    title="Whoever judges traffic sees what is live",
    row="traffic-steps",
    types=_TYPES,
    safe="a ManagedEndpoint around every online endpoint, which registers what it was decided from",
    config_key="`register_outputs` in components/models/managed_endpoint.py",
)
def registered(stack: StackReader) -> Iterator[Finding]:
    """Every online endpoint with traffic is of a component that registers its traffic; no other rule could judge it."""
    yield from stack.each(_unregistered, ENDPOINT)


@stack_rule(
    "traffic-step-limited",
    title="A new version meets no more callers at a time than the config lets it",
    row="traffic-steps",
    types=_TYPES,
    safe="`rollout.firstStep` at first and `rollout.largestStep` more at a time, but for `rollout.stable`",
    config_key="`models.NAME.traffic`",
    defaults={
        "guards.firstStep": Default(value=ALL, source=_OWN),
        "guards.largestStep": Default(value=ALL, source=_OWN),
    },
)
def step_limited(stack: StackReader) -> Iterator[Finding]:
    """No share but that of `stable` grows by more than a step, while somebody has live traffic."""
    yield from stack.each(_too_large, MANAGED)


@stack_rule(
    "traffic-shadow-first",
    title="A new version has answered copied requests before it answers callers",
    row="traffic-steps",
    types=_TYPES,
    safe="0 % until an `up` has mirrored live requests to it as it is now",
    config_key="`models.NAME.mirror`, then `models.NAME.traffic`",
    defaults={"guards.shadowFirst": Default(value=False, source=_OWN)},
)
def shadow_first(stack: StackReader) -> Iterator[Finding]:
    """With `rollout.shadowFirst`, first traffic goes to what live requests are copied to as it is."""
    yield from stack.each(_unshadowed, MANAGED)


@stack_rule(
    "traffic-new-deployment-at-zero",
    title="No caller is sent to what does not exist yet",
    row="traffic-steps",
    types=_TYPES,
    safe="0 % until it exists and has succeeded",
    config_key="`models.NAME.traffic`, once an `up` has made the deployment",
)
def new_at_zero(stack: StackReader) -> Iterator[Finding]:
    """A share grows only of a deployment that exists and has succeeded."""
    yield from stack.each(_not_there, MANAGED)


@stack_rule(
    "traffic-last-good-kept",
    title="What answered well is there to return to",
    row="traffic-steps",
    types=_TYPES,
    safe="the deployment to be declared until one that stays has 100 % of the live traffic",
    config_key="`models.NAME.deployments`",
)
def last_good_kept(stack: StackReader) -> Iterator[Finding]:
    """No deployment leaves that has live traffic, or that traffic returns to while no other has all of it."""
    yield from stack.each(_leaves, MANAGED)


def _unregistered(endpoint: Reader, stack: StackReader) -> Iterator[Finding]:
    if not shares(endpoint, "properties.traffic"):
        return
    parent = stack.get(endpoint.resource.parent)
    of_model = parent is not None and canonical(parent.resource.type) == MANAGED
    if not of_model:
        yield endpoint.finding("it has traffic, and is of no ManagedEndpoint")
    elif parent is not None and parent.value("guards") is None:
        yield endpoint.finding("it has traffic, and its ManagedEndpoint registers neither what is live nor the guards")


def _too_large(component: Reader, stack: StackReader) -> Iterator[Finding]:
    traffic = traffic_of(component, stack)
    first, step = component.number("guards.firstStep") or 0, component.number("guards.largestStep") or 0
    for name in traffic.grows if traffic.live else ():
        now, then = traffic.live.get(name, 0), traffic.written[name]
        most = now + step if now else min(first, step)
        if then > most and name != traffic.stable:
            told = f"is {then:g} after {now:g}", f"{most:g} or less in this step"
            found, safe = ("grows by more than it may", "") if traffic.is_secret else told
            yield component.finding(f"`applied.{traffic.called(name)}` {found}", safe=safe)


def _unshadowed(component: Reader, stack: StackReader) -> Iterator[Finding]:
    if not component.flag("guards.shadowFirst"):
        return
    traffic = traffic_of(component, stack)
    for name in traffic.grows if traffic.live else ():
        if name not in traffic.live and name != traffic.stable:
            yield from told(_not_copied(name, traffic))


def _not_copied(name: str, traffic: Traffic) -> Iterator[Finding]:
    runs = traffic.component.entry("desired.deployments", name).text("")
    if not (name in traffic.shadows and traffic.has_succeeded(name) and traffic.there[name].text("runs") == runs):
        found = f"`applied.{traffic.called(name)}` is above 0, and no live request is copied to it as it is"
        yield traffic.component.finding(found)


def _not_there(component: Reader, stack: StackReader) -> Iterator[Finding]:
    traffic = traffic_of(component, stack)
    for name in traffic.grows:
        yield from told(_not_ready(name, traffic))


def _not_ready(name: str, traffic: Traffic) -> Iterator[Finding]:
    if not traffic.has_succeeded(name):
        found = f"`applied.{traffic.called(name)}` grows, and there is no such deployment that has succeeded"
        yield traffic.component.finding(found)


def _leaves(component: Reader, stack: StackReader) -> Iterator[Finding]:
    traffic = traffic_of(component, stack)
    proven = any(traffic.live.get(name) == ALL for name in traffic.declared)
    stable = component.text("live.stable")
    for name in sorted(traffic.there.keys() - traffic.declared.keys()):
        if not traffic.live or not traffic.is_ours(name):
            continue
        if name in traffic.live:
            found = f"`live.traffic.{traffic.called(name)}` is above 0, and the deployment is no longer declared"
            yield component.finding(found)
        elif name == stable and not proven:
            yield component.finding(f"`{traffic.called(name)}` is what traffic returns to, and is no longer declared")
