"""A model's endpoint under the real engine: the program of the model check, its config edited in the stack's file."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from config.yaml_writer import write
from sandbox.core import Cloud
from sandbox.store import Store
from tests.engine.conftest import Ran, Sandbox
from tests.traffic.content import Model
from tests.traffic.target import MODEL, Found, Target

_HERE = Path(__file__).parents[2]
_PROGRAM = f"""\
import sys

sys.path.insert(0, {str(_HERE)!r})
import pulumi

from tests.traffic.stack import program, stack_config

model = pulumi.Config("ai-models").require_object("models")["{MODEL}"]
pulumi.run(program(stack_config(model, {{}})))
"""


class Served:
    """One stack with one model."""

    def __init__(self, target: Target, sandbox: Sandbox) -> None:
        self.target = target
        self.model = target.first()
        """The value of `models.NAME` in the stack's file."""
        self._sandbox = sandbox
        sandbox.write_program(_PROGRAM)
        sandbox.plant()

    def up(self, fault: Mapping[str, Any] | None = None, targets: Sequence[str] = ()) -> Ran:
        """`pulumi up` of the model as it is now; with `fault` one request fails, `targets` are patterns of URNs."""
        _write(self._sandbox.project, self.model)
        file = self._sandbox.project / "faults.yaml"
        file.write_text(json.dumps([fault] if fault else []))
        chosen = " ".join(f"--target '{one}'" for one in targets)
        line = f"up --stack test --yes --skip-preview --non-interactive {chosen}"
        return self._sandbox.pulumi(line, file if fault else None)

    def destroy(self) -> Ran:
        """`pulumi destroy`."""
        return self._sandbox.pulumi("destroy --stack test --yes --skip-preview --non-interactive")

    def found(self) -> Found:
        """What is live."""
        store = Store(self._sandbox.state / "cloud.sqlite")
        found = self.target.found(Cloud(store))
        store.close()
        return found


def _write(folder: Path, model: Model) -> None:
    (folder / "Pulumi.test.yaml").write_text(write({"config": {"ai-models:models": {MODEL: model}}}))
