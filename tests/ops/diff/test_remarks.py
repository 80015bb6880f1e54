"""What a reader has to know beside the bare changes: what `up` refuses, and what was accepted before."""

from dataclasses import replace

from ops.diff.compare import compare
from ops.diff.difference import Base
from ops.diff.markdown import markdown
from ops.diff.text import text
from ops.diff.verdict import verdict
from ops.html.diff import diff_page
from ops.plan import PolicyResult
from ops.screen import Screen
from sandbox.recording import Refusal
from tests.ops.plans import in_stamp, plan, resource, stamp, urn

POOL = "azure-native:containerservice:AgentPool"
SUBNET = "azure-native:network:Subnet"
ACCEPTED = PolicyResult(
    name="pods-run-as-non-root",
    enforcement="disabled",
    severity="high",
    urn=urn(SUBNET, "one"),
    message="It runs as root.\nSet another user.\nExempt until 2127-01-31: the driver needs it",
    outcome="exempt",
)
ELSEWHERE = replace(ACCEPTED, urn=urn(SUBNET, "two"))


def test_a_deletion_of_what_is_protected_says_that_up_refuses_it() -> None:
    one, two = resource(SUBNET, "one", protect=True), resource(SUBNET, "two", protect=True)
    found = compare(plan(one, two), plan(), Base(words="the base"))
    words = "`pulumi up` will refuse this: 2 are protected"
    assert words in verdict(found)
    assert words in " ".join(text(found, Screen()).split())
    heading = next(line for line in markdown(found).splitlines() if line.startswith("## "))
    assert words in heading
    gone = compare(plan(replace(one, protect=False)), plan(), Base(words="the base"))
    assert "pulumi up" not in verdict(gone)


def test_what_is_refused_alike_in_several_stamps_is_told_once() -> None:
    refusals = [
        Refusal(urn=urn(SUBNET, f"shop-{stamp}-{name}"), code="NotThis", message=f"net-{stamp} cannot be {why}")
        for name, why in (("nodes", "smaller"), ("pods", "smaller"), ("nodes", "wider"))
        for stamp in ("eastus", "westus")
    ]
    names = dict.fromkeys(refusal.urn for refusal in refusals)
    change = compare(plan(), plan(resource(SUBNET, "one")), Base(words="the base")).resources[0]
    changes = tuple(replace(change, urn=one, stamp=one.rpartition("shop-")[2].partition("-")[0]) for one in names)
    found = replace(compare(plan(), plan(), Base(words="the base")), resources=changes, refusals=tuple(refusals))
    told = text(found, Screen())
    assert told.count("net-eastus cannot be smaller") == 2
    assert told.count("net-eastus cannot be wider") == 1
    assert "net-westus" not in told
    assert "shop-eastus-nodes (Subnet)\n  shop-westus-nodes (Subnet)\n    NotThis: net-eastus" in told
    assert "| `shop-eastus-pods (Subnet)`<br>`shop-westus-pods (Subnet)` | `NotThis` |" in markdown(found)
    page = diff_page(found, plan())
    assert page.count("net-eastus cannot be wider") == 1
    assert "shop-eastus-pods (Subnet), shop-westus-pods (Subnet)" in page


def test_capacity_of_stamps_that_are_alike_is_told_of_each() -> None:
    pools = [
        plan(
            *map(stamp, ("eastus", "westus")),
            *(
                resource(POOL, f"pool-{region}", {"count": count}, **in_stamp(region))
                for region in ("eastus", "westus")
            ),
        )
        for count in (1, 3)
    ]
    found = compare(*pools, Base(words="the base"))
    assert "AKS nodes  eastus, westus, each  1 → 3" in text(found, Screen())
    assert "| `AKS nodes` | `eastus, westus, each` | 1 | 3 | +2 |" in markdown(found)


def test_an_exemption_that_stands_in_the_base_takes_one_line_of_what_is_new() -> None:
    before, after = plan(policies=(ACCEPTED,)), plan(policies=(ACCEPTED, ELSEWHERE))
    page = text(compare(before, after, Base(words="the base")), Screen()).splitlines()
    assert "  exempt, as others in the base: pods-run-as-non-root  two (Subnet)" in page
    assert "It runs as root" not in "\n".join(page)


def test_such_exemptions_take_one_row_of_a_comment_without_their_messages() -> None:
    third = replace(ELSEWHERE, urn=urn(SUBNET, "three"), message=ELSEWHERE.message.replace("It runs", "Three runs"))
    before, after = plan(policies=(ACCEPTED,)), plan(policies=(ACCEPTED, ELSEWHERE, third))
    page = markdown(compare(before, after, Base(words="the base")))
    named = "`two (Subnet)`<br>`three (Subnet)`"
    assert f"| `pods-run-as-non-root` | {named} | exempt, as others in the base |" in page
    assert "runs as root" not in page


def test_an_exemption_for_another_reason_is_told_in_full() -> None:
    other = replace(ELSEWHERE, message=ELSEWHERE.message.replace("the driver needs it", "no time"))
    before, after = plan(policies=(ACCEPTED,)), plan(policies=(ACCEPTED, other))
    found = compare(before, after, Base(words="the base"))
    assert "no time" in text(found, Screen())
    assert "no time" in markdown(found)
