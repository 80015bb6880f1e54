"""Domain types: the words of Azure and Kubernetes, each with its rule and an example that works."""

import datetime
import functools
import uuid
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from config import images, ranges
from config.domain import ALLOWED, Domain, matching, scalar_text
from config.regions import REGIONS
from config.reserved import BESIDE_MODELS


def _is_guid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


_DIGEST = "@sha256:" + "0123456789abcdef" * 4

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
        json_schema={"pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"},
    ),
]
VirtualNetworkRange = Annotated[
    str,
    Domain(
        accepts=ranges.is_virtual_network,
        near=functools.partial(ranges.cleared, widest=16, narrowest=22),
        allowed="an IPv4 range of /16 to /22 in CIDR form, with no bit set after the prefix, outside the ranges that "
        "Azure keeps (127.0.0.0/8, 169.254.0.0/16, 172.30.0.0/15, 192.0.2.0/24, 224.0.0.0/3)",
        example="10.10.0.0/16",
    ),
]
ClusterRange = Annotated[
    str,
    Domain(
        accepts=ranges.is_cluster_range,
        near=functools.partial(ranges.cleared, widest=13, narrowest=24),
        allowed="an IPv4 range of /13 to /24 in CIDR form, with no bit set after the prefix, outside the ranges that "
        "Azure keeps (127.0.0.0/8, 169.254.0.0/16, 172.30.0.0/15, 192.0.2.0/24, 224.0.0.0/3)",
        example="10.244.0.0/16",
    ),
]
PublicRange = Annotated[
    str,
    Domain(
        accepts=ranges.is_public,
        near=functools.partial(ranges.cleared, widest=8, narrowest=32),
        allowed="a public IPv4 range in CIDR form, /8 or narrower, with no bit set after the prefix; a single address "
        "is a /32; a private range is not seen from the internet",
        example="203.0.113.0/24",
    ),
]
VmSize = Annotated[
    str,
    matching(
        r"Standard_[A-Z][A-Za-z0-9-]*(_[A-Za-z0-9-]+)*",
        "an Azure VM size, as `az vm list-sizes` prints it",
        "Standard_D4ds_v5",
        others=("Standard_NC4as_T4_v3", "Standard_ND96isr_H100_v5", "Standard_M416ms_v2", "Standard_D2ds_v5"),
    ),
]
KubernetesVersion = Annotated[str, matching(r"1\.3[3-9]", "a Kubernetes minor version that AKS offers", "1.35")]
Cpu = Annotated[
    str,
    matching(
        r"([1-9][0-9]{0,3}|[0-9]{1,3}\.[0-9]{0,2}[1-9])|[1-9][0-9]{0,6}m",
        "a number of CPUs greater than 0, or thousandths of one with `m`",
        "500m",
        scalars=True,
    ),
]
Memory = Annotated[
    str,
    matching(
        r"[1-9][0-9]{0,3}(\.[0-9]*[1-9])?[GT]i?|[1-9][0-9]{1,6}Mi?",
        "memory with its unit: `M`, `G`, `T` or, counted in 1024s, `Mi`, `Gi`, `Ti`; at least 10M",
        "2Gi",
    ),
]
Version = Annotated[
    str,
    matching(
        r"(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?",
        "up to 63 letters, digits, dots, dashes and underscores, a letter or digit at both ends",
        "v2.1.0",
        scalars=True,
    ),
]
UrlPath = Annotated[str, matching(r"/[!-~]{0,254}", "the path of a URL, / in front", "/health")]
ImageReference = Annotated[
    str,
    matching(
        r"(([a-z0-9.-]*\.[a-z0-9.-]*|localhost)(:[0-9]{1,5})?/|[a-z0-9.-]+:[0-9]{1,5}/)?"
        r"[a-z0-9]+([._/-][a-z0-9]+)*@sha256:[0-9a-f]{64}",
        "an image pinned by its digest: REPOSITORY@sha256: and 64 hexadecimal digits (a tag can move); "
        "`az acr repository show --name REGISTRY --image REPOSITORY:TAG --query digest` prints it",
        f"fraud{_DIGEST}",
        near=lambda image: f"{images.repository_of(image)}{_DIGEST}",
    ),
]
ModelReference = Annotated[
    str,
    matching(
        r"azureml:[A-Za-z0-9][A-Za-z0-9_.-]{0,254}:[A-Za-z0-9._-]{1,30}",
        "a registered model with its version: azureml:NAME:VERSION",
        "azureml:fraud:3",
    ),
]

WorkloadName = Annotated[
    str, matching(r"[a-z][a-z0-9]{1,9}", "2 to 10 lower-case letters and digits, a letter first", "shop")
]
ModelName = Annotated[
    str,
    matching(
        rf"(?!kube-|default$|({'|'.join(BESIDE_MODELS)})$)(?=.{{3,25}}$)[a-z]([a-z0-9]|-(?!-))*[a-z0-9]",
        "3 to 25 lower-case letters, digits and single dashes, a letter first and no dash last; `default` and `kube-` "
        f"are the cluster's own, {', '.join(f'`{name}`' for name in BESIDE_MODELS)} the platform's",
        "recommendation-engine",
    ),
]
DeploymentName = Annotated[
    str,
    matching(
        r"(?=.{3,20}$)[a-z]([a-z0-9]|-(?!-))*[a-z0-9]",
        "3 to 20 lower-case letters, digits and single dashes, a letter first and no dash last",
        "blue",
    ),
]
PoolName = Annotated[
    str,
    matching(
        r"(?!system$)[a-z][a-z0-9]{0,11}",
        "1 to 12 lower-case letters and digits, a letter first; `system` is the platform's own",
        "gpu",
    ),
]
VmFamily = Annotated[
    str,
    matching(
        r"total|standard[A-Z0-9]+(v[0-9])?Family",
        "a VM family as `az ml compute list-usage` names it, or `total` for all cores of the region",
        "standardDSv2Family",
        others=("total",),
    ),
]
Cores = Annotated[int, Field(ge=0, le=1_000_000)]
"""Cores of virtual machines."""
ComputeName = Annotated[
    str,
    matching(
        r"(?=.{3,24}$)[a-z]([a-z0-9]|-(?!-))*[a-z0-9]",
        "3 to 24 lower-case letters, digits and single dashes, a letter first and no dash last",
        "batch-cpu",
    ),
]
SecretName = Annotated[
    str,
    matching(
        r"(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "1 to 60 lower-case letters, digits and single dashes, a letter first",
        "jwt-signing-key",
    ),
]
QueueName = Annotated[
    str,
    matching(
        r"(?=.{1,50}$)[a-z0-9]+(-[a-z0-9]+)*",
        "1 to 50 lower-case letters, digits and single dashes",
        "scoring",
    ),
]
ContainerName = Annotated[
    str,
    matching(
        r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
        "3 to 63 lower-case letters, digits and single dashes",
        "models",
    ),
]
LabelKey = Annotated[
    str,
    matching(
        r"(?!sku$|kubernetes\.azure\.com/)(?=.{1,253}$)([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?(?=[^/]{1,63}$)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?",
        "1 to 63 letters, digits, dots, dashes and underscores, a letter or digit at both ends, a DNS name and / in "
        "front if you like; `sku` and `kubernetes.azure.com/` are the platform's own",
        "team",
    ),
]
LabelValue = Annotated[
    str,
    matching(
        r"(?=.{0,63}$)([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?",
        "up to 63 letters, digits, dots, dashes and underscores, a letter or digit at both ends",
        "search",
        scalars=True,
    ),
]
TagName = Annotated[
    str,
    matching(
        r"(?!([mM][iI][cC][rR][oO][sS][oO][fF][tT]|[aA][zZ][uU][rR][eE]|[wW][iI][nN][dD][oO][wW][sS]))"
        r"[A-Za-z_][A-Za-z0-9._-]{0,127}",
        "1 to 128 letters, digits, dots, dashes and underscores, no digit first (DNS zones take no others), and not "
        "starting with microsoft, azure or windows",
        "costCenter",
    ),
]
TagValue = Annotated[
    str,
    matching(
        r"(?![0-9]{4}-[0-9]{2}-[0-9]{2} 00:00:00 \+0000 UTC$)[^\x00-\x1f\x7f]{0,256}",
        "up to 256 characters of one line; a day stands in quotes, else YAML makes a time of it",
        "ml-1042",
        scalars=True,
        near=lambda value: value.removesuffix(_MIDNIGHT),
    ),
]

Zone = Annotated[Literal["1", "2", "3"], BeforeValidator(scalar_text)]
Percent = Annotated[int, Field(ge=0, le=100)]


_MIDNIGHT = " 00:00:00 +0000 UTC"


def _day(value: object) -> object:
    """The day in a text; anything else as it is.

    Pulumi's YAML reader makes a time of `2027-01-31` without quotes: `2027-01-31 00:00:00 +0000 UTC`.
    """
    text = value.removesuffix(_MIDNIGHT) if isinstance(value, str) else ""
    try:
        return datetime.date.fromisoformat(text) if len(text) == len("2027-01-31") else value
    except ValueError:
        return value


Day = Annotated[
    datetime.date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", ALLOWED: "a day as YYYY-MM-DD", "examples": ["2030-01-31"]}),
]
