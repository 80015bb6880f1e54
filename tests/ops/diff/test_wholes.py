"""What comes or goes is shown property by property, in every format."""

import json
import re
from typing import Any

import pytest

from ops.diff.compare import compare
from ops.diff.difference import Base, Difference
from ops.diff.document import document
from ops.diff.markdown import markdown
from ops.diff.text import text
from ops.html.diff import diff_page
from ops.plan import Plan, PlannedResource
from ops.screen import Screen
from sandbox.wire import MASK
from tests.ops.plans import in_stamp, plan, resource, stamp

_ASSIGNMENT = "azure-native:authorization:RoleAssignment"
_OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
_GRANT = {
    "principalId": "00000000-0000-0000-0000-0000000000aa",
    "principalType": "User",
    "roleDefinitionId": f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{_OWNER}",
    "scope": f"/subscriptions/s/resourceGroups/{'g' * 60}/providers/Microsoft.ServiceBus/namespaces/one",
}
_DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"
_SECRET = "azure-native:keyvault:Secret"


def _compared(before: Plan, after: Plan) -> Difference:
    return compare(before, after, Base(words="the base"))


def _grants(count: int) -> Plan:
    return plan(*(resource(_ASSIGNMENT, f"grant-{number}", _GRANT) for number in range(count)))


def _formats(difference: Difference, head: Plan) -> dict[str, str]:
    page = re.sub(r"<[^>]*>", " ", diff_page(difference, head))
    formats = {"text": text(difference, Screen(width=200)), "markdown": markdown(difference), "html": page}
    return {name: " ".join(one.split()) for name, one in formats.items()}


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_a_new_deployment_says_which_version_of_which_model_it_runs(format_: str) -> None:
    workspace = f"/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/workspaces/{'w' * 30}"
    runs = {"model": f"{workspace}/models/fraud/versions/4", "environmentId": f"{workspace}/environments/{'e' * 90}"}
    head = plan(resource(_DEPLOYMENT, "green", {"onlineDeploymentProperties": runs}))
    page = _formats(_compared(plan(), head), head)[format_]
    assert f"{'w' * 30}/models/fraud/versions/4" in page
    assert "…/Microsoft.MachineLearningServices/workspaces/" in page, "of a name that is too long by itself, the start"


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_a_new_role_says_who_may_do_what_and_where(format_: str) -> None:
    head = _grants(1)
    page = _formats(_compared(plan(), head), head)[format_]
    for said in (
        "grant-0",
        "RoleAssignment",
        "principalType",
        "User",
        f"Owner ({_OWNER})",
        "…/Microsoft.ServiceBus/namespaces/one",
    ):
        assert said in page


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_what_goes_says_what_it_was_and_by_name(format_: str) -> None:
    page = _formats(_compared(_grants(1), plan()), plan())[format_]
    assert f"Owner ({_OWNER})" in page
    assert "grant-0" in page


def test_json_has_all_of_them_however_many() -> None:
    found = json.loads(document(_compared(plan(), _grants(30))))["resources"]
    assert len(found) == 30
    for one in found:
        assert {"path": "principalType", "before": None, "after": "User", "replaces": False} in one["values"]
        assert "inputs" not in one


def test_of_very_many_it_is_said_where_they_are() -> None:
    head = _grants(301)
    for page in _formats(_compared(plan(), head), head).values():
        assert "property by property: " in page
        assert "--format json" in page
        assert f"Owner ({_OWNER})" not in page


def test_markdown_names_what_comes_and_goes_also_where_it_shows_no_properties() -> None:
    several = [resource(_SECRET, f"secret-{number}") for number in range(30)]
    page = markdown(_compared(plan(several[0]), plan(*several[1:])))
    assert "- shared: secret-0 (Secret)" in page


@pytest.mark.parametrize("inputs", [{"properties": {"value": MASK}}, {"properties": {"all": ["a", MASK]}}])
def test_no_secret_is_shown(inputs: dict[str, Any]) -> None:
    head = plan(resource(_SECRET, "one", inputs))
    for page in _formats(_compared(plan(), head), head).values():
        assert MASK in page.replace("\\", "")


def test_tags_and_long_values_do_not_hide_the_rest() -> None:
    inputs = {"tags": {"team": "ml"}, "properties": {"contentType": "x" * 300, "rules": [{"name": "a", "port": 1}]}}
    head = plan(resource(_SECRET, "one", inputs))
    page = _formats(_compared(plan(), head), head)["text"]
    assert "tags" not in page
    assert "properties.rules[a].port: 1" in page
    assert f"{'x' * 71}…" in page
    assert "x" * 72 not in page


def test_what_is_added_is_no_change_of_what_is_at_stake() -> None:
    inputs = {"properties": {"value": "1"}}
    difference = _compared(plan(), plan(*(resource(_SECRET, f"one-{number}", inputs) for number in range(6))))
    assert "alike" not in text(difference, Screen())


def test_what_a_reviewer_asks_for_first_comes_first_and_labels_not_at_all() -> None:
    container = {"image": "scorer:1", "name": "model", "ports": [{"name": "http", "containerPort": 80}]}
    labels = {"metadata": {"labels": {"app": "scorer"}}}
    inputs = {
        "apiVersion": "apps/v1",
        "metadata": {"name": "scorer", "annotations": {f"note-{number}": "x" for number in range(20)}},
        "spec": {
            "selector": {"matchLabels": {"app": "scorer"}},
            "template": {"spec": {"containers": [container]}, **labels},
        },
    }
    head = plan(resource("kubernetes:apps/v1:Deployment", "one", inputs))
    page = text(_compared(plan(), head), Screen(width=200))
    assert "+ shared: one (Deployment)\n      spec.template.spec.containers[model].image: scorer:1\n" in page
    assert "app" not in page.partition("one (Deployment)")[2]


def _grant_in(region: str, **other: str) -> list[PlannedResource]:
    """A resource that names its stamp's group, whose name ends with a hash, and one of the first stamp."""
    hashed = {"eastus": "ja7b6j", "westus": "gtxyii"}[region]
    given = {
        "scope": f"/subscriptions/s/resourceGroups/rg-{region}-ml-{hashed}",
        "condition": "in rg-eastus",
        "tags": {"revision": hashed},
    }
    return [stamp(region), resource(_ASSIGNMENT, f"shop-{region}-grant", _GRANT | given | other, **in_stamp(region))]


_STAMPS = plan(stamp("eastus"), stamp("westus"))


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_the_same_of_several_stamps_is_shown_once(format_: str) -> None:
    head = plan(*_grant_in("eastus"), *_grant_in("westus"))
    page = _formats(_compared(_STAMPS, head), head)[format_]
    assert "+ eastus, westus: grant" in page
    assert "in eastus; the others are the same but for the names of stamps" in page
    assert "resourceGroups/rg-eastus" in page
    assert "resourceGroups/rg-westus" not in page


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_what_goes_from_several_stamps_is_shown_once(format_: str) -> None:
    base = plan(*_grant_in("eastus"), *_grant_in("westus"))
    assert "- eastus, westus: grant" in _formats(_compared(base, _STAMPS), _STAMPS)[format_]


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_what_stamps_do_not_have_in_common_is_shown_for_each(format_: str) -> None:
    head = plan(*_grant_in("eastus"), *_grant_in("westus", principalType="Group"))
    page = _formats(_compared(_STAMPS, head), head)[format_]
    for said in ("+ eastus: grant", "principalType: User", "+ westus: grant", "principalType: Group"):
        assert said in page
