"""What the objects in a cluster are labeled with, whichever part of the platform declares them.

https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/
"""

MANAGED = {"app.kubernetes.io/managed-by": "pulumi"}
"""What every object of the platform has."""

RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
"""What holds a namespace to the restricted Pod Security Standard."""


def labels_of(name: str, part_of: str) -> dict[str, str]:
    """Labels of an object: whose it is, and the workload that it is a part of."""
    return {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": part_of, **MANAGED}
