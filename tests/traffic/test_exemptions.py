"""The docs tell each state in which a promise is not asserted, and the code knows no other."""

from pathlib import Path

from tests.traffic import exemptions
from tests.traffic.exemptions import EXEMPTIONS

_PAGE = Path(__file__).parents[2] / "docs" / "traffic" / "README.md"
_HERE = Path(__file__).parent


def test_the_docs_show_them_all() -> None:
    page = " ".join(_PAGE.read_text(encoding="utf-8").split())
    for name, words in EXEMPTIONS.items():
        assert f"**{name}.** {words}".casefold() in page.casefold()


def test_each_is_used() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in _HERE.glob("*.py") if file.name != "exemptions.py")
    names = {name: value for name, value in vars(exemptions).items() if name.isupper() and isinstance(value, str)}
    assert set(names.values()) == set(EXEMPTIONS)
    for name in names:
        assert f" {name}" in code.replace("(", " ").replace(":", " "), f"{name} excuses nothing"
