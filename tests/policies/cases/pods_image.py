"""Images of containers."""

from dataclasses import replace

from policies.declared import UNKNOWN, Resource
from policies.rules.pods_image import CLUSTER, IDENTITY, REGISTRY
from policies.rules.roles import ASSIGNMENT
from policies.workloads import CRON_JOB, DEPLOYMENT, WORKLOADS
from tests.policies.casework import Case, absent, broken, change, edit, fine, missing, resource, unknown, urn
from tests.policies.pods import absent_everywhere, broken_everywhere, pods, unknown_in, workload

_ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions"
_ACR_PULL = f"{_ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d"
_REGISTRIES = "/subscriptions/s/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries"


_NODES = "00000000-0000-0000-0000-000000000007"
_PRINCIPAL = "identityProfile.kubeletidentity.objectId"
_IDENTITY = urn(IDENTITY, "nodes")


def _pull(name: str, scope: str) -> Resource:
    properties = {"roleDefinitionId": _ACR_PULL, "scope": scope, "principalId": _NODES}
    return resource(ASSIGNMENT, name, properties, dependencies=(_IDENTITY,))


GOOD = (
    resource(REGISTRY, "registry", {"registryName": "crshop"}),
    _pull("pull", f"{_REGISTRIES}/crshop"),
    resource(IDENTITY, "nodes", {"resourceName": "id-nodes"}),
    resource(
        CLUSTER,
        "cluster",
        {"identityProfile": {"kubeletidentity": {"objectId": _NODES}}},
        dependencies=(_IDENTITY,),
    ),
    *(workload(type_) for type_ in WORKLOADS),
)

_DIGEST = f"@sha256:{'a' * 64}"
_IMAGE = f"{pods(DEPLOYMENT)}.containers.0.image"


def _anywhere(path: str, value: str) -> tuple[Case, ...]:
    parts = ("containers", "initContainers", "ephemeralContainers")
    return tuple(case for part in parts for case in broken_everywhere(f"{part}.0.{path}", value))


def _existing(case: Case) -> Case:
    """The case in a stack with a registry that it does not declare."""
    return replace(case, removed=(*case.removed, "registry"))


CASES = {
    "pod-image-by-digest": (
        *_anywhere("image", "crshop.azurecr.io/fraud:v1"),
        broken("Deployment", _IMAGE, f"crshop.azurecr.io/fraud{_DIGEST}0"),
        broken("Deployment", _IMAGE, _DIGEST),
        *absent_everywhere("containers.0.image"),
        unknown_in(DEPLOYMENT, "containers.0.image"),
        fine("Deployment", _IMAGE, f"crshop.azurecr.io/fraud:v1{_DIGEST}"),
    ),
    "pod-image-not-latest": (
        *_anywhere("image", "crshop.azurecr.io/fraud:latest"),
        broken("Deployment", _IMAGE, f"crshop.azurecr.io/fraud:latest{_DIGEST}"),
        broken("Deployment", _IMAGE, "localhost:5000/fraud"),
        *absent_everywhere("containers.0.image"),
        unknown_in(DEPLOYMENT, "containers.0.image"),
        fine("Deployment", _IMAGE, "localhost:5000/fraud:v1"),
    ),
    "pod-image-registry-own": (
        *_anywhere("image", f"docker.io/library/fraud{_DIGEST}"),
        broken("Deployment", _IMAGE, f"crshop.azurecr.io.example.com/fraud{_DIGEST}"),
        broken("Deployment", _IMAGE, "crshop.azurecr.io"),
        broken("Deployment", _IMAGE, f"fraud{_DIGEST}"),
        broken("registry", "registryName", "crother"),
        *absent_everywhere("containers.0.image"),
        missing("registry", "pull"),
        missing("registry", passes=True),
        _existing(broken("pull", "scope", f"{_REGISTRIES}/crother")),
        _existing(broken("pull", "scope", f"{_REGISTRIES}/crshop/tokens/own")),
        _existing(broken("pull", "scope", "/subscriptions/s/resourceGroups/crshop")),
        _existing(broken("pull", "roleDefinitionId", f"{_ROLES}/{'0' * 8}")),
        _existing(absent("pull", "scope")),
        _existing(unknown("pull", "scope")),
        _existing(fine("pull", "scope", f"{_REGISTRIES}/CrShop".upper())),
        Case(kind="broken", outcome="violated", removed=("registry",), added=(_pull("too", f"{_REGISTRIES}/crother"),)),
        Case(kind="fine", outcome="passed", removed=("registry",), added=(_pull("too", f"{_REGISTRIES}/CrShop"),)),
        change(
            "broken",
            "violated",
            edit("registry", "registryName", "crother"),
            edit("pull", "scope", f"{_REGISTRIES}/crshop"),
        ),
        # Of somebody who is no node.
        _existing(broken("pull", "principalId", _NODES.replace("7", "8"))),
        _existing(absent("pull", "principalId")),
        _existing(absent("cluster", _PRINCIPAL)),
        _existing(change("absent", "violated", edit("cluster", _PRINCIPAL, None), edit("pull", "principalId", None))),
        _existing(fine("pull", "roleDefinitionId", _ACR_PULL.upper())),
        # Of an identity that is still to be made: what waits for it tells.
        _existing(fine("pull", "principalId", UNKNOWN)),
        _existing(fine("cluster", _PRINCIPAL, UNKNOWN)),
        Case(
            kind="broken",
            outcome="violated",
            edits=(edit("cluster", _PRINCIPAL, UNKNOWN),),
            removed=("registry", "pull"),
            added=(replace(_pull("pull-of-another", f"{_REGISTRIES}/crshop"), dependencies=()),),
        ),
        Case(
            kind="fine",
            outcome="passed",
            edits=(edit("cluster", _PRINCIPAL, UNKNOWN),),
            removed=("registry", "pull"),
            added=(
                replace(_pull("pull-of-the-cluster", f"{_REGISTRIES}/crshop"), dependencies=(urn(CLUSTER, "cluster"),)),
            ),
        ),
        # The nodes of a cluster that another stack has.
        Case(
            kind="fine",
            outcome="passed",
            edits=(edit("pull", "principalId", "somebody"),),
            removed=("registry", "cluster"),
        ),
        unknown("registry", "registryName"),
        unknown_in(CRON_JOB, "initContainers.0.image"),
        fine("Deployment", _IMAGE, f"CrShop-9f2c.azurecr.io/fraud{_DIGEST}"),
        change(
            "broken",
            "violated",
            edit("Deployment", _IMAGE, UNKNOWN),
            edit("Deployment", f"{pods(DEPLOYMENT)}.initContainers.0.image", "fetch"),
        ),
    ),
}
