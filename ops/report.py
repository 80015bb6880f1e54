"""The preview as text: what an operator reads before anything is built."""

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ops import report_outputs, report_policies, report_resources, report_traffic, report_tree
from ops.capacity import capacity
from ops.columns import Columns
from ops.counted import counted
from ops.plan import Plan
from ops.screen import Screen
from ops.topology import SHARED, Topology
from sandbox.recording import Refusal

_MOST_ALIKE = 10
"""Models, warnings and outputs of one kind that are shown without -v."""

_LABEL_WIDTH = 25
_SPAN_WIDTH = 11
_SEVERITIES = ("warning", "error")
_REMARKED = ("remark",)


@dataclass(frozen=True, kw_only=True)
class Report:
    """A preview that is to be read."""

    plan: Plan
    live: str
    """What counts as there already, in words."""
    seconds: float
    """How long the preview took."""
    messages: tuple[tuple[str, str], ...] = ()
    """Severity and text of what the program logged."""
    screen: Screen = field(default_factory=Screen)
    verbosity: int = 0
    """1: each resource by name; 2: its inputs too."""

    def text(self) -> str:
        """The whole report."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        topology = Topology(self.plan)
        yield from self._header(topology)
        yield from self._section("Resources", self._resources(topology))
        yield from self._section("Traffic", report_traffic.weights(self.plan, self.screen, self._most))
        yield from self._section("Capacity, at least to at most", self._capacity(topology))
        yield from self._section(
            "Names and addresses", report_outputs.outputs(self.plan.outputs, self.screen, self._most)
        )
        yield from self._section("Policies", self._policies())
        yield from self._section("Warnings", self._messages(self._warning_texts, self.screen.warning("! ")))
        yield from self._section("Remarks", self._messages(self._told(_REMARKED), self.screen.dim("i ")))
        yield ""
        yield self._verdict()

    @property
    def _most(self) -> int:
        return sys.maxsize if self.verbosity else _MOST_ALIKE

    def _header(self, topology: Topology) -> Iterator[str]:
        bold = self.screen.bold
        stamps = topology.stamps
        where = f"{counted(len(stamps), 'stamp')}: {', '.join(stamps)}" if stamps else ""
        yield f"{bold(f'{self.plan.project} {self.plan.stack}')}  {where}".rstrip()
        yield from self._wrapped(f"Preview against the sandbox, no cloud account. Already there: {self.live}.")

    def _section(self, title: str, lines: Iterator[str]) -> Iterator[str]:
        for number, line in enumerate(lines):
            if number == 0:
                yield ""
                yield self.screen.bold(title)
            yield line

    def _resources(self, topology: Topology) -> Iterator[str]:
        yield from report_resources.table(topology, self.screen)
        if self.verbosity:
            yield from self._section("By name", report_tree.tree(topology, self.screen, inputs=self.verbosity > 1))
            yield from self._section("By type", report_tree.types(self.plan, self.screen))

    def _capacity(self, topology: Topology) -> Iterator[str]:
        counted = capacity(self.plan, topology)
        shared = any(SHARED in spans for spans in counted.values())
        columns = Columns(topology.stamps, shared=shared, narrowest=_SPAN_WIDTH)
        if counted:
            yield "  " + self.screen.dim(f"{'':<{_LABEL_WIDTH}}{columns.header}")
        for what, spans in counted.items():
            yield f"  {what:<{_LABEL_WIDTH}}{columns.row(spans)}"

    def _policies(self) -> Iterator[str]:
        in_full = self.verbosity > 0
        yield from report_policies.policies(self.plan.policies, self.screen, self._most, in_full=in_full)

    def _messages(self, texts: Sequence[str], mark: str) -> Iterator[str]:
        for text in texts[: self._most]:
            first, *rest = self._wrapped(text, "    ")
            yield f"  {mark}{first.removeprefix('    ')}"
            yield from rest
        if len(texts) > self._most:
            yield self.screen.dim(f"  … and {len(texts) - self._most} more (-v)")

    def _verdict(self) -> str:
        mandatory = sum(policy.enforcement == "mandatory" for policy in self.plan.policies)
        took = f"in {self.seconds:.1f} s"
        if mandatory:
            violations = "1 mandatory policy is" if mandatory == 1 else f"{mandatory} mandatory policies are"
            return self.screen.bad(f"✗ {violations} violated, {took}.")
        warnings = len(self._warning_texts)
        aside = {0: "", 1: ", 1 warning"}.get(warnings, f", {warnings} warnings")
        fine = self.screen.good(f"✓ {self.plan.stack}: nothing refused{aside}, {took}")
        return f"{fine}\n  {report_resources.totals(self.plan)}"

    @property
    def _warning_texts(self) -> list[str]:
        return self._told(_SEVERITIES)

    def _told(self, severities: Sequence[str]) -> list[str]:
        return [text for severity, text in dict.fromkeys(self.messages) if severity in severities]

    def _wrapped(self, text: str, indent: str = "") -> Iterator[str]:
        for line in text.splitlines():
            yield from textwrap.wrap(line, self.screen.width, initial_indent=indent, subsequent_indent=indent)


def refusals_text(refusals: Sequence[Refusal], sources: Mapping[str, str], screen: Screen) -> str:
    """What the sandbox rejected: what it is about, the line that declares it, and what to do."""
    count = counted(len(refusals), "request")
    lines = [screen.bad(f"✗ Azure or Kubernetes would refuse {count}:")]
    for refusal in refusals:
        where = f"  {sources[refusal.urn]}" if refusal.urn in sources else ""
        lines += ["", f"  {screen.bold(_about(refusal.urn))}{screen.dim(where)}"]
        for paragraph in f"{refusal.code}: {refusal.message}".splitlines():
            lines += textwrap.wrap(paragraph, screen.width, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def _about(urn: str) -> str:
    """A resource as its reader knows it: logical name and type."""
    if not urn:
        return "the stack"
    *_, qualified, name = urn.split("::", 3)
    return f"{name}  {qualified.rsplit('$', 1)[-1]}"
