"""ValidatingAdmissionPolicies, their bindings, and what they say to every other object of their cluster.

https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
Judged as the server does at a dry run too, so at previews. Of an object with values that are not known yet, an update
is judged by what is known of it: the image of a container says enough, whatever an environment variable comes to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sandbox import identity, scopes
from sandbox.admission import Admission, Policy
from sandbox.cel import Misread
from sandbox.defaults import defaulted
from sandbox.matching import Resource, matches, selects
from sandbox.request import Request
from sandbox.rules import Verdict, on_delete, on_write
from sandbox.rules.kubernetes import BINDING, NAMESPACE, POLICY, is_object, namespace_of
from sandbox.rules.reading import at, fields, items, text, texts, unsettled
from sandbox.stand_ins import settled_updates
from sandbox.store import Stored, World

_NAMESPACE_CONTROLLER = "system:serviceaccount:kube-system:namespace-controller"


@on_write(POLICY)
def policy_compiles(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Expressions are read when the policy is written."""
    spec = fields(request.inputs, "spec")
    if unsettled(spec):
        return
    if not items(spec, "validations") and not items(spec, "auditAnnotations"):
        yield "Invalid", "spec.validations: required value: validations or auditAnnotations must not both be empty."
    if not items(spec, "matchConstraints", "resourceRules"):
        yield "Invalid", "spec.matchConstraints.resourceRules: required value."
    try:
        Policy.of(spec)
    except Misread as error:
        yield "Invalid", f"{error}."


@on_write(BINDING)
def binding_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """The policy itself may come later, as it may on the server."""
    spec = fields(request.inputs, "spec")
    actions = texts(spec, "validationActions")
    if not actions and not unsettled(spec, "validationActions"):
        yield "Invalid", "spec.validationActions: required value: write Deny, Warn or Audit."
    for action in actions:
        if action not in ("Deny", "Warn", "Audit"):
            yield "Invalid", f"spec.validationActions: unsupported value '{action}': write Deny, Warn or Audit."
    if {"Deny", "Warn"} <= set(actions):
        yield "Invalid", "spec.validationActions: must not contain both Deny and Warn, which would repeat a message."
    ref = fields(spec, "paramRef")
    if ref and ("name" in ref) == ("selector" in ref):
        yield "Invalid", "spec.paramRef: one of name and selector must be set, and not both."
    if ref and not text(ref, "parameterNotFoundAction"):
        yield "Invalid", "spec.paramRef.parameterNotFoundAction: required value: write Allow or Deny."


@on_write("kubernetes:*")
def write_is_admitted(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """Every policy that is bound in the cluster."""
    if not is_object(request) or request.type in (POLICY, BINDING):
        return
    place = identity.place_of(request)
    if not place.key:
        return
    now = _live(old) if old else None
    wanted = _object(request.type, request.inputs, place.id) | (
        {"status": now["status"]} if now and "status" in now else {}
    )
    asked = Admission(
        operation="UPDATE" if now else "CREATE",
        object=wanted,
        old_object=now,
        namespace_object=_namespace(world, request.cluster, namespace_of(request)),
        dry_run=world.planned,
    )
    if not unsettled(wanted) and not unsettled(now):
        yield from _verdicts(world, request.cluster, asked)
    elif now:
        yield from _certain(world, request.cluster, asked)


def _certain(world: World, cluster: str, asked: Admission) -> Iterator[Verdict]:
    """What is said whatever the unknown values come to, and because of the update: the object was let in as it is."""
    found = list(settled_updates(asked))
    said = [list(_verdicts(world, cluster, one)) for one in found]
    if said[0]:
        before = [
            verdict for one in found for verdict in _verdicts(world, cluster, replace(one, object=one.old_object))
        ]
        yield from (one for one in said[0] if all(one in other for other in said) and one not in before)


@on_delete("kubernetes:*")
def deletion_is_admitted(stored: Stored, world: World) -> Iterator[Verdict]:
    """As a write; a namespace goes only when everything in it can."""
    if stored.type not in (POLICY, BINDING):
        yield from _on_deletion(stored, world, "pulumi")
    if stored.type == NAMESPACE:
        yield from _stuck(stored, world)


def _on_deletion(stored: Stored, world: World, user: str) -> Iterator[Verdict]:
    cluster, place = stored.id.split("|")[0], stored.id.rpartition("|")[2]
    now = _live(stored)
    if "|" not in stored.id or unsettled(now):
        return
    namespace = place.rpartition("/")[0]
    asked = Admission(
        operation="DELETE",
        object=None,
        old_object=now,
        namespace_object=_namespace(world, cluster, namespace or None),
        user=user,
    )
    yield from _verdicts(world, cluster, asked)


def _stuck(namespace: Stored, world: World) -> Iterator[Verdict]:
    """The namespace controller deletes what it can, again and again; what is refused to the end keeps the namespace."""
    cluster, _, name = namespace.id.split("|")
    left = [one for one in _objects(world, cluster) if one.id.rpartition("|")[2].startswith(f"{name}/")]
    gone: set[str] = set()
    while left:
        view = _Without(world, gone)
        refused = {one.id: list(_on_deletion(one, view, _NAMESPACE_CONTROLLER)) for one in left}
        gone |= {id_ for id_, verdicts in refused.items() if not verdicts}
        if all(refused.values()):
            for id_, verdicts in refused.items():
                words = verdicts[0][1] if isinstance(verdicts[0], tuple) else verdicts[0].message
                yield (
                    "Conflict",
                    f"namespace '{name}' stays in phase Terminating: {id_.rpartition('|')[2]} stays: {words}",
                )
            return
        left = [one for one in left if one.id not in gone]


def _verdicts(world: World, cluster: str, asked: Admission) -> Iterator[Verdict]:
    api, kind = str(asked.either.get("apiVersion", "")), str(asked.either.get("kind", ""))
    resource = Resource.of(api, kind, namespaced=kind not in scopes.CLUSTER_WIDE)
    for binding in world.of_type(BINDING):
        bound = fields(binding.inputs, "spec")
        policy = world.get(identity.key_of_id(POLICY, text(bound, "policyName") or "", cluster))
        if (
            not binding.id.startswith(f"{cluster}|")
            or policy is None
            or "Deny" not in texts(bound, "validationActions")
        ):
            continue
        spec = fields(policy.inputs, "spec")
        if unsettled(spec) or unsettled(bound):
            continue
        limits = (fields(spec, "matchConstraints"), fields(bound, "matchResources"))
        if all(matches(each, resource, asked) for each in limits):
            yield from _judged(world, cluster, policy, binding, asked)


def _judged(world: World, cluster: str, policy: Stored, binding: Stored, asked: Admission) -> Iterator[Verdict]:
    spec, ref = fields(policy.inputs, "spec"), fields(binding.inputs, "spec", "paramRef")
    names = [one.id.rpartition("|")[2] for one in (policy, binding)]
    intro = f"ValidatingAdmissionPolicy '{names[0]}' with binding '{names[1]}' denied request: "
    params: list[Mapping[str, Any] | None] = [None]
    if ref and fields(spec, "paramKind"):
        params = list(_params(world, cluster, fields(spec, "paramKind"), ref, asked))
        if not params:
            if text(ref, "parameterNotFoundAction") != "Allow":
                yield "Forbidden", f"{intro}failed to configure binding: no params found for policy binding"
            return
    said = set[str]()
    for each in params:
        for denial in Policy.of(spec).denials(asked, each):
            if denial.message not in said:
                yield denial.reason, f"{intro}{denial.message}"
            said.add(denial.message)


def _params(
    world: World, cluster: str, kind: Mapping[str, Any], ref: Mapping[str, Any], asked: Admission
) -> Iterator[Mapping[str, Any]]:
    api = text(kind, "apiVersion") or ""
    type_ = f"kubernetes:{api if '/' in api else f'core/{api}'}:{text(kind, 'kind')}"
    own = asked.either.get("metadata", {}).get("namespace", "")
    namespace = "" if text(kind, "kind") in scopes.CLUSTER_WIDE else text(ref, "namespace") or own
    for one in world.of_type(type_):
        there, _, name = one.id.rpartition("|")[2].rpartition("/")
        if not one.id.startswith(f"{cluster}|") or there != namespace:
            continue
        found = _live(one)
        wanted = name == ref["name"] if "name" in ref else selects(ref.get("selector") or {}, _labels(found))
        if wanted and not unsettled(found):
            yield found


def _live(stored: Stored) -> dict[str, Any]:
    """The object as the server has it."""
    shown = _object(stored.type, stored.inputs, stored.id.rpartition("|")[2])
    return {**shown, **({"status": stored.outputs["status"]} if "status" in stored.outputs else {})}


def _object(type_: str, inputs: Mapping[str, Any], place: str) -> dict[str, Any]:
    namespace, _, name = place.rpartition("/")
    group, _, kind = type_.removeprefix("kubernetes:").rpartition(":")
    api = group.removeprefix("core/")
    about = {**(inputs.get("metadata") or {}), "name": name, **({"namespace": namespace} if namespace else {})}
    return defaulted(type_, {"apiVersion": api, "kind": kind, **inputs, "metadata": about})


def _labels(one: Mapping[str, Any]) -> Mapping[str, Any]:
    return (one.get("metadata") or {}).get("labels") or {}


def _namespace(world: World, cluster: str, name: str | None) -> dict[str, Any] | None:
    """The namespace with the label that the server gives to each."""
    if not name:
        return None
    found = world.get(identity.key_of_id(NAMESPACE, name, cluster))
    labels = {**(at(found.inputs, "metadata", "labels") or {} if found else {}), "kubernetes.io/metadata.name": name}
    about = {**(at(found.inputs, "metadata") or {} if found else {}), "name": name, "labels": labels}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": about}


def _objects(world: World, cluster: str) -> list[Stored]:
    return [one for one in world.all() if one.id.startswith(f"{cluster}|")]


class _Without:
    """A world after some deletions."""

    def __init__(self, world: World, gone: set[str]) -> None:
        self._world = world
        self._gone = gone

    @property
    def planned(self) -> bool:
        return self._world.planned

    def get(self, id_: str) -> Stored | None:
        found = self._world.get(id_)
        return None if found and found.id in self._gone else found

    def of_type(self, type_: str) -> Iterator[Stored]:
        return (one for one in self._world.of_type(type_) if one.id not in self._gone)

    def children(self, id_: str) -> Iterator[Stored]:
        return (one for one in self._world.children(id_) if one.id not in self._gone)

    def deleted(self, type_: str) -> Iterator[Stored]:
        return iter(self._world.deleted(type_))

    def all(self) -> Iterator[Stored]:
        return (one for one in self._world.all() if one.id not in self._gone)
