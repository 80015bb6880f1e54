"""A number without quotes where text belongs is refused when the engine would hand over another text."""

from pathlib import Path
from typing import Any

import pytest

from config import yaml_reader, yaml_writer
from config.errors import ConfigError, Problem
from config.paths import value_at
from config.remedies import set_value
from config.stack_file import from_stack_file
from tests.config.documents import RIGHT
from tests.config.mending import mend, parsed_path

BLUE = "models.recommendation-engine.deployments.blue"
LOST = {
    "an octal variable": (f"{BLUE}.environmentVariables.UMASK", "0022", "18", "0022"),
    "a whole float in a variable": (f"{BLUE}.environmentVariables.RATE", "1.0", "1", "1.0"),
    "a zero at the end": (f"{BLUE}.environmentVariables.VERSION", "1.30", "1.3", "1.30"),
    "an exponent": (f"{BLUE}.environmentVariables.RATE", "1e3", "1000", "1e3"),
    "a variable of a managed model": ("models.fraud.deployments.blue.environmentVariables.A", "0x1F", "31", "0x1F"),
    "a variable of a batch model": (
        "models.churn.deployments.nightly.environmentVariables.A",
        "1_000",
        "1000",
        "1_000",
    ),
    "a tag of twenty digits": ("tags.id", "12345678901234567890", "1.2345678901234567e+19", "12345678901234567890"),
    "an octal tag": ("tags.costCenter", "0022", "18", "0022"),
    "a tag with a sign": ("tags.shift", "+5", "5", "+5"),
    "a variable below zero": (f"{BLUE}.environmentVariables.SHIFT", "-05", "-5", "-05"),
    "a version of a model": (f"{BLUE}.version", "2.0", "2", "2.0"),
    "a label that takes no sign": ("cluster.pools.cpu.labels.team", "+5", "5", "5"),
    "an octal number of processors": (f"{BLUE}.cpu", "010", "8", "10"),
}
SAME = {
    "a whole number": ("tags.costCenter", "1042"),
    "a number in quotes": ("tags.costCenter", "'0022'"),
    "a text with dots": ("tags.release", "1.0.0"),
    "an amount that is the same": (f"{BLUE}.cpu", "1.0"),
    "a number where a number belongs": ("models.fraud.deployments.blue.instances", "3.0"),
}


def _read(tmp_path: Path, text: str, word: str) -> tuple[dict[str, str], tuple[Problem, ...]]:
    document = yaml_reader.read(yaml_writer.write(dict(RIGHT)))
    mend(document, set_value(parsed_path(text), "PLACE"))
    written = yaml_writer.write({"config": {f"ai-models:{key}": value for key, value in document.items()}})
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(written.replace("PLACE", word))
    try:
        return from_stack_file(path)[0], ()
    except ConfigError as error:
        return {}, error.problems


@pytest.mark.parametrize(("path", "word", "handed", "right"), LOST.values(), ids=LOST)
def test_a_number_whose_text_is_lost_is_to_be_quoted(
    tmp_path: Path, path: str, word: str, handed: str, right: str
) -> None:
    problem = next(problem for problem in _read(tmp_path, path, word)[1] if problem.path == path)
    assert problem.value == word
    assert f"hands over as {handed}: put it in quotes" in problem.hint
    document: dict[str, Any] = {"models": {}, "cluster": {"pools": {}}}
    mend(document, problem.example)
    assert value_at(document, parsed_path(path)) == right


@pytest.mark.parametrize(("path", "word"), SAME.values(), ids=SAME)
def test_a_number_of_which_nothing_is_lost_is_taken(tmp_path: Path, path: str, word: str) -> None:
    values, problems = _read(tmp_path, path, word)
    assert problems == ()
    assert values


def test_what_may_be_a_secret_is_not_shown(tmp_path: Path) -> None:
    path = f"{BLUE}.environmentVariables.API_TOKEN"
    problem = next(problem for problem in _read(tmp_path, path, "007531")[1] if problem.path == path)
    assert "7531" not in repr(problem)
    assert "3929" not in repr(problem)


def test_a_number_that_remembers_its_text_is_written_as_a_number() -> None:
    assert yaml_writer.write(yaml_reader.read("a: 0022\nb: 1.0\n")) == "a: 18\nb: 1.0\n"
