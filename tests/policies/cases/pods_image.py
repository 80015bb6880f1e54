"""Images of containers."""

from policies.declared import UNKNOWN
from policies.rules.pods_image import REGISTRY
from policies.workloads import CRON_JOB, DEPLOYMENT, WORKLOADS
from tests.policies.casework import Case, broken, change, edit, fine, missing, resource, unknown
from tests.policies.pods import absent_everywhere, broken_everywhere, pods, unknown_in, workload

GOOD = (resource(REGISTRY, "registry", {"registryName": "crshop"}), *(workload(type_) for type_ in WORKLOADS))

_DIGEST = f"@sha256:{'a' * 64}"
_IMAGE = f"{pods(DEPLOYMENT)}.containers.0.image"


def _anywhere(path: str, value: str) -> tuple[Case, ...]:
    parts = ("containers", "initContainers", "ephemeralContainers")
    return tuple(case for part in parts for case in broken_everywhere(f"{part}.0.{path}", value))


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
        missing("registry"),
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
