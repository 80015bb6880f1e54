"""What the diff of edits has to say: what a stack wants of the policy pack."""

from tests.ops.diff.case import Case
from tests.ops.diff.edits import (
    exempted,
    exempted_for_another_reason,
    exempted_for_longer,
    mended,
    one_rule_off,
    strict,
    strict_and_exempted,
    unknown_stops,
)
from tests.ops.diff.stacks import as_it_is

POLICY_CASES = (
    Case(
        name="policies break",
        after=strict,
        verdict="Breaks 3 mandatory policies; tightens # rules; changes the policy setting profile",
        says=("new mandatory critical key-vault-public-access-off shop-eastus-vault-vault (Vault)",),
        markdown=("| ❌ new: mandatory, critical | `key-vault-public-access-off` |",),
        never=("fixed",),
    ),
    Case(
        name="the profile of prod given up for that of dev",
        before=strict,
        after=as_it_is,
        verdict="Loosens # rules; changes the policy setting profile; 3 new policy warnings",
        says=("Policy settings loosens", "mandatory → advisory", "changes policies.profile prod → dev"),
        markdown=("⚠️", "### Policy settings", "| policies.profile | prod | dev |"),
        never=("Nothing changes",),
    ),
    Case(
        name="a rule switched off, another one made mandatory",
        after=one_rule_off,
        verdict="Breaks 1 mandatory policy; loosens 1 rule; tightens 1 rule",
        says=("loosens key-vault-public-access-off advisory → disabled", "tightens storage-public-access-off"),
        never=("fixes", "fixed"),
        markdown=("| ⚠️ loosens | key-vault-public-access-off | advisory | disabled |",),
    ),
    Case(
        name="exemptions, with what they are for",
        before=as_it_is,
        after=strict_and_exempted,
        verdict="Breaks 1 mandatory policy; exempts 2 rules; tightens # rules; changes the policy setting profile",
        says=("Exempt until 2127-11-30: a proxy <b>@here</b>",),
        markdown=("<br>`Exempt until 2127-11-30: a proxy <b>@here</b>`",),
    ),
    Case(
        name="exemptions for longer",
        before=exempted,
        after=exempted_for_longer,
        verdict="Exempts 2 rules for longer",
        says=("loosens exemption from key-vault-public-access-off of * until 2127-11-30",),
        markdown=("⚠️ loosens",),
    ),
    Case(
        name="exemptions for another reason",
        before=exempted,
        after=exempted_for_another_reason,
        verdict="Gives another reason for exempting 2 rules",
        says=("→ until 2127-11-30: there was no time",),
        never=("loosens", "tightens"),
    ),
    Case(
        name="exemptions that end",
        before=exempted,
        after=as_it_is,
        verdict="Ends or shortens the exemption of 2 rules; 2 new policy warnings",
        says=("tightens exemption from",),
    ),
    Case(
        name="what is not known made mandatory",
        after=unknown_stops,
        verdict="Changes the policy setting unknown",
        says=("tightens policies.unknown advisory → mandatory",),
    ),
    Case(
        name="what is not known let pass",
        before=unknown_stops,
        after=as_it_is,
        verdict="Loosens what is not known before `up`",
        says=("loosens policies.unknown mandatory → advisory",),
        markdown=("⚠️",),
    ),
    Case(
        name="violations mended instead of stopped",
        after=mended,
        verdict="Mends what violates 4 rules",
        says=(
            "changes policies.remediate false → true: what violates 4 rules: ",
            "storage-minimum-tls",
            "does not stop `up` but is deployed mended, with a safe value in place of the program's; what mending "
            "leaves violated is mandatory",
        ),
        markdown=("is deployed mended",),
    ),
)
