"""What the Kubernetes API says to any object: its name, its labels, its namespace.

https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and labels/
"""

import re
from collections.abc import Iterator
from typing import Any

from sandbox import identity, scopes
from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write
from sandbox.rules.hashes import guid
from sandbox.rules.reading import at, fields, items, text
from sandbox.store import Stored, World
from sandbox.wire import Unknown

NAMESPACE = "kubernetes:core/v1:Namespace"

POLICY = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
BINDING = f"{POLICY}Binding"

GIVEN_NAMESPACES = frozenset(
    {"default", "kube-system", "kube-public", "kube-node-lease", "gatekeeper-system", "app-routing-system"}
)
"""Namespaces that every AKS cluster has."""

LABEL_1123 = re.compile(r"(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?")
LABEL_1035 = re.compile(r"(?=.{1,63}$)[a-z]([a-z0-9-]*[a-z0-9])?")
SUBDOMAIN_1123 = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")

_KEY_NAME = re.compile(r"(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_LABEL_VALUE = re.compile(r"(?=.{0,63}$)([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?")
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_PATH_SEGMENT_KINDS = frozenset({"Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "APIService"})
_MOST_ANNOTATIONS = 256 * 1024


@on_write("kubernetes:*")
def object_is_named(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    kind, name = kind_of(request.type), text(request.inputs, "metadata", "name")
    if name is None or not is_object(request):
        return
    rule, words = (
        SUBDOMAIN_1123,
        "lower-case letters, digits, dashes and dots, a letter or digit at both ends, at most 253",
    )
    if kind == "Namespace":
        rule, words = LABEL_1123, "lower-case letters, digits and dashes, a letter or digit at both ends, at most 63"
    elif kind == "Service":
        rule, words = LABEL_1035, "lower-case letters, digits and dashes, a letter first and no dash last, at most 63"
    if kind not in _PATH_SEGMENT_KINDS and not rule.fullmatch(name):
        yield (
            "Invalid",
            f"metadata.name: invalid value '{name}' ({len(name)} characters): a {kind} is named with {words}.",
        )


@on_write("kubernetes:*")
def labels_are_legal(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    if not is_object(request):
        return
    for path in _LABELLED:
        labels = fields(request.inputs, *path, "labels")
        yield from illegal_labels(".".join((*path, "labels")), labels)
    annotations = fields(request.inputs, "metadata", "annotations")
    for key in annotations:
        yield from _illegal_key("metadata.annotations", key)
    size = sum(len(key) + len(value) for key, value in annotations.items() if isinstance(value, str))
    if size > _MOST_ANNOTATIONS:
        yield "Invalid", f"metadata.annotations has {size} bytes; {_MOST_ANNOTATIONS} are allowed."


@on_write("kubernetes:*")
def namespace_exists(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/."""
    if not is_object(request) or kind_of(request.type) in scopes.CLUSTER_WIDE:
        return
    namespace = namespace_of(request)
    if namespace and namespace not in GIVEN_NAMESPACES and found(world, request, NAMESPACE, namespace) is None:
        yield (
            "NotFound",
            f"metadata.namespace: namespaces '{namespace}' not found; make the Namespace first (depends_on).",
        )


@drawn("kubernetes:*")
def object_identity(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """What the API server draws for a new object."""
    if not is_object(request):
        return {}
    return {"metadata": {"uid": guid(request.cluster, request.type, id_), "resourceVersion": "1", "generation": 1}}


def is_object(request: Request) -> bool:
    """Whether the request is about one Kubernetes object, rather than a chart or a list."""
    return not request.type.startswith(("kubernetes:helm.sh/", "kubernetes:yaml", "kubernetes:kustomize"))


def kind_of(type_: str) -> str:
    """The kind in a type's token."""
    return type_.rpartition(":")[2].removesuffix("Patch")


def namespace_of(request: Request) -> str | None:
    """The namespace of the object, None while it is not known."""
    value = fields(request.inputs, "metadata").get("namespace")
    if isinstance(value, Unknown):
        return None
    return value if isinstance(value, str) and value else request.default_namespace


def found(world: World, request: Request, type_: str, name: str, namespace: str = "") -> Stored | None:
    """The object of that type and name in the cluster of the request."""
    id_ = f"{namespace}/{name}" if namespace else name
    return world.get(identity.key_of_id(type_, id_, request.cluster))


def neighbors(world: World, request: Request) -> Iterator[Stored]:
    """The objects of the same kind and namespace beside the one that is being written."""
    namespace = namespace_of(request)
    place = identity.key_of_id(request.type, f"{namespace}/", request.cluster).rstrip("/")
    for stored in world.children(place) if namespace else ():
        if stored.urn != request.urn:
            yield stored


def illegal_labels(path: str, labels: dict[str, Any]) -> Iterator[Verdict]:
    """Refuse keys and values that are no labels."""
    for key, value in labels.items():
        yield from _illegal_key(path, key)
        if isinstance(value, str) and not _LABEL_VALUE.fullmatch(value):
            yield (
                "Invalid",
                f"{path}['{key}']: invalid value '{value}': a label's value is up to 63 letters, digits, dots, "
                "dashes and "
                f"underscores, a letter or digit at both ends.",
            )


def unsound_selector(path: str, selector: dict[str, Any]) -> Iterator[Verdict]:
    """Refuse a label selector that the API does not understand."""
    yield from illegal_labels(f"{path}.matchLabels", fields(selector, "matchLabels"))
    for index, expression in enumerate(items(selector, "matchExpressions")):
        operator, values = text(expression, "operator"), items(expression, "values")
        where = f"{path}.matchExpressions[{index}]"
        if operator is not None and operator not in _OPERATORS:
            yield (
                "Invalid",
                f"{where}.operator: '{operator}' is no selector operator; write one of {', '.join(_OPERATORS)}.",
            )
        if operator in _OPERATORS[:2] and not values:
            yield "Invalid", f"{where}.values: required value: must be specified when `operator` is 'In' or 'NotIn'."
        if operator in _OPERATORS[2:] and values:
            yield "Invalid", f"{where}.values: forbidden: may not be specified when `operator` is '{operator}'."


def _illegal_key(path: str, key: str) -> Iterator[Verdict]:
    prefix, slash, name = key.rpartition("/")
    if not _KEY_NAME.fullmatch(name) or (slash and not SUBDOMAIN_1123.fullmatch(prefix)):
        yield (
            "Invalid",
            f"{path}: invalid key '{key}': a key is 1 to 63 letters, digits, dots, dashes and underscores, with "
            "or without a "
            f"domain and a slash in front, such as 'app.kubernetes.io/name'.",
        )


_LABELLED = (("metadata",), ("spec", "template", "metadata"))


def metadata(stored: Stored) -> dict[str, Any]:
    """The metadata of an object."""
    return at(stored.inputs, "metadata") or {}
