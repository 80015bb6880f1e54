"""Settings are read whole or refused with every error at once."""

import contextlib
import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.policies import PoliciesConfig
from policies.result import Level
from policies.settings import Exemption, Profile, Settings, SettingsError, parse

RULES = {"storage-https-only", "storage-minimum-tls"}
EXEMPTION = {"rule": "storage-https-only", "urn": "*::a", "reason": "a partner needs it", "expires": "2030-01-31"}
WHOLE = {
    "profile": "dev",
    "enforcement": {"storage-https-only": "advisory"},
    "unknown": "mandatory",
    "remediate": True,
    "exemptions": [EXEMPTION],
}


def test_every_setting_arrives() -> None:
    assert parse(WHOLE, RULES) == Settings(
        profile=Profile.DEV,
        enforcement={"storage-https-only": Level.ADVISORY},
        unknown=Level.MANDATORY,
        remediate=True,
        exemptions=(
            Exemption(
                rule="storage-https-only",
                urn="*::a",
                reason="a partner needs it",
                expires=datetime.date(2030, 1, 31),
            ),
        ),
    )


@pytest.mark.parametrize("nothing", [None, {}], ids=["no key", "empty"])
def test_the_defaults_are_strict(nothing: Any) -> None:
    assert parse(nothing, RULES) == Settings(profile=Profile.PROD, unknown=Level.ADVISORY, remediate=False)


def test_a_day_as_pulumis_own_yaml_reader_hands_it_on_is_a_day() -> None:
    written = {"exemptions": [{**EXEMPTION, "expires": "2030-01-31 00:00:00 +0000 UTC"}]}
    assert parse(written, RULES).exemptions[0].expires == datetime.date(2030, 1, 31)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("prod", "policies: has to be a mapping"),
        ({"profiel": "prod"}, "policies.profiel: there is no such key; did you mean profile?"),
        ({"profile": "test"}, "policies.profile: has to be prod or dev"),
        ({"unknown": "disabled"}, "policies.unknown: has to be advisory or mandatory"),
        ({"remediate": "yes"}, "policies.remediate: has to be true or false"),
        ({"enforcement": ["a"]}, "policies.enforcement: has to be a mapping"),
        ({"enforcement": ""}, "policies.enforcement: has to be a mapping"),
        ({"enforcement": []}, "policies.enforcement: has to be a mapping"),
        ({"enforcement": False}, "policies.enforcement: has to be a mapping"),
        ({"enforcement": {"storage-minimum-tsl": "advisory"}}, "did you mean storage-minimum-tls?"),
        ({"enforcement": {"qqq": "advisory"}}, "there are storage-https-only, storage-minimum-tls"),
        ({"enforcement": {"storage-https-only": "remediate"}}, "has to be mandatory or advisory or disabled"),
        ({"exemptions": "all"}, "policies.exemptions: has to be a list"),
        ({"exemptions": ""}, "policies.exemptions: has to be a list"),
        ({"exemptions": {}}, "policies.exemptions: has to be a list"),
        ({"exemptions": 0}, "policies.exemptions: has to be a list"),
        ({"exemptions": ["all"]}, "policies.exemptions[0]: has to be a mapping of rule, urn, reason, expires"),
        ({"exemptions": [{**EXEMPTION, "until": "x"}]}, "policies.exemptions[0].until: there is no such key"),
        ({"exemptions": [{**EXEMPTION, "reason": " "}]}, "policies.exemptions[0].reason: has to be a text"),
        ({"exemptions": [{**EXEMPTION, "rule": "nope"}]}, "policies.exemptions[0].rule: there is no rule"),
        ({"exemptions": [{**EXEMPTION, "expires": "2030-02-31"}]}, "policies.exemptions[0].expires: has to be a day"),
        ({"exemptions": [{**EXEMPTION, "expires": 20300131}]}, "policies.exemptions[0].expires: has to be a text"),
    ],
)
def test_what_is_wrong_is_told_with_where_it_is_and_what_is_allowed(data: Any, problem: str) -> None:
    with pytest.raises(SettingsError) as refused:
        parse(data, RULES)
    assert problem in str(refused.value)


def test_a_key_without_a_value_says_nothing() -> None:
    assert parse({"enforcement": None, "exemptions": None}, RULES) == Settings()


def test_every_error_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        parse({"profile": "x", "unknown": "x", "enforcement": {"x": "x"}, "exemptions": [{}]}, RULES)
    assert len(refused.value.problems) == 8


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=12),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from([*WHOLE, *EXEMPTION]) | st.text(max_size=5), inner)
        ),
    )
)
def test_no_settings_crash_the_reader(data: Any) -> None:
    with contextlib.suppress(SettingsError):
        parse(data, RULES)


def test_the_config_takes_what_the_pack_takes() -> None:
    config = PoliciesConfig.model_validate_json(json.dumps(WHOLE))
    dumped = config.model_dump(mode="json", by_alias=True)
    assert parse(dumped, RULES) == parse(WHOLE, RULES)
    assert set(WHOLE) == set(PoliciesConfig.model_fields)


def test_a_rule_far_from_every_other_points_to_the_list_of_many() -> None:
    with pytest.raises(SettingsError, match="`python -m ops policies` lists them"):
        parse({"enforcement": {"qqq": "advisory"}}, {f"storage-{number}" for number in range(9)})
