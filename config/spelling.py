"""The nearest right spelling of a wrong one."""

import difflib
from collections.abc import Iterable


def nearest(wrong: str, right: Iterable[str]) -> str | None:
    """The one of `right` that `wrong` was probably meant to be, whatever its capitals, dashes and underscores."""
    by_letters = {_letters(word): word for word in right}
    found = difflib.get_close_matches(_letters(wrong[:100]), by_letters, n=1, cutoff=0.7)
    return by_letters[found[0]] if found else None


def _letters(word: str) -> str:
    return "".join(char for char in word.lower() if char.isalnum())
