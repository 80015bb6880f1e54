"""Stacks of any number of models, made from prod."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from bench.measure import ROOT

PROD = "prod"


def write_stack(folder: Path, models: int) -> None:
    """Write a project with a copy of prod whose models are as many as asked: managed and Kubernetes in turn."""
    folder.mkdir(parents=True)
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, folder / name)
    document = yaml.safe_load((ROOT / f"Pulumi.{PROD}.yaml").read_text(encoding="utf-8"))
    document["config"]["ai-models:models"] = {f"model-{number:03}": _model(number) for number in range(models)}
    text = yaml.safe_dump(document)
    (folder / f"Pulumi.{PROD}.yaml").write_text(text, encoding="utf-8")


def _model(number: int) -> dict[str, Any]:
    if number % 2:
        deployment = {
            "model": f"azureml:model-{number:03}:1",
            "environment": "azureml:scoring:1",
            "instanceType": "Standard_DS3_v2",
            "instances": 1,
        }
        return {"target": "managed", "deployments": {"blue": deployment}, "traffic": {"blue": 100}}
    image = f"model-{number:03}@sha256:{number:064x}"
    return {
        "target": "kubernetes",
        "deployments": {"blue": {"version": "v1", "image": image, "replicas": 1, "cpu": "100m", "memory": "128Mi"}},
        "traffic": {"blue": 100},
        "autoscale": {"minReplicas": 1, "maxReplicas": 3},
    }
