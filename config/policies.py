"""What the policy pack asks of the stack: how strictly, and of what not."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.domain import Domain, matching
from config.types import Day
from policies.pack import RULES

_NAMES = frozenset(rule.name for rule in RULES)

RuleName = Annotated[
    str,
    Domain(
        accepts=_NAMES.__contains__,
        allowed="the name of a rule of the policy pack, as `python -m ops policies` lists them",
        example="storage-minimum-tls",
        json_schema={"enum": sorted(_NAMES)},
    ),
]
UrnPattern = Annotated[
    str,
    matching(r"\s*\S[\s\S]*", "the URN of a resource; `*` stands for any characters, `?` for one", "*::shop-gateway"),
]
Reason = Annotated[
    str,
    matching(
        r"(?=\s*\S)[\s\S]{10,500}",
        "a text of 10 to 500 characters that says why",
        "Moves behind the firewall with the next release",
    ),
]


class ExemptionConfig(Section):
    """Resources that may violate a rule for a while."""

    rule: RuleName
    """Name of the rule, as `python -m ops policies` lists them."""

    urn: UrnPattern
    """URN of the resource; `*` stands for any characters, `?` for one."""

    reason: Reason
    """Why that is acceptable, for who reviews it."""

    expires: Day
    """The last day on which the exemption holds; after it, the exemption itself is a violation."""


class PoliciesConfig(Section):
    """How strictly the policy pack judges the stack."""

    profile: Literal["prod", "dev"] = "prod"
    """`prod`: all but rules of low severity are mandatory; `dev`: those of critical and high severity."""

    enforcement: dict[RuleName, Literal["mandatory", "advisory", "disabled"]] = Field(default_factory=dict)
    """Levels of single rules, in place of what `profile` and `remediate` say."""

    unknown: Literal["advisory", "mandatory"] = "advisory"
    """What happens where a value decides that only `up` will tell; `mandatory`: as if it violated the rule."""

    remediate: bool = False
    """Mend what a rule can mend, such as an old TLS version, before it is deployed; not where `enforcement` has it."""

    exemptions: tuple[ExemptionConfig, ...] = ()
    """Resources that may violate a rule for a while; one that no resource needs is reported."""
