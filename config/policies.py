"""What the policy pack asks of the stack: how strictly, and of what not."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.domain import matching
from config.types import Day

RuleName = Annotated[
    str,
    matching(
        r"[a-z0-9]+(-[a-z0-9]+)*",
        "the name of a rule, as `python -m ops policies` lists them",
        "storage-minimum-tls",
    ),
]


class ExemptionConfig(Section):
    """Resources that may violate a rule for a while."""

    rule: RuleName
    urn: Annotated[str, Field(min_length=1, examples=["*::shop-gateway"])]
    """URN of the resource; `*` stands for any characters, `?` for one."""

    reason: Annotated[
        str, Field(min_length=10, max_length=500, examples=["Moves behind the firewall with the next release"])
    ]
    """Why that is acceptable, for who reviews it."""

    expires: Day
    """The last day on which the exemption holds; after it, the exemption itself is a violation."""


class PoliciesConfig(Section):
    """How strictly the policy pack judges the stack."""

    profile: Literal["prod", "dev"] = "prod"
    """`prod`: all but rules of low severity are mandatory; `dev`: those of critical and high severity."""

    enforcement: dict[RuleName, Literal["mandatory", "advisory", "disabled"]] = Field(default_factory=dict)
    """Levels of single rules, in place of the profile's."""

    unknown: Literal["advisory", "mandatory"] = "advisory"
    """What happens where a value decides that only `up` will tell; `mandatory`: as if it violated the rule."""

    remediate: bool = False
    """Mend what a rule can mend, such as an old TLS version, before it is deployed."""

    exemptions: tuple[ExemptionConfig, ...] = ()
    """Resources that may violate a rule for a while; one that no resource needs is reported."""
