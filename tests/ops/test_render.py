"""The manifests: what `--render` writes is what `kubectl apply -f` takes."""

from pathlib import Path

import pytest
import yaml

from config import yaml_reader
from ops.exits import CommandError
from ops.planning import make_plan
from ops.render import HEADER, render
from ops.stacks import open_stack
from ops.topology import Topology
from tests.manifests import STACK_FILES, assert_strictly_valid, is_custom, version_of
from tests.ops.conftest import ROOT
from tests.ops.plans import in_stamp, plan, resource, stamp

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.yaml"))


@pytest.mark.parametrize("stack", STACK_FILES)
def test_the_manifests_are_valid_objects_in_a_folder_a_stamp(stack: str, tmp_path: Path) -> None:
    made = make_plan(open_stack(ROOT, stack, STACK_FILES[stack])).plan
    files = render(made, tmp_path).objects
    assert {path.parent.name for path in files} == set(Topology(made).stamps)
    kinds = set()
    for path in files:
        body = yaml.safe_load(path.read_text())
        kinds.add(body["kind"])
        assert all(body["metadata"].values()), f"{path}: metadata that says nothing"
        if not is_custom(body):
            assert_strictly_valid(body, version_of(stack))
    declared = [r.type.rpartition(":")[2] for r in made.resources if r.custom and r.type.startswith("kubernetes:")]
    assert kinds == set(declared) - {"Release"}
    assert len(files) == len(declared) - declared.count("Release")
    assert {"Deployment", "Service", "Namespace", "NetworkPolicy"} <= kinds
    assert ("HorizontalPodAutoscaler" in kinds) == (stack == "prod")


def test_a_file_is_named_by_namespace_kind_and_name(tmp_path: Path) -> None:
    made = plan(
        stamp("eastus"),
        resource("kubernetes:core/v1:Namespace", "a", {"metadata": {"name": "models"}}, **in_stamp("eastus")),
        resource("kubernetes:core/v1:Service", "b", {"metadata": {"name": "fraud", "namespace": "models"}}),
        resource("kubernetes:core/v1:Service", "c", {"metadata": {"name": "fraud"}}),
        resource("kubernetes:core/v1:Service", "d", {"metadata": {"name": UNKNOWN}}),
        resource("azure-native:storage:Blob", "f"),
    )
    render(made, tmp_path)
    assert names(tmp_path) == [
        "eastus/_cluster-namespace-models.yaml",
        "shared/default-service-d.yaml",
        "shared/default-service-fraud.yaml",
        "shared/models-service-fraud.yaml",
    ]


def test_a_chart_is_named_as_missing_with_its_values_and_the_command_that_shows_its_objects(tmp_path: Path) -> None:
    inputs = {
        "chart": "oci://docker.io/envoyproxy/gateway-helm",
        "name": "envoy",
        "namespace": "gateways",
        "version": "v1.9.0",
        "values": {"host": UNKNOWN, "key": "[secret]"},
    }
    release = resource("kubernetes:helm.sh/v3:Release", "e", inputs, **in_stamp("eastus"))
    rendering = render(plan(stamp("eastus"), release), tmp_path)
    assert rendering.objects == ()
    assert rendering.in_words() == (
        f"{tmp_path}: 0 Kubernetes objects, without those of 1 Helm chart: {tmp_path}/RENDERED.md says how to see them."
    )
    values = "eastus/helm/gateways-envoy.yaml"
    assert yaml.safe_load((tmp_path / values).read_text()) == {"host": "known-after-up", "key": "[secret]"}
    assert (tmp_path / "RENDERED.md").read_text().splitlines()[-1].split() == [
        *("helm", "template", "envoy", "oci://docker.io/envoyproxy/gateway-helm", "--version", "v1.9.0"),
        *("--namespace", "gateways", "--include-crds", "--values", values),
    ]
    assert "Helm" not in render(plan(), tmp_path).in_words()
    assert "Helm" not in (tmp_path / "RENDERED.md").read_text()
    assert names(tmp_path) == []


def test_two_objects_never_share_a_file(tmp_path: Path) -> None:
    one = resource("kubernetes:core/v1:Service", "a", {"metadata": {"name": "fraud"}}, provider="first")
    other = resource("kubernetes:core/v1:Service", "b", {"metadata": {"name": "fraud"}}, provider="second")
    render(plan(one, other), tmp_path)
    assert names(tmp_path) == ["shared/default-service-fraud-b.yaml", "shared/default-service-fraud.yaml"]


def test_an_object_reads_as_people_write_it(tmp_path: Path) -> None:
    inputs = {
        "spec": {"b": UNKNOWN, "a": "line\nline\n"},
        "metadata": {"name": "x", "namespace": "n"},
        "kind": "ConfigMap",
        "apiVersion": "v1",
    }
    (path,) = render(plan(resource("kubernetes:core/v1:ConfigMap", "x", inputs)), tmp_path).objects
    assert path.read_text() == HEADER + (
        "apiVersion: v1\n"
        "kind: ConfigMap\n"
        "metadata:\n  name: x\n  namespace: n\n"
        "spec:\n  a: |\n    line\n    line\n  b: known-after-up\n"
    )


def test_a_masked_secret_is_still_valid_base64(tmp_path: Path) -> None:
    inputs = {"metadata": {"name": "x", "namespace": "n"}, "data": {"key": "[secret]"}, "stringData": {"k": "[secret]"}}
    (path,) = render(plan(resource("kubernetes:core/v1:Secret", "x", inputs)), tmp_path).objects
    body = yaml.safe_load(path.read_text())
    assert body["data"] == {"key": "W3NlY3JldF0="}
    assert body["stringData"] == {"k": "[secret]"}
    assert_strictly_valid(body)


def test_what_an_earlier_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    service = resource("kubernetes:core/v1:Service", "b", {"metadata": {"name": "fraud", "namespace": "models"}})
    render(plan(service), tmp_path)
    (tmp_path / "shared" / "mine.yaml").write_text("kind: ConfigMap\n")
    render(plan(), tmp_path)
    assert names(tmp_path) == ["shared/mine.yaml"]


def test_what_others_keep_in_the_folder_is_left_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "shared" / "folder.yaml").mkdir(parents=True)
    (tmp_path / "shared" / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "shared" / "broken.yaml").write_text("{[")
    render(plan(resource("kubernetes:core/v1:Service", "b", {"metadata": {"name": "fraud"}})), tmp_path)
    assert names(tmp_path) == [f"shared/{name}.yaml" for name in ("broken", "bytes", "default-service-fraud", "folder")]


def test_text_that_some_reader_takes_for_a_number_or_a_boolean_is_quoted(tmp_path: Path) -> None:
    data = {"octal": "0o17", "boolean": "yes", "version": "1.10", "null": "~", "day": "2030-01-31", "word": "blue"}
    inputs = {"metadata": {"name": "x", "namespace": "n"}, "data": data}
    (path,) = render(plan(resource("kubernetes:core/v1:ConfigMap", "x", inputs)), tmp_path).objects
    for reader in (yaml.safe_load, yaml_reader.read):
        assert reader(path.read_text())["data"] == data


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    service = resource("kubernetes:core/v1:Service", "b", {"metadata": {"name": "fraud"}})
    with pytest.raises(CommandError, match="--render: "):
        render(plan(service), tmp_path / "file")
