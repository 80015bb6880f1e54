"""A secret planted in a stack and in a program shows up nowhere."""

from pathlib import Path

import pytest

from tests.ops.conftest import Ops, add_to_program

PLANTED = "pl4nted-v4lue"
DECLARED = f"""
secret = pulumi.Output.secret("{PLANTED}")
kubernetes.core.v1.Secret(
    "shop-eastus-secret",
    metadata={{"name": "jwt", "namespace": "models", "annotations": {{"note": secret}}}},
    string_data={{"key": secret, "url": pulumi.Output.format("https://user:{{0}}@host", secret)}},
    opts=in_cluster,
)
kubernetes.core.v1.ConfigMap(
    "shop-eastus-map", metadata={{"name": "map", "namespace": "models"}}, data={{"a": secret}}, opts=in_cluster
)
pulumi.export("secret", secret)
pulumi.export("nested", {{"deep": [secret.apply(lambda value: value + "!")]}})
"""


@pytest.fixture
def planted(project: Path) -> Path:
    """A project whose program spreads a secret, and whose stack file holds an encrypted one."""
    add_to_program(project, DECLARED)
    stack_file = project / "Pulumi.dev.yaml"
    secret = f"{{value: {{secure: v1:{PLANTED}}}, contentType: text/plain, expires: 2099-01-31}}"
    others = "  ai-models:secrets:\n"
    stack_file.write_text(stack_file.read_text().replace(others, f"{others}    jwt: {secret}\n"))
    return project


def test_a_secret_is_masked_in_the_report_the_plan_and_the_manifests(ops: Ops, planted: Path, tmp_path: Path) -> None:
    plan, manifests = tmp_path / "plan.json", tmp_path / "manifests"
    ran = ops("preview", "-C", planted, "--stack", "dev", "-vv", "--json", plan, "--render", manifests)
    assert ran.status == 0, ran.err
    written = [plan.read_text(), *(path.read_text() for path in manifests.rglob("*.yaml"))]
    for text in (ran.out, ran.err, *written):
        assert PLANTED not in text
        assert "planted-kubeconfig" not in text
    assert "[secret]" in ran.out
    assert plan.read_text().count("[secret]") >= 6


def test_a_secret_is_masked_where_a_request_with_it_is_refused(ops: Ops, planted: Path) -> None:
    add_to_program(
        planted,
        """
kubernetes.core.v1.Secret(
    "shop-eastus-wrong", metadata={"name": secret, "namespace": "models"}, immutable=secret, opts=in_cluster
)
""",
    )
    ran = ops("preview", "-C", planted, "--stack", "dev")
    assert ran.status == 3
    assert "shop-eastus-wrong" in ran.err
    assert PLANTED not in ran.out + ran.err


def test_an_encrypted_value_is_not_shown_where_the_config_is_wrong(ops: Ops, planted: Path) -> None:
    stack_file = planted / "Pulumi.dev.yaml"
    stack_file.write_text(stack_file.read_text().replace("expires: 2099-01-31", "expires: never"))
    ran = ops("preview", "-C", planted, "--stack", "dev")
    assert ran.status == 2
    assert "secrets.jwt.expires" in ran.err
    assert PLANTED not in ran.out + ran.err


def test_a_secret_in_plain_text_is_refused_unseen(ops: Ops, planted: Path) -> None:
    stack_file = planted / "Pulumi.dev.yaml"
    stack_file.write_text(stack_file.read_text().replace(f"{{secure: v1:{PLANTED}}}", PLANTED))
    ran = ops("preview", "-C", planted, "--stack", "dev")
    assert ran.status == 2
    assert "secrets.jwt.value" in ran.err
    assert PLANTED not in ran.out + ran.err
