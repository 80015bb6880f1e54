"""The results of the policy pack as text: worst first, what is the same of several resources once.

What stops an `up` is told in full; the rest is a line a rule, until the reader asks for more.
"""

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from ops.plan import PolicyResult
from ops.screen import Screen
from policies.severity import Severity, rank

_SEVERITY_WIDTH = max(map(len, Severity))
_STANDING_WIDTH = len("advisory")
_NAME_WIDTH = 38
_INDENT = " " * 4


def policies(results: Sequence[PolicyResult], screen: Screen, most: int, *, in_full: bool) -> Iterator[str]:
    """The lines of the section; at most `most` resources of a result are named.

    `in_full` tells of every result what was found and what to change, not of the mandatory ones alone.
    """
    told = [result for result in results if in_full or result.enforcement == "mandatory"]
    yield from _in_full(told, screen, most)
    if not in_full:
        yield from _in_short([result for result in results if result.enforcement != "mandatory"], screen)


def _in_short(results: Sequence[PolicyResult], screen: Screen) -> Iterator[str]:
    urns: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for result in sorted(results, key=_rank):
        urns[result.severity, _standing(result.enforcement, result.outcome), result.name].add(result.urn)
    for (severity, standing, name), found in urns.items():
        words = f"{severity:<{_SEVERITY_WIDTH}}  {standing:<{_STANDING_WIDTH}}"
        line = f"  {words}  {name:<{_NAME_WIDTH}}  "
        where = _where(found, screen.width - len(line))
        yield f"  {screen.dim(words)}  {name:<{_NAME_WIDTH}}  {screen.dim(where)}"
    if urns:
        yield screen.dim("  -v says what was found, what is safe, and what to change.")


def _where(urns: Collection[str], room: int) -> str:
    """The one resource by its name, where there is room for that; else how many there are."""
    (name, *others) = (urn.split("::", 3)[-1] for urn in urns)
    if others:
        return f"{len(urns)} resources"
    return (name if len(name) <= room else "1 resource") or "the stack"


def _in_full(results: Sequence[PolicyResult], screen: Screen, most: int) -> Iterator[str]:
    alike: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for result in sorted(results, key=_rank):
        key = (result.severity, result.enforcement, result.outcome, result.name, result.message)
        alike[key].append(result.urn)
    for (severity, enforcement, outcome, name, message), urns in alike.items():
        words = f"{severity:<{_SEVERITY_WIDTH}}  {_standing(enforcement, outcome)}"
        paint = screen.bad if enforcement == "mandatory" else screen.warning
        yield f"  {screen.dim(words) if outcome == 'exempt' else paint(words)}  {screen.bold(name)}"
        for line in message.splitlines():
            yield from textwrap.wrap(
                line, screen.width, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False
            )
        yield from _resources([urn for urn in urns if urn], screen, most)


def _rank(result: PolicyResult) -> tuple[int, bool, str, str]:
    return rank(result.severity), result.enforcement != "mandatory", result.name, result.message


def _standing(enforcement: str, outcome: str) -> str:
    """What a result means for the deployment, in one word or two."""
    if outcome == "violated":
        return enforcement
    return f"{enforcement}, {outcome}" if enforcement == "mandatory" else outcome


def _resources(urns: Sequence[str], screen: Screen, most: int) -> Iterator[str]:
    for urn in urns[:most]:
        *_, qualified, name = urn.split("::", 3)
        line = f"{name}  {qualified.rsplit('$', 1)[-1]}"
        for part in textwrap.wrap(
            line, screen.width, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False
        ):
            yield screen.dim(part)
    if len(urns) > most:
        yield screen.dim(f"{_INDENT}… and {len(urns) - most} more (-v)")
