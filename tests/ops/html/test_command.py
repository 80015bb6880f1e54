"""How the HTML page is asked for."""

from pathlib import Path

from ops.exits import Exit
from tests.ops.conftest import Ops, add_to_program
from tests.ops.diff.conftest import replace_in
from tests.ops.html.reading import read

REFUSED = """
azure.storage.StorageAccount(
    "refused",
    account_name="Not_A_Name",
    resource_group_name=group.name,
    kind="StorageV2",
    sku={"name": "Standard_LRS"},
    opts=pulumi.ResourceOptions(parent=stamp),
)
"""


def test_a_preview_is_written_as_a_page_beside_its_report(ops: Ops, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    ran = ops("preview", "-C", project, "--stack", "dev", "--html", file)
    assert (ran.status, ran.err) == (Exit.FINE, "")
    assert "nothing refused" in ran.out
    page = read(file.read_text())
    assert page.one("h1").text == "Nothing refused."
    assert "rg-shop" in page.one("main").text
    assert "planted-kubeconfig" not in file.read_text()


def test_a_page_that_could_not_be_written_is_told_before_anything_runs(ops: Ops, project: Path, tmp_path: Path) -> None:
    for wrong in (tmp_path, tmp_path / "nowhere" / "report.html"):
        ran = ops("preview", "-C", project, "--stack", "dev", "--html", wrong)
        assert ran.status == Exit.CONFIG_INVALID
        assert f"--html: {wrong} cannot be written: name a file in a folder that is there" in ran.err


def test_of_what_is_refused_there_is_no_page(ops: Ops, project: Path, tmp_path: Path) -> None:
    add_to_program(project, REFUSED)
    file = tmp_path / "report.html"
    assert ops("preview", "-C", project, "--stack", "dev", "--html", file).status == Exit.REFUSED
    assert not file.exists()


def test_a_diff_is_printed_as_a_page(ops: Ops, project: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    ops("preview", "-C", project, "--stack", "dev", "--json", plan)
    replace_in(project / "__main__.py", ', ignore_changes=["tags"]', "")
    replace_in(project / "__main__.py", '"stack": "dev"', '"stack": "dev", "team": "a<b"')
    ran = ops("diff", "-C", project, "--stack", "dev", "--base", plan, "--format", "html")
    assert (ran.status, ran.err) == (Exit.FINE, "")
    page = read(ran.out)
    assert page.one("h1").text == "Only tags: 1 changed."
    assert ["tags.team", "nothing", "a<b"] in [[cell.text for cell in row.all("th", "td")] for row in page.all("tr")]
