"""How a domain type states its rule: what is accepted, in words, with an example that works."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

ALLOWED = "x-allowed"
"""Key of a JSON schema that holds a domain type's rule in words, beside the field's own description."""

NEAR = "near"
"""Key of the context of an error: the value of the domain that was probably meant."""


@dataclass(frozen=True, kw_only=True)
class Domain:
    """The rule of a text type, for `Annotated[str, Domain(…)]`.

    A value that breaks it raises an error of type `domain`, for the loader to report.
    """

    accepts: Callable[[str], bool]
    allowed: str
    """What the values are, in words."""
    example: str
    """A value that works."""
    others: tuple[str, ...] = ()
    """Further ones, of which the platform asks other things."""
    scalars: bool = False
    """Take a whole number, `true` or `false` as its text.

    `pulumi config set --path` stores `10` as a number and `true` as a boolean, and YAML reads them so.
    """
    near: Callable[[str], str] | None = None
    """What was probably meant by a value that breaks the rule; may itself break it."""
    json_schema: dict[str, Any] = field(default_factory=dict, hash=False)

    def check(self, value: str) -> str:
        """The value itself.

        Raises:
            PydanticCustomError: the value breaks the rule.
        """
        if not self.accepts(value):
            near = self.near(value) if self.near else ""
            context = {"allowed": self.allowed, **({NEAR: near} if near and self.accepts(near) else {})}
            raise PydanticCustomError("domain", "{allowed}", context)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = handler(source)
        if self.scalars:
            text = core_schema.no_info_before_validator_function(scalar_text, text)
        return core_schema.no_info_after_validator_function(self.check, text)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = {**handler(core), ALLOWED: self.allowed, "examples": [self.example, *self.others], **self.json_schema}
        return {**schema, "type": ["string", "integer", "boolean"]} if self.scalars else schema


def matching(
    pattern: str,
    allowed: str,
    example: str,
    *,
    others: tuple[str, ...] = (),
    scalars: bool = False,
    near: Callable[[str], str] | None = None,
) -> Domain:
    """The rule that a whole value matches `pattern`."""
    expression = re.compile(pattern)
    return Domain(
        accepts=lambda value: expression.fullmatch(value) is not None,
        allowed=allowed,
        example=example,
        others=others,
        scalars=scalars,
        near=near,
        json_schema={"pattern": f"^(?:{pattern})$"},
    )


def scalar_text(value: object) -> object:
    """The text of a whole number or a boolean as one wrote it; anything else as it is."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else value
