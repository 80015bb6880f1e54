"""However a model is called, nothing of the platform looks like its, nor it like the platform's."""

import copy
import re
from collections import Counter

from config.reserved import BESIDE_MODELS
from ops.plan import plan_of
from ops.topology import Branch, Topology
from sandbox.recording import Recording
from tests.config.documents import problems_of, spoiled
from tests.platform.conftest import config_of, preview

_OWN = re.compile(r"-models--([a-z]+)")


def test_no_model_takes_the_name_of_a_part_beside_the_models(prod: Recording) -> None:
    names = {found[1] for resource in prod.resources.values() if (found := _OWN.search(resource.name))}
    assert names == set(BESIDE_MODELS)
    for name in names:
        (problem,) = problems_of(spoiled({f"models.{name}": spoiled({})["models"]["churn"]}))
        assert problem.path == f"models.{name}"
        assert f"`{name}`" in problem.allowed


def test_models_called_like_parts_of_the_platform_change_no_row_but_their_own() -> None:
    config = config_of("dev")
    config["models"] = {"fraud": config["models"]["fraud"]}
    config["stamps"]["westus"] = {"role": "secondary", "addressSpace": "10.30.0.0/20"}
    rows = _rows(config)
    words = {word for _, label in rows for word in {label, label.replace("-", "")}} | {"shared", "eastus", "westus"}
    words |= {"westus-x", "kubernetes", "platform", "total", "top-level", "traffic", "environment", "endpoint"}
    own = sorted(words - {*BESIDE_MODELS, "fraud"})
    hostile = copy.deepcopy(config)
    for name in own:
        if not problems_of(spoiled({f"models.{name}": spoiled({})["models"]["fraud"]})):
            hostile["models"][name] = config["models"]["fraud"]
    added = set(hostile["models"]) - {"fraud"}
    assert {"cluster", "vault", "westus", "westus-x", "kubernetes"} <= added
    for (stamp, label), count in _rows(hostile).items():
        top, _, rest = label.partition("/")
        model, *below = rest.split("/")
        alike = "/".join(["models", "fraud", *below]) if top == "models" and model in added else label
        assert count == rows[stamp, alike], (stamp, label)


def _rows(config: dict[str, object]) -> Counter[tuple[str, str]]:
    """Resources of each row of the report: the stamp and the labels down to the component."""
    plan = plan_of(preview(config, "dev"), "ai-models", "dev", ())
    rows: Counter[tuple[str, str]] = Counter()

    def count(branch: Branch, above: str) -> None:
        label = branch.label if not above or branch.is_stamp else f"{above}/{branch.label}"
        rows[branch.stamp, label] += len(branch.leaves)
        for below in branch.branches:
            count(below, "" if branch.is_stamp or (not above and label == branch.component.name) else label)

    for root in Topology(plan).roots:
        count(root, "")
    return rows
