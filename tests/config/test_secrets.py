"""A secret is encrypted where it stands, stands nowhere else, and is in no message."""

import json
import re
import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import secrecy
from config.errors import ConfigError
from config.loader import load
from config.secrecy import SECURE
from config.stack_file import from_stack_file
from tests.config.documents import GONE, RIGHT, loaded, problems_of, spoiled
from tests.config.mending import mend

PLANTED = "hunter2-planted"
SECRETS = {"jwt": {"value": PLANTED, "contentType": "text/plain", "expires": "2030-01-31"}}
WITH_ONE_SECRET = spoiled({"secrets": SECRETS, "models": {}, "cluster.gateway": GONE})


def _as_the_engine_does(document: dict[str, Any], *secret_keys: str) -> tuple[dict[str, str], set[str]]:
    values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in document.items()}
    return values, set(secret_keys)


def _everything_said(error: BaseException) -> str:
    """What is shown of an error: its text, its parts, its traceback and what it came from."""
    return "\n".join(
        [str(error), repr(error), repr(getattr(error, "problems", "")), *traceback.format_exception(error)]
    )


def test_a_secret_of_the_engine_is_read_and_never_shows() -> None:
    config = load(*_as_the_engine_does(WITH_ONE_SECRET, "secrets"))
    assert config.secrets["jwt"].value.get_secret_value() == PLANTED
    assert PLANTED not in repr(config)
    assert PLANTED not in str(config.model_dump())
    assert PLANTED not in config.model_dump_json()


BROKEN: dict[str, Any] = {
    "a field beside it": {"jwt": {**SECRETS["jwt"], "expires": "never"}},
    "a key beside it": {"jwt": {**SECRETS["jwt"], "expiry": "2030-01-31"}},
    "a misspelt value": {"jwt": {"valeu": PLANTED, "contentType": "text/plain", "expires": "2030-01-31"}},
    "the value in the place of the secret": {"jwt": PLANTED},
    "the value in the place of all secrets": PLANTED,
    "the value in the content type": {"jwt": {**SECRETS["jwt"], "contentType": [PLANTED]}},
    "the value in the day": {"jwt": {**SECRETS["jwt"], "expires": PLANTED}},
    "a list of values": {"jwt": {**SECRETS["jwt"], "value": [PLANTED]}},
    "a mapping of values": {"jwt": {**SECRETS["jwt"], "value": {"password": PLANTED}}},
    "a long value": {"jwt": {**SECRETS["jwt"], "value": PLANTED * 3000}},
    "half a character": {"jwt": {**SECRETS["jwt"], "value": PLANTED + "\ud800"}},
}


@pytest.mark.parametrize("secrets", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("secret_keys", [("secrets",), ()], ids=["encrypted", "in the open"])
def test_no_error_shows_a_secret(secrets: Any, secret_keys: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError) as raised:
        load(*_as_the_engine_does({**RIGHT, "secrets": secrets}, *secret_keys))
    assert PLANTED not in _everything_said(raised.value)


MISSPELT: dict[str, dict[str, Any]] = {
    "secrets at the top": {"secrts": {"a": {"value": PLANTED}}},
    "secrets at the top, the right ones beside it": {"secrts": PLANTED},
    "secrets at the top, alone": {"secrts": {"a": {"value": PLANTED}}, "secrets": GONE},
    "one secret at the top": {"secret": PLANTED, "secrets": GONE},
    "a number at the top": {"password": 90210777},
    "a text near no key": {"colour": PLANTED},
    "a text near a key": {"network.privateEndpoint": PLANTED, "network.privateEndpoints": GONE},
    "a section": {"clustr": {"secrts": PLANTED, "kubernetesVersion": PLANTED}, "cluster": GONE},
    "within a section": {"cluster.secrts": {"a": {"value": PLANTED}}},
    "within a model": {"models.fraud.secrts": {"a": PLANTED}},
    "within a list": {"policies.exemptions": [{"token": PLANTED, "rule": "a", "urn": "b", "reson": PLANTED}]},
    "lists in it": {"secrts": [[{"a": [PLANTED]}]]},
    "a list in the place of a section": {"cluster": [{"secrts": {"a": [PLANTED]}, "apiKey": PLANTED}]},
    "under a name that is no good": {"models.Fraud_V2": {"target": "managed", "secrt": PLANTED, "colour": PLANTED}},
    "secrets of a model as a mapping": {"models.search.secrets": {"a": PLANTED}},
}


@pytest.mark.parametrize("edits", MISSPELT.values(), ids=MISSPELT)
@pytest.mark.parametrize("secret_keys", [("secrets",), ()], ids=["encrypted", "in the open"])
def test_no_error_shows_what_stands_under_a_key_that_there_is_not(
    edits: dict[str, Any], secret_keys: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigError) as raised:
        load(*_as_the_engine_does(spoiled(edits), *secret_keys))
    said = _everything_said(raised.value) + json.dumps([vars(problem) for problem in raised.value.problems])
    assert PLANTED not in said
    assert "90210777" not in said


@pytest.mark.parametrize(
    ("edits", "shown"),
    [
        ({"secrts": {"a": 1}}, secrecy.HIDDEN),
        ({"cluster.password": 12345}, secrecy.HIDDEN),
        ({"colour": "blue"}, "text"),
        ({"colour": ["blue"]}, "a list"),
        ({"colour": {"blue": 1}}, "a mapping"),
        ({"colour": 7}, "7"),
    ],
)
def test_of_what_stands_under_a_key_that_there_is_not_the_kind_is_told(edits: dict[str, Any], shown: str) -> None:
    found = {problem.path: problem.value for problem in problems_of(spoiled(edits))}
    assert found[next(iter(edits))] == shown


@pytest.mark.parametrize("key", [key for key in RIGHT if key != "secrets"])
def test_no_error_shows_what_is_encrypted_in_the_wrong_place(key: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(*_as_the_engine_does({**RIGHT, key: PLANTED}, "secrets", key))
    assert PLANTED not in _everything_said(raised.value)
    assert key in {problem.path for problem in raised.value.problems}


@settings(max_examples=150, deadline=None)
@given(st.recursive(st.just(PLANTED), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(
    ["jwt", "value", "contentType", "expires", "Bad Name", "secure"]), inner, max_size=3)))  # fmt: skip
def test_no_error_shows_a_secret_wherever_under_secrets_it_stands(secrets: Any) -> None:
    try:
        load(*_as_the_engine_does({**RIGHT, "secrets": secrets}, "secrets"))
    except ConfigError as error:
        said = _everything_said(error)
    else:
        said = ""
    assert PLANTED not in said


@pytest.mark.parametrize(
    "text",
    [
        f"config:\n  ai-models:secrets: {{jwt: {{value: *{PLANTED}}}}}\n",
        f"config:\n  ai-models:secrets: {{jwt: {{value: !{PLANTED} x}}}}\n",
        f"config:\n  ai-models:secrets: {{jwt: {{value: {PLANTED}: x}}}}\n",
        f"config:\n  ai-models:secrets:\n    jwt:\n      value: {PLANTED}\n     oops: x\n",
        f"config:\n  ai-models:secrets: {{jwt: {{value: '{PLANTED}\n",
        f"config:\n  ai-models:secrets: {{jwt: {{value: &{PLANTED} x, b: &{PLANTED} y, c: [}}}}\n",
        f"config:\n  ai-models:secrets: {{jwt: {{value: {PLANTED}\x07}}}}\n",
    ],
)
def test_what_is_no_yaml_is_not_quoted(tmp_path: Path, text: str) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as raised:
        from_stack_file(path)
    # A traceback shows lines of this file; the text of the other one is in none of what the error holds.
    assert PLANTED not in f"{raised.value}{raised.value!r}{raised.value.__cause__!r}"


def test_a_secret_in_the_open_is_an_error_with_or_without_encrypted_ones_beside_it() -> None:
    open_ = {"value": PLANTED, "contentType": "text/plain", "expires": "2030-01-31"}
    alone = {"secrets": {"api-key": open_}, "models": {}, "cluster.gateway": GONE}
    for document in (spoiled({"secrets.api-key": open_}), spoiled(alone)):
        (problem,) = problems_of(document)
        assert problem.path == "secrets.api-key.value"
        assert problem.example == "pulumi config set --secret --path 'secrets.api-key.value'"


def test_an_encrypted_value_elsewhere_is_an_error_that_says_so() -> None:
    (problem,) = problems_of(spoiled({"observability.dailyCapGb": SECURE}))
    assert problem.path == "observability.dailyCapGb"
    assert "may be encrypted" in problem.allowed


def test_the_engine_s_word_is_taken_for_which_keys_are_secret() -> None:
    (problem,) = problems_of_engine(WITH_ONE_SECRET, "secrets", "tags")
    assert problem.path == "tags"


def test_a_secret_somewhere_in_a_section_is_searched_for_and_the_section_is_kept() -> None:
    (problem,) = problems_of_engine(WITH_ONE_SECRET, "secrets", "cluster")
    assert problem.path == "cluster"
    assert "config rm" not in problem.example
    assert "`secure:` under `cluster:`" in problem.example
    assert "python -m ops preview" in problem.example


def test_a_text_in_the_place_of_a_secret_is_answered_with_commands_that_set_all_of_it_and_encrypt_it() -> None:
    document = spoiled({"secrets.api-key": PLANTED})
    (problem,) = problems_of(document)
    assert "pulumi config set --secret --path 'secrets.api-key.value'" in problem.example
    mend(document, problem.example)
    assert problems_of(document) == ()
    assert document["secrets"]["api-key"]["value"] == SECURE


@pytest.mark.parametrize("key", ["reason", "urn"])
def test_what_an_exemption_says_is_suggested_in_its_own_words(key: str) -> None:
    exemption = {"rule": "alert-enabled", "urn": "*", "reason": "long enough to read", "expires": "2030-01-31", key: ""}
    document = spoiled({"policies.exemptions": [exemption]})
    (problem,) = problems_of(document)
    assert "text/plain" not in problem.example
    mend(document, problem.example)
    assert problems_of(document) == ()


def problems_of_engine(document: dict[str, Any], *secret_keys: str) -> Any:
    """What is wrong with a document whose secret keys are known only at the top."""
    with pytest.raises(ConfigError) as raised:
        load(*_as_the_engine_does(document, *secret_keys))
    return raised.value.problems


def test_what_stands_for_a_secret_is_itself_no_secret() -> None:
    assert loaded(RIGHT).secrets["jwt-signing-key"].value.get_secret_value() == secrecy.SECURE
    assert re.fullmatch(r"\[[a-z ]+\]", secrecy.SECURE)
