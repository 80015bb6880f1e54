"""One run reports everything, and values are taken in every form that the engine gives them."""

import json

import pytest

from tests.config.documents import RIGHT, loaded, problems_of


def test_schema_and_cross_check_errors_come_in_one_run() -> None:
    document = json.loads(json.dumps(RIGHT))
    document["models"]["fraud"]["traffic"] = {"blue": 90}
    document["models"]["recommendation-engine"]["logLevl"] = "INFO"
    document["observability"]["retentionDays"] = "long"
    document["stamps"]["westus"]["zones"] = ["1"]
    document["clustr"] = {}
    paths = {problem.path for problem in problems_of(document)}
    assert paths == {
        "clustr",
        "models.fraud.traffic",
        "models.recommendation-engine.logLevl",
        "observability.retentionDays",
        "stamps.westus.zones",
    }


def test_what_stands_behind_a_misspelt_key_is_checked_as_if_it_were_right() -> None:
    document = json.loads(json.dumps(RIGHT))
    engine = document["models"]["recommendation-engine"]
    engine["trafic"] = {"blue": 90, "gren": 10}
    del engine["traffic"]
    document["registri"] = {"untaggedRetentionDays": -1}
    del document["registry"]
    document["messaging"]["sku"] = "Standard"
    paths = {problem.path for problem in problems_of(document)}
    assert paths == {
        "messaging.sku",
        "models.recommendation-engine.trafic",
        "models.recommendation-engine.traffic.gren",
        "registri",
        "registry.untaggedRetentionDays",
    }


def test_numbers_and_booleans_are_taken_where_text_is_meant() -> None:
    """`pulumi config set --path` stores `10` and `true` so, and the engine makes ints of whole floats."""
    document = json.loads(json.dumps(RIGHT))
    document["stamps"]["eastus"]["zones"] = [1, 2]
    document["tags"] = {"costCenter": 1042, "billable": True}
    document["models"]["recommendation-engine"]["deployments"]["blue"] |= {"cpu": 1, "version": 2, "replicas": 5.0}
    config = loaded(document)
    assert config.stamps["eastus"].zones == ("1", "2")
    assert config.tags == {"costCenter": "1042", "billable": "true"}
    assert config.models["recommendation-engine"].deployments["blue"].cpu == "1"


@pytest.mark.parametrize(
    ("number", "words"),
    [(float("nan"), "not a number"), (float("inf"), "infinity"), (float("-inf"), "minus infinity")],
)
def test_a_number_without_an_end_is_shown_as_what_it_is(number: float, words: str) -> None:
    document = json.loads(json.dumps(RIGHT))
    document["backup"]["retentionDays"] = number
    (problem,) = problems_of(document)
    assert (problem.path, problem.value) == ("backup.retentionDays", words)
