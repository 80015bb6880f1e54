"""The columns of the report's tables: a stamp each, or what is common to stamps that are too many."""

from collections.abc import Mapping, Sequence

from ops.capacity import Span
from ops.topology import SHARED

_MOST_STAMPS = 3
_EACH, _TOTAL = "a stamp", "total"


class Columns:
    """How numbers by stamp are spread over the columns of a table."""

    def __init__(self, stamps: Sequence[str], *, shared: bool, narrowest: int) -> None:
        """With `shared` there is a column for what belongs to no stamp; `narrowest` is a column's least width."""
        self._stamps = stamps
        self._narrowest = narrowest
        of_stamps = [*stamps] if len(stamps) <= _MOST_STAMPS else [_EACH]
        of_all = [*([SHARED] if shared else []), *of_stamps]
        self.titles = [*of_all, _TOTAL] if shared + len(stamps) > 1 else of_all

    @property
    def width(self) -> int:
        """Columns of text that the table's columns take."""
        return sum(self._widths)

    @property
    def header(self) -> str:
        """The titles."""
        return "".join(f"{title:>{width}}" for title, width in zip(self.titles, self._widths, strict=True))

    def row(self, spans: Mapping[str, Span]) -> str:
        """The numbers of one row, given by stamp."""
        cells = [_text(self._span(title, spans)) for title in self.titles]
        return "".join(f"{cell:>{width}}" for cell, width in zip(cells, self._widths, strict=True))

    @property
    def _widths(self) -> list[int]:
        return [max(self._narrowest, len(title) + 2) for title in self.titles]

    def _span(self, title: str, spans: Mapping[str, Span]) -> Span:
        if title == _TOTAL:
            return sum(spans.values(), Span())
        if title == _EACH:
            each = [spans.get(stamp, Span()) for stamp in self._stamps]
            return Span(low=min(span.low for span in each), high=max(span.high for span in each))
        return spans.get(title, Span())


def _text(span: Span) -> str:
    if not span.high:
        return "·"
    return str(span.low) if span.low == span.high else f"{span.low}-{span.high}"
