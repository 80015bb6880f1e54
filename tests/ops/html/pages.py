"""Pages with everything on them that a page can have."""

from typing import Any

from ops.capacity import Span
from ops.diff.difference import (
    Action,
    Base,
    CapacityChange,
    Difference,
    PolicyChanges,
    ResourceChange,
    SecretChange,
    TrafficChange,
    ValueChange,
)
from ops.diff.failure import Failure, Trouble
from ops.diff.policy_settings import Direction, Kind, PolicySettingChange
from ops.diff.reruns import Rerun
from ops.exits import Exit
from ops.html.diff import diff_page
from ops.html.failure import failure_page
from ops.html.preview import preview_page
from ops.plan import Plan, PlannedResource, PolicyResult, Traffic
from ops.serving import Serving
from sandbox.recording import Refusal
from tests.ops.plans import in_stamp, plan, resource, stamp, urn

HOSTILE = (
    "</script><script>window.broken = 1</script>",
    "</style></title></textarea><img src=x onerror='window.broken = 1'>",
    '" onfocus="window.broken = 1" autofocus x=\'',
    "'><svg onload=window.broken=1>",
    "<!-- --> <![CDATA[ &lt;b&gt; &#60;",
    "javascript:window.broken=1",
    "https://example.com/a.png",
    "line\nother\r\nline",
    "\x00\x1b[31m\u202e\u200b\ufeff",
    "`code` ``` `<b>`",
    "w" * 300,
    "",
    " ",
)
"""What may stand in a config."""


def preview_of(word: str = "fraud") -> str:
    """The page of a preview that has a word wherever something of the config can come to stand."""
    messages = [("warning", f"models.{word} is pending: run `pulumi up` once more {number}") for number in range(8)]
    return preview_page(platform(word), word, messages)


def diff_of(word: str = "fraud") -> str:
    """The page of a difference that has it."""
    return diff_page(difference(word), platform(word))


def failure_of(word: str = "fraud") -> str:
    """The page of a head that cannot be compared, every part of a trouble on it."""
    troubles = (
        Trouble(
            where=f"models.{word}",
            says={"found": word, "hint": f"see `{word}`", "error": f"{word}\nline of {word}"},
            declared=f"components/{word}.py:41",
            write=f"models.{word}:\n  replicas: 1\n",
        ),
        Trouble(where="", says={"error": word}),
    )
    return failure_page(
        Failure(stack=word, status=Exit.CONFIG_INVALID, verdict=f"{word}: 4 errors.", troubles=troubles, hidden=2)
    )


def platform(word: str, models: int = 3) -> Plan:
    """Two stamps with a cluster and so many models, not all of whose traffic has arrived."""
    names = [word, *(f"model-{number:03}" for number in range(1, models))]
    states = Traffic(applied={"blue": 90, "green": 10}, pending={"blue": 50, "green": 50}, mirror={"grün": 20})
    return plan(
        *(each for region in ("eastus", "westus") for each in _stamp(region, names)),
        policies=tuple(results(word)),
        traffic={name: dict.fromkeys(("eastus", "westus"), states) for name in names},
        outputs={"registry": word, "batch": {word: {"eastus": {"default": "weekly", "pending": "nightly"}}}},
    )


def _stamp(region: str, models: list[str]) -> list[PlannedResource]:
    serving = urn("ai-models:models:Serving", f"shop-{region}-models")
    pools: dict[str, Any] = {"agentPoolProfiles": [{"count": 3}]}
    found = [
        stamp(region),
        resource("azure-native:containerservice:ManagedCluster", f"shop-{region}-cluster", pools, protect=True),
        resource("ai-models:models:Serving", f"shop-{region}-models", **in_stamp(region)),
    ]
    found[1] = resource(found[1].type, found[1].name, pools, protect=True, **in_stamp(region))
    for model in models:
        name = f"shop-{region}-models-{model}"
        found.append(resource("ai-models:models:ManagedModel", name, parent=serving))
        parent = found[-1].urn
        kinds = ("OnlineEndpoint", "OnlineDeployment", "Diagnostic", "Role", "Identity", "Alert", "Scale", "Rule")
        found += [
            resource(f"azure-native:ml:{kind}", f"{name}-{kind}", outputs={"name": f"n-{model}"}, parent=parent)
            for kind in kinds
        ]
    return found


def results(word: str) -> list[PolicyResult]:
    """Results of each severity and level, the same of several resources among them."""
    levels = {"critical": "mandatory", "high": "advisory", "medium": "disabled", "low": "advisory"}
    return [
        PolicyResult(
            name=f"{severity}-rule",
            enforcement=enforcement,
            severity=severity,
            urn=urn("azure-native:keyvault:Vault", f"{word}-{number}"),
            message=f"`{word}` is Enabled; safe is Disabled.\nChange {word}.",
            outcome="exempt" if enforcement == "disabled" else "violated",
        )
        for severity, enforcement in levels.items()
        for number in range(5)
    ]


def difference(word: str) -> Difference:
    """A difference of every kind."""
    told = results(word)
    return Difference(
        project=word,
        stack="prod",
        base=Base(words=word, problem=word, notes=(word,)),
        traffic=tuple(_traffic(word, region) for region in ("eastus", "westus")),
        reruns=tuple(_rerun(word, region) for region in ("eastus", "westus")),
        resources=tuple(_change(word, action, number) for action in Action for number in range(2)),
        policy_settings=tuple(_setting(word, kind) for kind in Kind),
        policies=PolicyChanges(new=tuple(told[:6]), fixed=tuple(told[6:9]), standing=tuple(told[9:])),
        capacity=(
            CapacityChange(what=word, stamp="eastus", before=Span(low=1, high=1), after=Span(low=1, high=4)),
            CapacityChange(
                what="Kubernetes replicas",
                stamp="westus",
                before=Span(low=1, high=1),
                after=Span(low=6, high=40),
                remark="more than the 20 that the nodes have room for",
            ),
        ),
        crowded=(f"cluster.pools.{word}.maxNodes: 2 is too few.",),
        warnings=(f"models.{word}: 1 pod answers.", word),
        secrets=(SecretChange(path=word, action=Action.CHANGED),),
        refusals=(Refusal(urn=urn("azure-native:a:B", word), code=word, message=word),),
        stamps_added=("westus",),
        stamps_removed=("centralus",),
        unchanged=12,
    )


def _setting(word: str, kind: Kind) -> PolicySettingChange:
    return PolicySettingChange(
        kind=kind, name=word, direction=Direction.LOOSENS, before=None, after=f"until 2030-01-01: {word}", urn=word
    )


def _traffic(word: str, region: str) -> TrafficChange:
    after = Serving(
        applied={word or "blue": 90, "green": 10}, pending={"green": 100}, mirror={"shadow": 20}, waits_for=(word,)
    )
    return TrafficChange(model=word, stamp=region, before=Serving(applied={word or "blue": 100}), after=after)


def _rerun(word: str, region: str) -> Rerun:
    before, after = f"{word}@sha256:0000", f"{word}@sha256:1111"
    return Rerun(model=word, stamp=region, deployment="blue", weight=90, before=before, after=after)


def _change(word: str, action: Action, number: int) -> ResourceChange:
    values = (
        ValueChange(path=f"properties.{word}", before=word, after=f"{word}-{number}", replaces=number > 0),
        ValueChange(path="(protect)", before="true", after=None),
    )
    return ResourceChange(
        action=action,
        urn=urn("azure-native:keyvault:Vault", f"{word}-{action}-{number}"),
        name=word,
        type="azure-native:keyvault:Vault",
        component=f"models/{word}-{number}",
        role=word,
        stamp="eastus",
        values=values if action in (Action.CHANGED, Action.REPLACED) else (),
        follows=2,
        why=(word,),
        doubts=(word,),
        formerly=word,
        holds=word,
        protected=True,
    )
