"""The difference as a comment of a pull request on GitHub.

Whatever comes out of the config stands in code, where GitHub reads neither Markdown nor HTML, mentions nor references.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ops.diff import folding, policy_words, reruns, secret_words, stakes, words
from ops.diff.difference import Action, Difference, TrafficChange
from ops.diff.markdown_code import code, fenced, prose
from ops.diff.markdown_page import Page, marker
from ops.diff.markdown_resources import resource_parts
from ops.diff.policy_settings import Direction
from ops.diff.stakes import Tone
from ops.diff.verdict import verdict
from ops.plan import PolicyResult
from ops.serving import Serving, cells, shares

_BAR = 10
"""Characters of a bar of 100 %."""

_MOST_NAMED = 3
"""Resources of a policy result that are named; of more it tells how many."""

_AS_OTHERS = "exempt, as others in the base"
_DOCUMENT = re.compile(r"(?<!`)docs/policies\.md#[\w-]+(?!`)")
_COMMIT = re.compile(r"([0-9a-f]{7}), (which is|the merge base with|the tip of) (.+)")
_SIGNS = {Tone.BAD: "🛑", Tone.WARNING: "⚠️", Tone.CHANGE: "🔷", Tone.GOOD: "✅"}
_GLYPHS = "█▓▒░"
_DIRECTIONS = {Direction.LOOSENS: "⚠️", Direction.TIGHTENS: "✅", Direction.CHANGES: ""}


def markdown(difference: Difference) -> str:
    """The whole difference, what matters most first; what has no room is counted at the end."""
    page = Page()
    page.add(_opening(difference), "heading")
    refusals, rest = folding.few_refusals(difference)
    page.table("Refused: what is there cannot become this", ("What", "Code", "Why"), _refusals(refusals))
    if rest:
        page.add(f"\n{prose(rest)}\n", "note")
    page.table("Traffic", ("Model", "Stamps", "Now", "With this", "", "Remarks"), _traffic(difference))
    page.table(reruns.TITLE, ("What", "Stamps", "Share", "Now", "With this"), _reruns(difference))
    lost = page.table(
        "Deleted or made anew, with what is in it", ("", "What", "Stamps", "Why and what goes"), _losses(difference)
    )
    if lost and any(change.protected for change in difference.losses):
        page.add(f"\nWhat is protected: {prose(words.PROTECTED)}.\n", "note")
    page.table("Not protected any more", ("What", "Stamps"), _unprotected(difference))
    page.table("Policy settings", ("", "What", "Now", "With this"), _policy_settings(difference))
    page.table("Policies", ("", "Rule", "Resources", "Message"), _policies(difference))
    columns = ("What", "Stamps", "Now", "With this", "")
    counted = page.table("Capacity, at least to at most", columns, _capacity(difference))
    told = (*(words.capacity_notes(difference) if counted else ()), *difference.crowded)
    page.listing("" if counted else "Capacity", map(prose, told))
    page.listing("New warnings", map(prose, difference.warnings))
    page.table("Secrets", ("", "Path", ""), _secrets(difference))
    page.details("Resources", list(resource_parts(difference)))
    page.add(_standing(difference), "note")
    return page.text(f"python -m ops diff --stack {difference.stack}")


def _opening(difference: Difference) -> str:
    base = difference.base
    lines = [
        marker(difference.stack),
        f"## {_SIGNS[stakes.tone(difference)]} {code(difference.stack)}: {prose(verdict(difference))}",
        "",
        f"Compared with {_words_of_base(base.words)}.",
        *(f"\n> {prose(note)}" for note in base.notes),
    ]
    if base.problem:
        lines += ["", *fenced(base.problem.splitlines(), "text")]
    return "\n".join(lines) + "\n"


def _words_of_base(words: str) -> str:
    """What is compared with: of a commit its hash and the name of the branch as code."""
    found = _COMMIT.fullmatch(words)
    return f"{code(found[1])}, {found[2]} {code(found[3])}" if found else code(words)


def _refusals(refusals: folding.Refusals) -> Iterator[Sequence[str]]:
    for refusal, urns in refusals:
        yield "<br>".join(code(words.about(urn)) for urn in urns), code(refusal.code), prose(refusal.message)


def _traffic(difference: Difference) -> Iterator[Sequence[str]]:
    for change, stamps in folding.alike_traffic(difference.traffic):
        before, after = change.before, change.after
        yield (
            code(change.model),
            code(", ".join(stamps)),
            _weights(before) if before else "-",
            _weights(after) if after else "-",
            code(_bar(change)),
            "<br>".join(prose(remark) for remark in words.remarks(change)),
        )


def _weights(serving: Serving) -> str:
    if serving.batch:
        return "<br>".join(f"{code(name)}, the default" for name in sorted(serving.applied)) or "no default"
    return "<br>".join(code(f"{name} {weight} %") for name, weight in sorted(shares(serving.applied).items())) or "none"


def _bar(change: TrafficChange) -> str:
    """One bar of the deployments that answer, each with a shade of its own; none where there are not enough shades."""
    after = change.after or Serving()
    answering = sorted(shares(after.applied).items())
    if after.batch or not answering or len(answering) > len(_GLYPHS):
        return ""
    weights = [weight for _, weight in answering]
    room = [cells(weight, _BAR) for weight in weights]
    room[weights.index(max(weights))] += _BAR - sum(room)
    return "".join(glyph * size for glyph, size in zip(_GLYPHS, room, strict=False))


def _reruns(difference: Difference) -> Iterator[Sequence[str]]:
    for one, stamps in folding.alike_in_stamps(difference.reruns):
        what = code(f"{one.model} {one.deployment}")
        yield what, code(", ".join(stamps)), f"{one.weight} %", code(one.before), code(one.after)


def _losses(difference: Difference) -> Iterator[Sequence[str]]:
    for folded in folding.fold(difference.losses):
        change = folded.change
        verb = "**DELETED**" if change.action is Action.REMOVED else "**REPLACED**"
        goes = [f"lost with it: {change.holds}"] if change.holds else []
        reasons = [*(prose(why) for why in change.why), *map(prose, goes), *(["protected"] if change.protected else [])]
        yield verb, code(words.full_name(change)), code(", ".join(folded.stamps)), "<br>".join(reasons)


def _unprotected(difference: Difference) -> Iterator[Sequence[str]]:
    for folded in folding.fold(difference.unprotected):
        yield code(words.full_name(folded.change)), code(", ".join(folded.stamps))


def _policy_settings(difference: Difference) -> Iterator[Sequence[str]]:
    for row in policy_words.rows(difference.policy_settings):
        mark = _DIRECTIONS[row.direction]
        yield f"{mark} {row.direction}".strip(), prose(row.what), prose(row.before), prose(row.after)


def _policies(difference: Difference) -> Iterator[Sequence[str]]:
    broken = [one for one in difference.policies.standing if one.enforcement == "mandatory"]
    further = folding.further_exempt(difference.policies)
    new = [one for one in difference.policies.new if one not in further]
    accepted = [replace(one, message=_AS_OTHERS) for one in further]
    told = {"new": [*new, *accepted], "as in the base": broken, "fixed": difference.policies.fixed}
    for state, results in told.items():
        for alike in folding.alike_results(results):
            first = alike[0]
            level = prose(f"{state}: {words.level(first)}, {first.severity}")
            yield f"{_mark(first, state)} {level}", code(first.name), _resources(alike), _message(first)


def _mark(result: PolicyResult, state: str) -> str:
    if state == "fixed":
        return "✅"
    return "❌" if result.enforcement == "mandatory" else "⚪" if result.outcome == "exempt" else "⚠️"


def _resources(results: Sequence[PolicyResult]) -> str:
    named = [code(words.about(result.urn)) for result in results[:_MOST_NAMED]]
    more = len(results) - _MOST_NAMED
    return "<br>".join([*named, *([f"and {more} more"] if more > 0 else [])])


def _message(result: PolicyResult) -> str:
    first, *rest = result.message.strip().splitlines() or [""]
    exempt = [line for line in rest if line.startswith("Exempt")]
    return "<br>".join(prose(_DOCUMENT.sub(r"`\g<0>`", line)) for line in [first, *exempt])


def _standing(difference: Difference) -> str:
    standing = len(difference.policies.standing)
    results = "1 policy result stands" if standing == 1 else f"{standing} policy results stand"
    return f"\n{results} as in the base.\n" if standing else ""


def _capacity(difference: Difference) -> Iterator[Sequence[str]]:
    for change, stamps in folding.alike_in_stamps(difference.capacity):
        more = words.change_of(change.before, change.after)
        stamp = code(words.each_of(stamps))
        last = "<br>".join(filter(None, (more, prose(change.remark))))
        yield code(change.what), stamp, words.span(change.before), words.span(change.after), last


def _secrets(difference: Difference) -> Iterator[Sequence[str]]:
    for secret in difference.secrets:
        yield str(secret.action), code(secret.path), secret_words.aside(secret)
