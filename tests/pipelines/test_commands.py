"""Whatever the pipelines run is there: targets of make, commands and options, files."""

import re
import shlex

import pytest

from ops import commands
from pipelines.__main__ import parser
from tests.pipelines.files import ROOT, scripts

PYTHON = re.compile(r"python3? -m (ops|pipelines) ((?:[^\n\\]|\\\n)*)")


def test_every_target_of_make_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    used = {target for _, script in scripts() for target in re.findall(r"^\s*make (\S+)", script, re.MULTILINE)}
    used |= {
        script.removeprefix("make ") for _, script in scripts() if script.startswith("make ") and "\n" not in script
    }
    assert {"lint", "test", ".venv/.runtime"} <= used
    defined = set(re.findall(r"^([\w./$()-]+):", makefile, re.MULTILINE))
    assert {target.replace(".venv", "$(VENV)") for target in used} <= defined


def calls() -> list[tuple[str, list[str]]]:
    found = []
    for _, script in scripts():
        for module, words in PYTHON.findall(script):
            line = re.sub(r'"\$\(.*?\)"', "x", words.replace("\\\n", " "))
            line = re.split(r' \||\)"|; ', line)[0]
            if '"$@"' not in line:
                found.append((module, shlex.split(line)))
    return found


def test_every_command_of_ops_and_of_the_pipelines_parses(capsys: pytest.CaptureFixture[str]) -> None:
    asked = calls()
    assert len(asked) >= 10
    for module, words in asked:
        plain = ["7" if word == "$NUMBER" or word.startswith("$SYSTEM_PULLREQUEST") else word for word in words]
        try:
            if module == "ops":
                commands._arguments(plain)
            else:
                parser().parse_args(plain)
        except SystemExit:
            pytest.fail(f"python -m {module} {words}: {capsys.readouterr().err}")


def test_every_step_of_the_pipelines_is_used() -> None:
    steps = set(re.findall(r"case \"([a-z-]+)\":", (ROOT / "pipelines" / "__main__.py").read_text()))
    assert len(steps) == 11
    used = {words[0] for module, words in calls() if module == "pipelines"}
    used |= set(re.findall(r"run (deployed|settle) ", (ROOT / "pipelines/azure/signed-in.sh").read_text()))
    assert steps - used == set()


def test_pulumi_is_of_the_version_that_the_program_is_written_for() -> None:
    version = (ROOT / ".pulumi.version").read_text().strip()
    assert f"\npulumi=={version}\n" in (ROOT / "requirements.txt").read_text()


def test_both_systems_install_the_same_kubectl_and_kubelogin_and_never_the_newest() -> None:
    installs = [script for _, script in scripts() if "az aks install-cli" in script]
    assert len(installs) == 2
    for option, pattern in (("client", r"\d+\.\d+\.\d+"), ("kubelogin", r"v\d+\.\d+\.\d+")):
        versions = [re.findall(rf"--{option}-version (\S+)", script) for script in installs]
        assert versions[0] == versions[1]
        assert [bool(re.fullmatch(pattern, version)) for version in versions[0]] == [True], option


def test_kubectl_speaks_with_the_clusters_of_every_stack() -> None:
    """It may be one minor version away from the server: https://kubernetes.io/releases/version-skew-policy/#kubectl."""
    (installed,) = {found for _, script in scripts() for found in re.findall(r"--client-version 1\.(\d+)\.", script)}
    for stack in ROOT.glob("Pulumi.?*.yaml"):
        (asked,) = re.findall(r'kubernetesVersion: "1\.(\d+)"', stack.read_text())
        assert abs(int(asked) - int(installed)) <= 1, stack.name


def test_every_file_that_a_script_names_is_there() -> None:
    for name, script in scripts():
        for file in re.findall(r"(?:bash )((?:pipelines|\.ci)/\S+)", script):
            assert (ROOT / file).is_file(), f"{name}: {file}"
