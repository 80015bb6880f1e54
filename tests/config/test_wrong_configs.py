"""Each wrong config is answered with the path of what is wrong, what is allowed, and a cure that works."""

import inspect
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from config import checks
from config.errors import ConfigError, Problem
from config.parsing import parse
from config.secrecy import Veil
from tests.config import (
    wrong_gateways,
    wrong_images,
    wrong_keys,
    wrong_kinds,
    wrong_models,
    wrong_networks,
    wrong_resources,
    wrong_runtimes,
    wrong_scaling,
    wrong_traffic,
    wrong_values,
)
from tests.config.documents import RIGHT, loaded, problems_of, spoiled
from tests.config.mending import mend
from tests.config.wrong import Wrong

WRONG = (
    *wrong_values.CASES,
    *wrong_keys.CASES,
    *wrong_kinds.CASES,
    *wrong_networks.CASES,
    *wrong_models.CASES,
    *wrong_resources.CASES,
    *wrong_traffic.CASES,
    *wrong_scaling.CASES,
    *wrong_runtimes.CASES,
    *wrong_gateways.CASES,
    *wrong_images.CASES,
)

MOST_ROUNDS = 4
"""Times that a user mends what one run shows; a mended key can bring out what was hidden behind it."""

each_wrong = pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)


@each_wrong
def test_the_message_names_the_path_and_the_cure(wrong: Wrong) -> None:
    with pytest.raises(ConfigError) as raised:
        loaded(spoiled(wrong.edits))
    problem = next((found for found in raised.value.problems if found.path == wrong.where), None)
    assert problem, [found.path for found in raised.value.problems]
    assert wrong.words in "\n".join((problem.value, problem.allowed, problem.hint, problem.example))
    assert wrong.where in str(raised.value)
    assert problem.example


def test_private_endpoints_are_not_to_be_turned_under_models() -> None:
    told = [problem.hint for wrong in wrong_networks.CASES for problem in problems_of(spoiled(wrong.edits))]
    advised = [hint for hint in told if "turn `network.privateEndpoints`" in hint]
    assert len(set(advised)) >= 3
    assert [hint for hint in advised if not hint.endswith(", while no models are served")] == []


@each_wrong
def test_doing_what_the_message_says_mends_the_config(wrong: Wrong) -> None:
    document = spoiled(wrong.edits)
    for _ in range(MOST_ROUNDS):
        for problem in problems_of(document):
            mend(document, problem.example, RIGHT)
    assert problems_of(document) == ()


@each_wrong
def test_each_line_by_itself_mends_its_own_error(wrong: Wrong) -> None:
    told = problems_of(spoiled(wrong.edits))
    renaming = [problem for problem in told if "did you mean" in problem.hint]
    for problem in told:
        document = json.loads(json.dumps(spoiled(wrong.edits)))
        # What stands behind a misspelt key is told as if the key were right.
        for line in [*(one.example for one in renaming if one != problem and len(told) > 1), problem.example]:
            mend(document, line, RIGHT)
        assert problem not in problems_of(document), problem.example


def test_the_right_config_is_taken() -> None:
    assert loaded(RIGHT).primary == "eastus"


def test_every_check_is_what_finds_some_case() -> None:
    idle = set(checks.CHECKS)
    for wrong in WRONG:
        sections = parse(spoiled(wrong.edits), Veil(())).sections
        idle -= {check for check in idle if any(found.path == wrong.where for found in _found_by(check, sections))}
    assert idle == set()


def _found_by(check: checks.Check, sections: Mapping[str, Any]) -> Iterator[Problem]:
    needs = inspect.signature(check).parameters
    return check(**{name: sections[name] for name in needs}) if set(needs) <= set(sections) else iter(())


def test_there_are_at_least_40_of_them_and_no_two_alike() -> None:
    assert len(WRONG) >= 40
    assert len({wrong.name for wrong in WRONG}) == len(WRONG)
