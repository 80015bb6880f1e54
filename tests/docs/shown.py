"""What the pages show of an output: the lines about models, in an order that every run gives."""

import itertools
import re
from collections.abc import Iterator, Sequence

_KINDS = "OnlineEndpoint|OnlineDeployment|BatchEndpoint|BatchDeployment|HTTPRoute|Deployment"
_EVENT = re.compile(
    rf"^ [+~-]. +(azure-native|kubernetes):\S+:({_KINDS}) (?P<name>\S+) .*?(created|updated|deleted|failed|error: )"
)
_OF_A_VERSION = re.compile(r"--\w+-route ")
"""The small routes that lead to one deployment: they do not matter to traffic."""

_NOISE = re.compile(r"an unhandled error occurred|update failed|preview failed$")
_OF_STATE = re.compile(r"^ +\[(id|urn|provider)=")
_DIAGNOSTICS = re.compile(
    r"^Diagnostics:\n(?P<body>.*?)(?=^(Outputs|Resources|Duration|Policies)|\Z)", re.DOTALL | re.MULTILINE
)
_PARTS = ("Traffic", "Warnings")


def of_preview(text: str) -> str:
    """Of a report of `ops preview`: its traffic, the warnings about models and its verdict; of a refusal all."""
    if not text.startswith("ai-models "):
        return text
    parts = re.split(r"\n\n(?=\S)", text)
    shown = [_about_models(part) for part in parts if part.startswith(_PARTS)]
    verdict = parts[-1].splitlines()[0] + "\n"
    return "\n\n".join([*filter(None, shown), verdict])


def of_engine(text: str) -> str:
    """Of a run of pulumi: what became of endpoints, deployments and routes, what it tells of models, and the count."""
    lines = text.splitlines()
    parts = ["\n".join(_events(lines)), "\n\n".join(_diagnostics(text)), "\n".join(_count(lines))]
    return "\n\n".join(filter(None, parts)) + "\n"


def of_diff(text: str) -> str:
    """Of a run with `--diff`: what changes of each resource, without its ids and outputs; then the count."""
    found = re.split(r"(?m)^(?=    [+~-] \S+: \()|^    --outputs:--$", text)[1:]
    changes = sorted(one.partition("--outputs:--")[0] for one in found if re.match(r"    [+~-] ", one))
    lines = [line.rstrip() for one in changes for line in one.splitlines()]
    kept = [line for line in lines if line and not _OF_STATE.match(line)]
    return "\n".join([*kept, "", *_count(text.splitlines())]) + "\n"


def _about_models(part: str) -> str:
    """A part of the report; of warnings those that are about models."""
    title, _, body = part.rstrip("\n").partition("\n")
    if title != "Warnings":
        return part.rstrip("\n")
    kept = [warning for warning in re.split(r"(?m)^(?=  ! )", body) if warning.startswith("  ! models.")]
    return "\n".join([title, *(warning.rstrip("\n") for warning in kept)]) if kept else ""


def _events(lines: Sequence[str]) -> list[str]:
    """The last word about each resource, by name: what is done at once ends in any order."""
    found = {}
    for line in lines:
        event = _EVENT.match(line)
        if event and not _OF_A_VERSION.search(line):
            found[event["name"]] = line.partition(" error: ")[0].rstrip("; ").rstrip()
    return [found[name] for name in sorted(found)]


def _diagnostics(text: str) -> Iterator[str]:
    """What is said about models, and about the config."""
    body = _DIAGNOSTICS.search(text)
    blocks = re.split(r"(?m)^(?=  \S)", body["body"]) if body else []
    told = []
    for block in blocks:
        lines = [line for line in block.rstrip().splitlines() if not _NOISE.search(line)]
        if len(lines) > 1 and "Stamp (" not in lines[0]:
            told.append("\n".join(line.rstrip() for line in lines))
    if told:
        yield "Diagnostics:\n" + "\n\n".join(sorted(told))


def _count(lines: Sequence[str]) -> list[str]:
    """How many resources changed; how many had their turn before one failed is chance."""
    start = next((number for number, line in enumerate(lines) if line == "Resources:"), len(lines))
    counted = list(itertools.takewhile(str.strip, lines[start:]))
    return [] if any("errored" in line for line in counted) else counted
