"""Domain types: the words of Azure and Kubernetes, each with its rule and an example that works.

A value that breaks its rule raises an error of type `domain` whose context carries `allowed`
(the rule in words) and `example` (a value that works), for the loader to report.
"""

import ipaddress
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from config.regions import REGIONS


@dataclass(frozen=True, kw_only=True)
class Domain:
    """The rule of a string type, for `Annotated[str, Domain(…)]`."""

    accepts: Callable[[str], bool]
    allowed: str
    """What the values are, in words."""
    example: str
    """A value that works."""
    json_schema: dict[str, Any] = field(default_factory=dict, hash=False)

    def check(self, value: str) -> str:
        if not self.accepts(value):
            raise PydanticCustomError("domain", "{allowed}", {"allowed": self.allowed, "example": self.example})
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        description = {"description": self.allowed, "examples": [self.example]}
        return {**handler(core), **description, **self.json_schema}


def _pattern(pattern: str, allowed: str, example: str) -> Domain:
    """The rule that a whole value matches `pattern`."""
    expression = re.compile(pattern)
    return Domain(
        accepts=lambda value: expression.fullmatch(value) is not None,
        allowed=allowed,
        example=example,
        json_schema={"pattern": f"^(?:{pattern})$"},
    )


def _is_cidr(value: str) -> bool:
    try:
        return "/" in value and ipaddress.ip_network(value).version == 4
    except ValueError:
        return False


def _is_guid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


Region = Annotated[
    str,
    Domain(
        accepts=REGIONS.__contains__,
        allowed="an Azure region by its programmatic name, as `az account list-locations` prints it",
        example="eastus",
        json_schema={"enum": sorted(REGIONS)},
    ),
]
Guid = Annotated[
    str,
    Domain(
        accepts=_is_guid,
        allowed="a GUID of 32 hexadecimal digits in five groups",
        example="6f9c3f0e-0c4f-4f6e-9d4c-2f3b5a1d7e90",
    ),
]
Cidr = Annotated[
    str,
    Domain(
        accepts=_is_cidr,
        allowed="an IPv4 range in CIDR form, with no bit set after the prefix",
        example="10.10.0.0/16",
    ),
]
ResourceId = Annotated[
    str,
    _pattern(
        r"/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/]+/providers/[^/]+(/[^/]+/[^/]+)+",
        "the full id of an Azure resource",
        "/subscriptions/6f9c3f0e-0c4f-4f6e-9d4c-2f3b5a1d7e90/resourceGroups/shared"
        "/providers/Microsoft.Network/virtualNetworks/hub",
    ),
]
VmSize = Annotated[
    str,
    _pattern(
        r"Standard_[A-Z][A-Za-z0-9-]*(_[A-Za-z0-9-]+)*",
        "an Azure VM size, as `az vm list-sizes` prints it",
        "Standard_D4ds_v5",
    ),
]
KubernetesVersion = Annotated[str, _pattern(r"1\.(2[89]|3[0-9])", "a Kubernetes minor version that AKS offers", "1.33")]
Quantity = Annotated[
    str,
    _pattern(
        r"([1-9][0-9]*|[0-9]+\.[0-9]*[1-9])(m|k|M|G|T|Ki|Mi|Gi|Ti)?",
        "a Kubernetes quantity greater than 0",
        "500m or 2Gi",
    ),
]
ImageReference = Annotated[
    str,
    _pattern(
        r"([a-z0-9]+([.-][a-z0-9]+)*\.azurecr\.io/)?[a-z0-9]+([._/-][a-z0-9]+)*@sha256:[0-9a-f]{64}",
        "an image pinned by its digest: REPOSITORY@sha256: and 64 hexadecimal digits (a tag can move)",
        "fraud@sha256:" + "0123456789abcdef" * 4,
    ),
]
ModelReference = Annotated[
    str,
    _pattern(
        r"azureml:[A-Za-z0-9][A-Za-z0-9_.-]{0,254}:[A-Za-z0-9._-]{1,30}",
        "a registered model with its version: azureml:NAME:VERSION",
        "azureml:fraud:3",
    ),
]

WorkloadName = Annotated[
    str, _pattern(r"[a-z][a-z0-9]{1,9}", "2 to 10 lower-case letters and digits, a letter first", "shop")
]
ModelName = Annotated[
    str,
    _pattern(
        r"(?=.{3,25}$)[a-z]([a-z0-9]|-(?!-))*[a-z0-9]",
        "3 to 25 lower-case letters, digits and single dashes, a letter first and no dash last",
        "recommendation-engine",
    ),
]
DeploymentName = Annotated[
    str,
    _pattern(
        r"(?=.{3,20}$)[a-z]([a-z0-9]|-(?!-))*[a-z0-9]",
        "3 to 20 lower-case letters, digits and single dashes, a letter first and no dash last",
        "blue",
    ),
]
PoolName = Annotated[
    str,
    _pattern(
        r"(?!system$)[a-z][a-z0-9]{0,11}",
        "1 to 12 lower-case letters and digits, a letter first; `system` is the platform's own",
        "gpu",
    ),
]
ComputeName = Annotated[
    str,
    _pattern(
        r"(?=.{3,24}$)[a-z]([a-z0-9]|-(?!-))*[a-z0-9]",
        "3 to 24 lower-case letters, digits and single dashes, a letter first and no dash last",
        "batch-cpu",
    ),
]
SecretName = Annotated[
    str,
    _pattern(
        r"(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "1 to 60 lower-case letters, digits and single dashes, a letter first",
        "jwt-signing-key",
    ),
]
QueueName = Annotated[
    str,
    _pattern(
        r"(?=.{1,50}$)[a-z0-9]+(-[a-z0-9]+)*",
        "1 to 50 lower-case letters, digits and single dashes",
        "scoring",
    ),
]
ContainerName = Annotated[
    str,
    _pattern(
        r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
        "3 to 63 lower-case letters, digits and single dashes",
        "models",
    ),
]
LabelKey = Annotated[
    str,
    _pattern(
        r"(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?",
        "1 to 63 letters, digits, dots, dashes and underscores, a letter or digit at both ends",
        "team",
    ),
]
LabelValue = Annotated[
    str,
    _pattern(
        r"(?=.{0,63}$)([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?",
        "up to 63 letters, digits, dots, dashes and underscores, a letter or digit at both ends",
        "search",
    ),
]
TagName = Annotated[
    str,
    _pattern(
        r"(?!(?i:microsoft|azure|windows))[^<>%&\\?/\x00-\x1f]{1,128}",
        r"1 to 128 characters, none of < > % & \ ? / and not starting with microsoft, azure or windows",
        "costCenter",
    ),
]
TagValue = Annotated[str, _pattern(r"[^\x00-\x1f]{0,256}", "up to 256 characters", "ml-1042")]

Zone = Literal["1", "2", "3"]
Percent = Annotated[int, Field(ge=0, le=100)]
