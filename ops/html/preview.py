"""A preview as a page."""

from collections.abc import Iterator, Sequence

from ops.counted import counted
from ops.html import capacity, policies, topology, traffic
from ops.html.markup import NOTHING, Html, each, element, join
from ops.html.page import Page, Section
from ops.html.parts import folded, told
from ops.plan import Plan
from ops.report_outputs import addresses
from ops.report_resources import totals
from ops.topology import Topology

_TOLD = ("warning", "error")
_REMARK = "remark"
_MOST_NAMES = 24
"""Names that are shown at once; the rest is folded away."""


def preview_page(plan: Plan, live: str, messages: Sequence[tuple[str, str]] = ()) -> str:
    """What `up` would make: `live` says in words what counts as there already, `messages` are severity and text."""
    warnings = [text for severity, text in dict.fromkeys(messages) if severity in _TOLD]
    mandatory = sum(result.enforcement == "mandatory" for result in plan.policies)
    verdict = _verdict(mandatory, len(warnings))
    tone, state = ("bad", "Stop") if mandatory else ("warning", "Look") if warnings else ("good", "Fine")
    stamps = Topology(plan).stamps
    return Page(
        title=f"{plan.project} {plan.stack}: {verdict}",
        kicker=f"{plan.project} / {plan.stack} / preview",
        verdict=verdict,
        tone=tone,
        state=state,
        notes=[
            f"{totals(plan)}; {counted(len(stamps), 'stamp')}{': ' if stamps else ''}{', '.join(stamps)}.",
            f"Preview against the sandbox, no cloud account. Already there: {live}.",
        ],
        sections=list(
            _sections(plan, warnings, [text for severity, text in dict.fromkeys(messages) if severity == _REMARK])
        ),
        footer=f"Made by python -m ops preview --stack {plan.stack} --html.",
    ).text()


def _verdict(mandatory: int, warnings: int) -> str:
    if mandatory:
        return "1 mandatory policy is violated." if mandatory == 1 else f"{mandatory} mandatory policies are violated."
    return f"Nothing refused, {counted(warnings, 'warning')}." if warnings else "Nothing refused."


def _sections(plan: Plan, warnings: Sequence[str], remarks: Sequence[str]) -> Iterator[Section]:
    violated = any(result.enforcement == "mandatory" for result in plan.policies)
    if violated:
        yield _policies(plan, "bad")
    if warnings:
        body = told(warnings, "warnings")
        yield Section(id="warnings", title="Warnings", body=body, summary=str(len(warnings)), tone="warning")
    served, waiting = traffic.standing(plan), traffic.waiting(plan)
    if served != NOTHING:
        summary = f"{counted(waiting, 'model')} waiting" if waiting else "nothing waits"
        tone = "warning" if waiting else ""
        yield Section(id="traffic", title="Traffic", body=served, summary=summary, tone=tone)
    resources = counted(sum(resource.custom for resource in plan.resources), "resource")
    yield Section(id="topology", title="Topology", body=topology.topology(plan), summary=resources)
    numbers = capacity.standing(plan)
    if numbers != NOTHING:
        yield Section(id="capacity", title="Capacity", body=numbers, summary=capacity.most_telling(plan))
    if plan.policies and not violated:
        yield _policies(plan, "")
    if remarks:
        body = told(remarks, "remarks", tone="")
        yield Section(id="remarks", title="Remarks", body=body, summary=str(len(remarks)))
    found = addresses(plan.outputs)
    if found:
        names = counted(len(found), "name")
        yield Section(id="names", title="Names and addresses", body=_names(found), summary=names)


def _policies(plan: Plan, tone: str) -> Section:
    body = policies.policies([("", result) for result in plan.policies])
    results = counted(len(plan.policies), "result")
    return Section(id="policies", title="Policies", body=body, summary=results, tone=tone)


def _names(found: Sequence[tuple[str, str]]) -> Html:
    rest = found[_MOST_NAMES:]
    hidden = folded(f"{len(rest)} more names", _pairs(rest)) if rest else NOTHING
    return join(_pairs(found[:_MOST_NAMES]), hidden)


def _pairs(found: Sequence[tuple[str, str]]) -> Html:
    pairs = (element("div", element("dt", path), element("dd", element("code", value))) for path, value in found)
    return element("dl", each(pairs), class_="names")
