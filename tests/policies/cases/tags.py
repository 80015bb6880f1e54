"""Tags."""

from policies.rules.tags import TAGGABLE
from tests.policies.casework import absent, broken, resource, unknown

GOOD = tuple(
    resource(type_, type_.rpartition(":")[2] + str(number), {"tags": {"managedBy": "pulumi", "stack": "test"}})
    for number, type_ in enumerate(TAGGABLE)
)

CASES = {
    "resource-tags-present": (
        *(broken(one.name, "tags.stack", "") for one in GOOD),
        absent(GOOD[0].name, "tags"),
        absent(GOOD[0].name, "tags.managedBy"),
        absent(GOOD[0].name, "tags.stack"),
        unknown(GOOD[0].name, "tags"),
        unknown(GOOD[0].name, "tags.stack"),
    )
}
