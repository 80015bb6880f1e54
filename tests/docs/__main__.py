"""`python -m tests.docs`: put into the pages of docs/traffic/ what their commands print; needs a pulumi on PATH."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.docs.doing import Doing
from tests.docs.pages import Step, read_pages, write
from tests.docs.performance import perform
from tests.docs.rehearsal import rehearse


def main() -> None:
    """Do every page and write it."""
    if shutil.which("pulumi") is None:
        sys.exit("no pulumi on PATH: only it can tell what it prints")
    pages = read_pages()
    with tempfile.TemporaryDirectory() as rehearsed, tempfile.TemporaryDirectory() as performed:
        ways = Doing(Path(rehearsed), pages, rehearse), Doing(Path(performed), pages, perform)
        for page in pages:
            printed: dict[Step, str] = dict([*ways[0].outputs(page), *ways[1].outputs(page)])
            write(page.name, lambda step, printed=printed: printed.get(step, ""))
            print(page.name, flush=True)


if __name__ == "__main__":
    main()
