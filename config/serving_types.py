"""Domain types of what serves a model: environments, code, routes, schedules, metrics."""

from typing import Annotated, Literal

from pydantic import Field

from config import cron
from config.domain import Domain, matching
from config.time_zones import TIME_ZONES, WINDOWS_TIME_ZONES

EnvironmentReference = Annotated[
    str,
    matching(
        r"azureml:[A-Za-z0-9][A-Za-z0-9_.-]{0,254}:[A-Za-z0-9._-]{1,30}"
        r"|azureml://registries/[A-Za-z0-9][A-Za-z0-9_-]{1,32}/environments/[A-Za-z0-9][A-Za-z0-9_.-]{0,254}"
        r"/versions/[A-Za-z0-9._-]{1,30}",
        "an environment with its version: azureml:NAME:VERSION of the workspace, or "
        "azureml://registries/REGISTRY/environments/NAME/versions/VERSION",
        "azureml:scoring:1",
    ),
]
CodeReference = Annotated[
    str,
    matching(
        r"azureml:[A-Za-z0-9][A-Za-z0-9_.-]{0,254}:[A-Za-z0-9._-]{1,64}",
        "a registered code asset with its version: azureml:NAME:VERSION",
        "azureml:fraud-code:1",
    ),
]
ScriptPath = Annotated[
    str,
    matching(
        r"(?=.{1,255}$)(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*\.py",
        "the path of a Python file inside the code asset",
        "score.py",
    ),
]
OutputFile = Annotated[
    str,
    matching(
        r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}",
        "a file name of 1 to 128 letters, digits, dots, dashes and underscores",
        "predictions.csv",
    ),
]
VariableName = Annotated[
    str,
    matching(
        r"[A-Za-z_][A-Za-z0-9_]{0,127}",
        "the name of an environment variable: up to 128 letters, digits and underscores, no digit first",
        "BATCH_SIZE",
    ),
]
VariableValue = Annotated[
    str,
    matching(
        r"[^\x00]{0,4096}",
        "text of up to 4096 characters; a secret goes to `secrets` instead",
        "32",
        scalars=True,
    ),
]
DnsName = Annotated[
    str,
    matching(
        r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])",
        "a DNS name of two labels or more, in small letters, without a wildcard and without a dot at its end",
        "models.example.com",
    ),
]
NamespaceName = Annotated[
    str,
    matching(
        r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
        "a Kubernetes namespace: 1 to 63 lower-case letters, digits and dashes, no dash at an end",
        "envoy-gateway-system",
    ),
]
RoutePath = Annotated[
    str,
    matching(
        r"/|(?=.{1,255}$)(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)+",
        "`/`, or a path of letters, digits, dots, dashes, underscores and tildes, / in front and none at its end",
        "/v1",
    ),
]
GatewayClassName = Annotated[
    str,
    matching(
        r"(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?",
        "1 to 63 lower-case letters, digits and dashes, no dash at an end",
        "envoy",
    ),
]
ChartReference = Annotated[
    str,
    matching(
        r"oci://[a-z0-9]+([.:-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)+",
        "a Helm chart in a container registry: oci://HOST/PATH, without its version",
        "oci://docker.io/envoyproxy/gateway-helm",
    ),
]
ChartVersion = Annotated[
    str,
    matching(r"v?[0-9]+\.[0-9]+\.[0-9]+", "one exact version of three numbers; a range can move", "v1.9.0"),
]
ScheduleName = Annotated[
    str,
    matching(
        r"(?!default$)(?=.{3,20}$)[a-z]([a-z0-9]|-(?!-))*[a-z0-9]",
        "3 to 20 lower-case letters, digits and single dashes, a letter first and no dash last; `default` is "
        "the name of all other hours",
        "office-hours",
    ),
]
TimeZone = Annotated[
    str,
    Domain(
        accepts=TIME_ZONES.__contains__,
        allowed="a time zone of the IANA database, as AREA/LOCATION, or `UTC`",
        example="Europe/Berlin",
        json_schema={"enum": sorted(TIME_ZONES)},
    ),
]
WindowsTimeZone = Annotated[
    str,
    Domain(
        accepts=WINDOWS_TIME_ZONES.__contains__,
        allowed="a time zone by the name that Windows and Azure Monitor give it, or `UTC`",
        example="Pacific Standard Time",
        json_schema={"enum": sorted(WINDOWS_TIME_ZONES)},
    ),
]
CronExpression = Annotated[
    str,
    Domain(
        accepts=cron.accepts,
        allowed=cron.ALLOWED,
        example="0 8 * * 1-5",
        json_schema={"pattern": f"^(?:{cron.PATTERN})$"},
    ),
]
MetricName = Annotated[
    str,
    matching(
        r"(?=.{1,128}$)[A-Za-z_][A-Za-z0-9_.:-]*",
        "1 to 128 letters, digits, dots, dashes, colons and underscores, no digit first",
        "requests_per_second",
    ),
]
Quantity = Annotated[
    str,
    matching(
        r"([1-9][0-9]{0,11}|0\.[0-9]*[1-9][0-9]*|[1-9][0-9]{0,11}\.[0-9]{1,3})|[1-9][0-9]{0,11}(m|k|M|G|Ki|Mi|Gi)",
        "a Kubernetes quantity greater than 0, such as 100 or, in thousandths, 500m",
        "100",
        scalars=True,
    ),
]
PromQuery = Annotated[
    str,
    matching(
        r"(?=.*\S)[^\x00-\x08\x0e-\x1f]{1,4000}",
        "a PromQL query that answers one number",
        "sum(rate(requests_total[2m]))",
    ),
]
Threshold = Annotated[
    str,
    matching(
        r"(?=.*[1-9])[0-9]{1,12}(\.[0-9]{1,6})?",
        "a number greater than 0",
        "100",
        scalars=True,
    ),
]

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Step = Annotated[int, Field(ge=1, le=100)]
Port = Annotated[int, Field(ge=1024, le=65535)]
"""Ports below 1024 belong to root, and no model runs as root."""
