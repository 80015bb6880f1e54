"""The results of the policy pack as text: worst first, what is the same of several resources once."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ops.plan import PolicyResult
from ops.screen import Screen

_SEVERITIES = ("critical", "high", "medium", "low")
_SEVERITY_WIDTH = max(map(len, _SEVERITIES))
_INDENT = " " * 4


def policies(results: Sequence[PolicyResult], screen: Screen, most: int) -> Iterator[str]:
    """The lines of the section; at most `most` resources of a result are named."""
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
    severity = _SEVERITIES.index(result.severity) if result.severity in _SEVERITIES else len(_SEVERITIES)
    return severity, result.enforcement != "mandatory", result.name, result.message


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
