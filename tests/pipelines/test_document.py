"""The document of the pipelines names whatever has to be set up for them, and nothing else."""

import re

from tests.pipelines.files import AZURE, ROOT, WORKFLOWS, jobs, read, stages

DOCUMENT = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
STACKS = ("dev", "prod")


def test_every_variable_and_secret_is_in_the_document() -> None:
    text = "\n".join(path.read_text() for path in WORKFLOWS)
    named = set(re.findall(r"(?:vars|secrets)\.([A-Z_]+)", text))
    named |= set(re.findall(r"\$\(([A-Z_]+)\)", "\n".join(path.read_text() for path in AZURE)))
    assert {"AZURE_CLIENT_ID", "PULUMI_BACKEND_URL", "SCANNER_IMAGE", "STACK_RUNNER"} <= named
    assert sorted(name for name in named if f"`{name}`" not in DOCUMENT) == []


def test_every_environment_is_in_the_document() -> None:
    named = {str(job.get("environment") or job.get("with", {}).get("environment", "")) for _, job in jobs()} - {""}
    expanded = {
        re.sub(r"\$\{\{ (matrix|inputs)\.stack \}\}", stack, name)
        for name in named
        for stack in STACKS
        if name != "${{ inputs.environment }}"
    }
    assert expanded == {
        *STACKS,
        *(f"{stack}-{kind}" for stack in STACKS for kind in ("preview", "images")),
        "prod-approval",
        "proposals",
    }
    assert sorted(name for name in expanded if f"`{name}`" not in DOCUMENT) == []


def test_every_service_connection_and_group_is_in_the_document() -> None:
    used = {
        stage["jobs"][0]["parameters"]["connection"] for stage in stages().values() if "parameters" in stage["jobs"][0]
    }
    used |= {
        group["group"] for stage in read(AZURE[1])["stages"] for group in stage.get("variables", []) if "group" in group
    }
    general = {re.sub(r"\$\{\{ (parameters\.)?stack \}\}|dev|prod", "STACK", name) for name in used}
    assert general == {"ai-models-STACK", "ai-models-STACK-preview", "ai-models-STACK-images"}
    assert sorted(name for name in general if f"`{name}`" not in DOCUMENT) == []


def test_every_file_it_names_is_there() -> None:
    for name in re.findall(r"`([\w./-]+(?:\.yml|/))`", DOCUMENT):
        place = ROOT / (name if "/" in name or name == "azure-pipelines.yml" else f".github/workflows/{name}")
        assert place.exists(), name
