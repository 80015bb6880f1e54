"""What tells the two providers apart: their settings, defaults, replacements and words."""

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import yaml
from typing_extensions import override

from sandbox.identity import autonamed
from sandbox.paths import path_of
from sandbox.replacement import replacing
from sandbox.request import DEFAULT_NAMESPACE, Refused, Request
from sandbox.scopes import CLUSTER_WIDE
from sandbox.wire import SIGNATURE_KEY, plain, secret_texts

_STATUS = (
    ("TooManyRequests", 429),
    ("InternalServerError", 500),
    ("NotFound", 404),
    ("Conflict", 409),
    ("InUse", 409),
    ("AlreadyExists", 409),
    ("Forbidden", 403),
)
"""HTTP status by a part of the service's code; anything else is a 400."""

_SWITCHES = ("enable", "upsert")
"""How the options of the Kubernetes provider begin that are true or false."""

_MADE_BY_AZURE = frozenset(
    {
        "azure-native:servicebus:NamespaceNetworkRuleSet",
        "azure-native:storage:BlobServiceProperties",
        "azure-native:storage:FileServiceProperties",
        "azure-native:storage:QueueServiceProperties",
        "azure-native:storage:TableServiceProperties",
    }
)
"""What exists as soon as its parent does, and cannot be deleted: https://github.com/pulumi/pulumi-azure-native,
`provider/pkg/openapi/defaults/defaultResourcesState.go`; `CanCreate` in `provider/pkg/azure/client.go`."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one provider resource was configured with."""

    subscription_id: str = ""
    tenant_id: str = ""
    location: str = ""
    cluster: str = ""
    server: str = ""
    """URL of the cluster's API server; empty while it is not known."""
    namespace: str = DEFAULT_NAMESPACE
    options: Mapping[str, Any] = field(default_factory=dict)

    def request(self, urn: str, type_: str, name: str, wire: Mapping[str, Any]) -> Request:
        """What a resource of this provider, of a canonical type and with these wire inputs, asks of the cloud."""
        return Request(
            urn=urn,
            type=type_,
            name=name,
            inputs=plain(wire),
            subscription_id=self.subscription_id,
            tenant_id=self.tenant_id,
            location=self.location,
            cluster=self.cluster,
            default_namespace=self.namespace,
            secrets=secret_texts(wire),
        )


class Dialect(ABC):
    """One package's provider."""

    package: str
    """The name of the Pulumi package."""
    version: str
    """The version that the provider answers: the SDK's, or the engine warns."""

    @abstractmethod
    def canonical(self, token: str) -> str:
        """The token of a resource or function, without an API version."""

    @abstractmethod
    def config_replaces(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
        """The provider's own inputs whose change replaces everything that it made."""

    @abstractmethod
    def with_defaults(self, request: Request, inputs: dict[str, Any]) -> dict[str, Any]:
        """The requested inputs, with the marks that they came with, and what the provider fills in."""

    @abstractmethod
    def invoke_error(self, refused: Refused) -> str:
        """The words for a function that failed."""

    @abstractmethod
    def settings(self, urn: str, args: Mapping[str, Any]) -> Settings:
        """What the provider resource of that URN was configured with."""

    @abstractmethod
    def replacing(self, request: Request, settings: Settings) -> Collection[str]:
        """The inputs whose change takes a new resource."""

    @abstractmethod
    def takes_over(self, type_: str, settings: Settings) -> bool:
        """Whether the provider's create writes over what exists instead of refusing it."""


class AzureNative(Dialect):
    """pulumi-azure-native."""

    package = "azure-native"

    def __init__(self) -> None:
        self.version = version("pulumi-azure-native")

    @override
    def canonical(self, token: str) -> str:
        """`azure-native:storage/v20240101:StorageAccount` is `azure-native:storage:StorageAccount`."""
        return re.sub(r"/v\d{8}(preview)?:", ":", token)

    @override
    def config_replaces(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
        """None: the real provider leaves the comparison to the engine."""
        return []

    @override
    def with_defaults(self, request: Request, inputs: dict[str, Any]) -> dict[str, Any]:
        """A resource without a name gets its logical name and a hash of its URN."""
        return {**inputs, **autonamed(request)}

    @override
    def settings(self, urn: str, args: Mapping[str, Any]) -> Settings:
        """The subscription, the tenant and the default region."""
        return Settings(
            subscription_id=_known(args.get("subscriptionId")),
            tenant_id=_known(args.get("tenantId")),
            location=_known(args.get("location")),
        )

    @override
    def replacing(self, request: Request, settings: Settings) -> Collection[str]:
        """What the id is made of, the region, and what the service cannot change."""
        return replacing(request.type, re.findall(r"{(\w+)}", path_of(request.type)), {})

    @override
    def takes_over(self, type_: str, settings: Settings) -> bool:
        """Only what Azure itself makes with its parent: the provider looks before it creates anything else."""
        return type_ in _MADE_BY_AZURE

    @override
    def invoke_error(self, refused: Refused) -> str:
        """As the real provider words it: programs tell `not there` by the 404."""
        return "\n".join(
            f"request failed autorest/azure: Service returned an error. Status={_status(refusal.code)}"
            f' Code="{refusal.code}" Message="{refusal.message}"'
            for refusal in refused.refusals
        )


class Kubernetes(Dialect):
    """pulumi-kubernetes."""

    package = "kubernetes"

    def __init__(self) -> None:
        self.version = version("pulumi-kubernetes")

    @override
    def canonical(self, token: str) -> str:
        """The token as it is: a Kubernetes API version is part of the kind."""
        return token

    @override
    def invoke_error(self, refused: Refused) -> str:
        """The API server's code and words."""
        return str(refused)

    @override
    def config_replaces(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
        """Another API server is another cluster."""
        before, after = _server(old.get("kubeconfig")), _server(new.get("kubeconfig"))
        return ["kubeconfig"] if before and after and before != after else []

    @override
    def with_defaults(self, request: Request, inputs: dict[str, Any]) -> dict[str, Any]:
        """An object without a name gets its logical name and a hash of its URN; without a namespace, the provider's."""
        metadata = inputs.get("metadata", {})
        is_told = isinstance(metadata, dict) and SIGNATURE_KEY not in metadata
        if not is_told or request.type.startswith("kubernetes:helm.sh/"):
            return inputs
        filled = {**metadata, **_own_name(request, metadata), **_own_namespace(request, metadata)}
        return {**inputs, "metadata": filled} if filled != metadata else inputs

    @override
    def settings(self, urn: str, args: Mapping[str, Any]) -> Settings:
        """The cluster, known by the provider's URN, and the default namespace."""
        options = {name: value in (True, "true") for name, value in args.items() if name.startswith(_SWITCHES)}
        namespace = _known(args.get("namespace")) or DEFAULT_NAMESPACE
        return Settings(cluster=urn, server=_server(args.get("kubeconfig")), namespace=namespace, options=options)

    @override
    def replacing(self, request: Request, settings: Settings) -> Collection[str]:
        """The object's name and namespace, and what its kind cannot change."""
        options = {} if request.inputs.get("immutable") is True else settings.options
        return replacing(request.type, (), options)

    @override
    def takes_over(self, type_: str, settings: Settings) -> bool:
        """Where the provider's `upsertExistingObjects` says so."""
        return bool(settings.options.get("upsertExistingObjects"))


def _own_name(request: Request, metadata: Mapping[str, Any]) -> dict[str, Any]:
    if metadata.keys() & {"name", "generateName"}:
        return {}
    name = f"{request.name}-{hashlib.sha256(request.urn.encode()).hexdigest()[:8]}"
    annotations = metadata.get("annotations", {})
    if not isinstance(annotations, dict) or SIGNATURE_KEY in annotations:
        return {"name": name}
    return {"name": name, "annotations": {**annotations, "pulumi.com/autonamed": "true"}}


def _own_namespace(request: Request, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The provider writes down only a namespace that it was given; the API server takes `default` by itself."""
    takes_any = request.type.rpartition(":")[2] not in CLUSTER_WIDE
    is_given = request.default_namespace != DEFAULT_NAMESPACE
    return {"namespace": request.default_namespace} if takes_any and is_given and not metadata.get("namespace") else {}


def _known(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _status(code: str) -> int:
    return next((status for part, status in _STATUS if part in code), 400)


def _server(kubeconfig: Any) -> str:
    try:
        return yaml.safe_load(kubeconfig)["clusters"][0]["cluster"]["server"]
    except (AttributeError, TypeError, LookupError, ValueError, RecursionError, yaml.YAMLError):
        return ""
