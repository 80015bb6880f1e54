"""The report: readable at a glance, whatever the size of the stack."""

import re
from typing import Any

import pytest

from ops.plan import Plan
from ops.report import Report, refusals_text
from ops.screen import Screen
from sandbox.recording import Refusal
from tests.ops.plans import in_stamp, plan, resource, stamp, traffic, urn

ENDPOINT = "ai-models:models:ManagedEndpoint"


def text(made: Plan, **given: Any) -> str:
    values: dict[str, Any] = {"live": "nothing", "seconds": 1.0}
    return Report(plan=made, **{**values, **given}).text()


def part(report: str, title: str) -> list[str]:
    """The lines below a title."""
    return report.partition(f"\n{title}")[2].partition("\n\n")[0].splitlines()[1:]


def many_models(count: int) -> Plan:
    made = [stamp("eastus")]
    weights = {}
    for number in range(count):
        name = f"shop-eastus-model-{number:03}"
        made.append(resource(ENDPOINT, name, **in_stamp("eastus")))
        made.append(resource("azure-native:storage:Blob", f"{name}-blob", parent=urn(ENDPOINT, name)))
        weights |= traffic(f"model-{number:03}", ["eastus"], applied={"blue": 100})
    return plan(*made, traffic=weights)


def test_a_component_of_several_stamps_is_one_line_with_a_column_each() -> None:
    made = plan(
        *(stamp(region) for region in ("eastus", "westus")),
        *(resource("ai-models:vault:Vault", f"shop-{at}-vault", **in_stamp(at)) for at in ("eastus", "westus")),
        *(
            resource(
                "azure-native:keyvault:Vault", f"{at}-{number}", parent=urn("ai-models:vault:Vault", f"shop-{at}-vault")
            )
            for at, count in (("eastus", 2), ("westus", 1))
            for number in range(count)
        ),
        resource(
            "azure-native:resources:ResourceGroup", "shop-group", parent=urn("ai-models:platform:Platform", "shop")
        ),
    )
    header, *rows = part(text(made), "Resources")
    assert header.split() == ["shared", "eastus", "westus", "total"]
    assert [row.split() for row in rows] == [
        ["platform", "1", "·", "·", "1", "ResourceGroup"],
        ["vault", "·", "2", "1", "3", "2", "Vault"],
    ]


def test_what_a_stamp_stands_on_counts_as_the_stamps() -> None:
    site = resource("ai-models:stamp:Site", "shop-eastus-site", parent=urn("ai-models:platform:Platform", "shop"))
    network = resource("azure-native:network:VirtualNetwork", "vnet", parent=site.urn)
    rows = part(text(plan(stamp("eastus"), site, network)), "Resources")
    assert [row.split() for row in rows] == [["eastus"], ["site", "1", "VirtualNetwork"]]


def test_more_than_three_stamps_share_a_column() -> None:
    regions = ["centralus", "eastus", "northeurope", "westus"]
    made = plan(
        *(stamp(region) for region in regions),
        *(resource("azure-native:storage:Blob", at, **in_stamp(at)) for at in regions),
        resource("azure-native:storage:Blob", "second", **in_stamp("westus")),
    )
    header, row = part(text(made), "Resources")[:2]
    assert header.split() == ["a", "stamp", "total"]
    assert row.split()[:3] == ["stamp", "1-2", "5"]


def test_the_same_traffic_in_several_stamps_is_shown_once() -> None:
    same = traffic("fraud", ["eastus", "westus"], applied={"blue": 90, "green": 10})
    assert part(text(plan(traffic=same)), "Traffic") == [
        "  fraud  eastus, westus",
        "    blue    90 %  ██████████████████",
        "    green   10 %  ██",
    ]


def test_pending_and_mirrored_traffic_is_told_from_live() -> None:
    moving = traffic("fraud", ["eastus"], applied={"blue": 100}, pending={"blue": 50, "green": 50}, mirror={"red": 5})
    assert part(text(plan(traffic=moving)), "Traffic") == [
        "  fraud  eastus",
        "    blue   100 %  ████████████████████  pending: 50 %",
        "    green    0 %  ░░░░░░░░░░  pending: 50 %",
        "    red      0 %    gets a copy of 5 %",
    ]


def test_what_waits_is_told_with_what_it_waits_for() -> None:
    waiting = traffic("fraud", ["eastus"], applied={"blue": 100}, pending={"blue": 90, "green": 10})
    told = {"fraud": {"eastus": {"pendingMirror": {"red": 5}, "waitsFor": ["green", "red"]}}}
    assert part(text(plan(traffic=waiting, outputs={"traffic": told})), "Traffic") == [
        "  fraud  eastus",
        "    blue   100 %  ████████████████████  pending: 90 %",
        "    green    0 %  ░░  pending: 10 %",
        "    red      0 %    pending: a copy of 5 %",
        "    waits for green, red: run `pulumi up` once more",
    ]


def test_a_copy_that_stays_is_told_from_one_that_is_to_change() -> None:
    shadows = traffic("fraud", ["eastus"], applied={"blue": 100}, mirror={"green": 5})
    told = {"fraud": {"eastus": {"pendingMirror": {"red": 10}, "waitsFor": ["red"]}}}
    assert part(text(plan(traffic=shadows, outputs={"traffic": told})), "Traffic")[2:4] == [
        "    green    0 %    gets a copy of 5 %, pending: no copy",
        "    red      0 %    pending: a copy of 10 %",
    ]


def test_the_default_of_a_batch_endpoint_is_shown_with_the_one_that_waits() -> None:
    moving = {"eastus": {"default": "nightly", "pending": "weekly"}, "westus": {"default": "weekly", "pending": ""}}
    outputs = {"batch": {"churn": {stamp: {"output": "there", **state} for stamp, state in moving.items()}}}
    report = text(plan(outputs=outputs))
    assert part(report, "Traffic") == [
        "  churn  eastus",
        "    default: nightly  pending: weekly",
        "    waits for weekly: run `pulumi up` once more",
        "  churn  westus",
        "    default: weekly",
    ]
    assert [line.split() for line in part(report, "Names and addresses")] == [
        ["batch.churn.eastus.output", "there"],
        ["batch.churn.westus.output", "there"],
    ]


def test_many_models_are_cut_short_with_the_moving_ones_in_front() -> None:
    made = many_models(100)
    made.traffic["model-099"] = traffic("m", ["eastus"], applied={"blue": 100}, pending={"blue": 90, "green": 10})["m"]
    report = text(made)
    assert len(report.splitlines()) < 60
    assert "  90 more (-v)" in report
    assert "model-099  eastus" in report
    assert "… and 90 more models, 0 with traffic that moves or is split (-v)" in report
    assert "shop-eastus-model-050-blob" in text(made, verbosity=1)


def test_each_warning_is_shown_once_and_what_the_program_says_otherwise_not() -> None:
    messages = (("warning", "mind the gap"), ("warning", "mind the gap"), ("info", "all is well"))
    report = text(plan(), messages=messages)
    assert part(report, "Warnings") == ["  ! mind the gap"]
    assert "all is well" not in report
    assert "nothing refused, 1 warning, in 1.0 s" in report


def test_what_has_no_effect_is_remarked_on_apart_from_the_warnings() -> None:
    report = text(plan(), messages=(("remark", "replicas has no effect"),))
    assert part(report, "Remarks") == ["  i replicas has no effect"]
    assert "Warnings" not in report
    assert "nothing refused, in 1.0 s" in report


def test_parts_with_nothing_to_show_are_left_out() -> None:
    report = text(plan())
    for title in ("Traffic", "Capacity", "Names and addresses", "Policies", "Warnings", "Remarks"):
        assert title not in report


def test_no_line_is_wider_than_the_screen_and_no_address_is_broken() -> None:
    long = "https://" + "x" * 60 + ".inference.ml.azure.com/score"
    words = "a warning of many words " * 20
    made = plan(
        stamp("eastus"),
        *(resource(f"azure-native:network:VeryLongTypeName{n}", f"r{n}", **in_stamp("eastus")) for n in range(9)),
        resource("ai-models:x:Y", "shop-eastus-" + "long-component-name-" * 3, **in_stamp("eastus")),
        outputs={"address": long},
    )
    report = text(made, messages=(("warning", words),))
    assert all(len(line) <= 80 for line in report.splitlines() if long not in line)
    assert long in report


@pytest.mark.parametrize("color", [True, False])
def test_color_changes_nothing_but_color(color: bool) -> None:
    made = many_models(3)
    painted = text(made, screen=Screen(color=color), messages=(("warning", "mind the gap"),))
    assert ("\x1b[" in painted) == color
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == text(made, messages=(("warning", "mind the gap"),))


def test_what_is_not_known_yet_is_said_in_words() -> None:
    made = plan(
        outputs={"ip": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "list": [1, "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]}
    )
    assert part(text(made), "Names and addresses") == ["  ip    known after up", '  list  [1, "known after up"]']


def test_every_refusal_is_told_with_its_line_of_the_program() -> None:
    urns = ["urn:pulumi:prod::shop::ai-models:a:A$azure-native:keyvault:Vault::my::vault", ""]
    refusals = [Refusal(urn=urn_, code="BadName", message="too long.\nWrite less.") for urn_ in urns]
    told = refusals_text(refusals, {urns[0]: "components/vault.py:7"}, Screen())
    assert told.splitlines() == [
        "✗ Azure or Kubernetes would refuse 2 requests:",
        "",
        "  my::vault  azure-native:keyvault:Vault  components/vault.py:7",
        "    BadName: too long.",
        "    Write less.",
        "",
        "  the stack",
        "    BadName: too long.",
        "    Write less.",
    ]
