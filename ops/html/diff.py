"""The difference between two plans as a page."""

from collections.abc import Iterator

from ops.counted import counted
from ops.diff import policy_words, reruns, stakes, words
from ops.diff.difference import Action, Difference
from ops.diff.stakes import Tone
from ops.diff.verdict import verdict
from ops.html import capacity, changes, policies, policy_settings, topology, traffic
from ops.html.markup import Content, join
from ops.html.page import Page, Section
from ops.html.parts import block, code, prose, told
from ops.plan import Plan

_STATES = {Tone.BAD: "Stop and look", Tone.WARNING: "Look", Tone.CHANGE: "Changes", Tone.GOOD: "Same"}


def diff_page(difference: Difference, head: Plan) -> str:
    """The whole difference, what matters most first, and where it is in the platform that `head` is the plan of."""
    tone = stakes.tone(difference)
    return Page(
        title=f"{difference.project} {difference.stack}: {verdict(difference)}",
        kicker=f"{difference.project} / {difference.stack} / diff",
        verdict=verdict(difference),
        tone=tone,
        state=_STATES[tone],
        notes=list(_notes(difference)),
        sections=list(_sections(difference, head)),
        footer=f"Made by python -m ops diff --stack {difference.stack} --format html, without a cloud account.",
    ).text()


def _notes(difference: Difference) -> Iterator[Content]:
    base = difference.base
    yield join("Compared with ", code(base.words), ".")
    yield from map(prose, base.notes)
    if base.problem:
        yield block(base.problem)


def _sections(difference: Difference, head: Plan) -> Iterator[Section]:
    yield from _refused(difference)
    yield from _traffic(difference)
    yield from _reruns(difference)
    yield from _lost(difference)
    yield from _policy_settings(difference)
    yield from _policies(difference)
    yield from _capacity(difference)
    if difference.warnings:
        count = counted(len(difference.warnings), "warning")
        body = told(difference.warnings, "warnings")
        yield Section(id="warnings", title="New warnings", body=body, summary=count, tone="warning")
    if difference.secrets:
        count = counted(len(difference.secrets), "change")
        yield Section(id="secrets", title="Secrets", body=changes.secrets(difference), summary=count)
    if difference.resources:
        count = words.counts(difference.resources)
        yield Section(id="resources", title="Resources", body=changes.resources(difference), summary=count)
    yield _topology(difference, head)


def _refused(difference: Difference) -> Iterator[Section]:
    if difference.refusals:
        yield Section(
            id="refused",
            title="Refused: what is there cannot become this",
            short="Refused",
            body=changes.refusals(difference),
            summary=counted(len(difference.refusals), "change"),
            tone="bad",
        )


def _traffic(difference: Difference) -> Iterator[Section]:
    if difference.traffic:
        count = counted(len({change.model for change in difference.traffic}), "model")
        yield Section(id="traffic", title="Traffic", body=traffic.moved(difference.traffic), summary=count)


def _reruns(difference: Difference) -> Iterator[Section]:
    if difference.reruns:
        yield Section(
            id="reruns",
            title=reruns.TITLE,
            short="Live images and models",
            body=changes.reruns(difference),
            summary=counted(len({one.model for one in difference.reruns}), "model"),
            tone="warning",
        )


def _lost(difference: Difference) -> Iterator[Section]:
    if difference.losses:
        yield Section(
            id="lost",
            title="Deleted or made anew, with what is in it",
            short="State at risk",
            body=changes.losses(difference),
            summary=words.counts(difference.losses),
            tone="bad",
        )
    if difference.unprotected:
        yield Section(
            id="unprotected",
            title="Not protected any more",
            short="Unprotected",
            body=changes.unprotected(difference),
            summary=counted(len(difference.unprotected), "resource"),
            tone="warning",
        )


def _topology(difference: Difference, head: Plan) -> Section:
    stamps = {
        **dict.fromkeys(difference.stamps_added, Action.ADDED),
        **dict.fromkeys(difference.stamps_removed, Action.REMOVED),
    }
    return Section(
        id="topology",
        title="Topology",
        body=topology.topology(head, difference.resources, stamps),
        summary=counted(sum(resource.custom for resource in head.resources), "resource"),
    )


def _policy_settings(difference: Difference) -> Iterator[Section]:
    rows = policy_words.rows(difference.policy_settings)
    if rows:
        yield Section(
            id="policy-settings",
            title="Policy settings",
            body=policy_settings.changed(rows),
            summary="; ".join(policy_words.parts(difference.policy_settings)),
            tone="warning" if policy_words.loosens(difference.policy_settings) else "",
        )


def _capacity(difference: Difference) -> Iterator[Section]:
    count = [counted(len(difference.capacity), "change")] if difference.capacity else []
    short = ["too little"] if difference.crowded or any(change.remark for change in difference.capacity) else []
    if count or short:
        yield Section(
            id="capacity",
            title="Capacity",
            body=capacity.changed(difference.capacity, difference.crowded),
            summary=", ".join((*count, *short)),
            tone="warning" if short else "",
        )


def _policies(difference: Difference) -> Iterator[Section]:
    found = difference.policies
    states = {"new": found.new, "fixed": found.fixed, "standing": found.standing}
    told = [(state, result) for state, results in states.items() for result in results]
    if told:
        new = {result.enforcement for result in found.new} - {"disabled"}
        yield Section(
            id="policies",
            title="Policies",
            body=policies.policies(told),
            summary=", ".join(f"{len(results)} {state}" for state, results in states.items() if results),
            tone="bad" if "mandatory" in new else "warning" if new else "",
        )
