"""The README claims what its commands show."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_of_a_preview_is_what_the_command_prints() -> None:
    """Names and addresses are left out of the picture, as it says; the time a run takes is whatever it takes."""
    assert "shows, all but its list of names and addresses</summary>" in README
    picture = re.search(r"^```\n(ai-models prod.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert picture is not None
    command = [sys.executable, "-m", "ops", "preview", "--stack", "prod"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    without_names = re.sub(r"Names and addresses\n.*?\n\n", "", printed, flags=re.DOTALL)
    assert _timeless(picture[1]) == _timeless(without_names)


def test_the_first_screen_has_the_first_success_and_it_is_that_of_the_picture() -> None:
    first_screen = "\n".join(README.splitlines()[:30])
    assert "$ make preview " in first_screen
    verdict = re.search(r"^```\n(✓ prod: nothing refused.*?)^```$", first_screen, re.DOTALL | re.MULTILINE)
    picture = re.search(r"^```\n(ai-models prod.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert verdict is not None
    assert picture is not None
    assert picture[1].endswith(verdict[1])


def test_every_target_and_document_that_it_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"make ([a-z]+)", README))
    assert targets
    assert [target for target in sorted(targets) if f"\n{target}:" not in makefile] == []
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def _timeless(text: str) -> str:
    return re.sub(r"in \d+\.\d s", "in … s", text).strip()
