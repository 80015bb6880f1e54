"""Reading a stack's file without the engine, and what dev and prod say."""

import functools
import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from config.errors import ConfigError
from config.loader import load
from config.models import BatchModel, KubernetesModel, ManagedModel
from config.secrecy import SECURE
from config.stack import StackConfig
from config.stack_file import OF_PULUMI, from_stack_file
from ops import schema as schema_command

ROOT = Path(__file__).parents[2]


def _stack(name: str) -> StackConfig:
    return load(*from_stack_file(ROOT / f"Pulumi.{name}.yaml"))


@pytest.fixture
def stack_file(tmp_path: Path) -> Path:
    return tmp_path / "Pulumi.dev.yaml"


UNREADABLE = {
    "empty": ("", "Pulumi.dev.yaml", "the file is empty"),
    "only comments": ("# nothing\n", "Pulumi.dev.yaml", "the file is empty"),
    "no YAML": ("config: [a\n", "Pulumi.dev.yaml, line 2", "bracket is not closed"),
    "prose": ("this is no: config: at all\n", "Pulumi.dev.yaml, line 1", "a second colon"),
    "a tab": ("config:\n\tname: x\n", "Pulumi.dev.yaml, line 2", "a tab"),
    "a tab's cure": ("config:\n\tname: x\n", "Pulumi.dev.yaml, line 2", "# line 2: put two spaces for each tab"),
    "another sign than a colon": (
        "config:\n  ai-models.stamps: {}\n",
        "config: ai-models.stamps",
        "rename the key ai-models.stamps to ai-models:stamps",
    ),
    "quotes left open": ('config:\n  a: "x\n', "Pulumi.dev.yaml, line 3", "not closed"),
    "a list": ("- config\n", "Pulumi.dev.yaml", "a mapping with the key `config`"),
    "text": ("config", "Pulumi.dev.yaml", "a mapping with the key `config`"),
    "no config": ("encryptionsalt: v1:x\n", "config", "under the key `config`"),
    "a config that is text": ("config: yes\n", "config", "a mapping"),
    "a key twice": (
        "config:\n  ai-models:name: a\n  ai-models:name: b\n",
        "Pulumi.dev.yaml, line 3",
        "`ai-models:name` that its mapping has already, on line 2",
    ),
    "a nested key twice": (
        "config:\n  x: {a: 1, a: 2}\n",
        "Pulumi.dev.yaml, line 2",
        "`a` that its mapping has already, on the same line",
    ),
    "a doubled key's cure": (
        "config:\n  ai-models:name: a\n  ai-models:name: b\n",
        "Pulumi.dev.yaml, line 3",
        "# take out line 3",
    ),
    "a tag": ("config: !secret x\n", "Pulumi.dev.yaml, line 1", "a tag"),
    "an unknown alias": ("config: *there\n", "Pulumi.dev.yaml, line 1", "an alias"),
    "two documents": ("config: {}\n---\nconfig: {}\n", "Pulumi.dev.yaml, line 2", "a second document"),
    "a control character": ("config: \x07\n", "Pulumi.dev.yaml", "control character"),
    "a bomb of brackets": ("config: " + "[" * 20_000, "Pulumi.dev.yaml", "too deeply"),
    "itself within itself": ("config: &a {x: *a}\n", "Pulumi.dev.yaml, line 1", "too deeply"),
    "a billion laughs": (
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "Pulumi.dev.yaml, line 1",
        "too many of them",
    ),
    "a version that is a number": (
        "config:\n  ai-models:models:\n    fraud: {deployments: {blue: {version: 1.0}}}\n",
        "models.fraud.deployments.blue.version",
        "hands over as 1: put it in quotes pulumi config set --path 'models.fraud.deployments.blue.version' 1.0",
    ),
    "another project's namespace": ("config:\n  aimodels:stamps: {}\n", "config: aimodels:stamps", "ai-models:stamps"),
    "no namespace": ("config:\n  stamps: {}\n", "config: stamps", "did you mean `ai-models:stamps`?"),
    "a key beside the config": (
        "config:\n  ai-models:name: shop\nai-models:tags: {team: search}\n",
        "ai-models:tags",
        "all else belongs under `config:`  # in the stack file, move ai-models:tags and what is below it",
    ),
    "a key beside the config without its namespace": (
        "config:\n  ai-models:name: shop\ntags: {team: search}\n",
        "tags",
        "under `config:` and rename it to ai-models:tags",
    ),
    "another program's key beside the config": (
        "config:\n  ai-models:name: shop\nother-project:tags: {}\n",
        "other-project:tags",
        "move other-project:tags and what is below it under `config:`",
    ),
    "a key of Pulumi's misspelt": (
        "config:\n  ai-models:name: shop\nsecretprovider: passphrase\n",
        "secretprovider",
        "rename the key secretprovider to secretsprovider",
    ),
    "a provider's key": ("config:\n  azure-native:location: eastus\n", "config: azure-native:location", "explicit"),
}


@pytest.mark.parametrize(("content", "path", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_stack_file_is_told_where_and_why(stack_file: Path, content: str, path: str, words: str) -> None:
    stack_file.write_text(content)
    with pytest.raises(ConfigError) as raised:
        from_stack_file(stack_file)
    found = {problem.path: problem for problem in raised.value.problems}
    assert path in found
    assert words in f"{found[path].value} {found[path].allowed} {found[path].hint} {found[path].example}"
    assert str(raised.value).startswith("Pulumi.dev.yaml: ")


def test_a_key_beside_the_config_hides_no_other_error(stack_file: Path) -> None:
    stack_file.write_text("config:\n  ai-models:name: Shop!\nai-models:protect: perhaps\nothers: 1\n")
    with pytest.raises(ConfigError) as raised:
        from_stack_file(stack_file)
    assert {"ai-models:protect", "others", "name", "protect"} <= {found.path for found in raised.value.problems}


def test_what_pulumi_reads_beside_the_config_is_passed_over(stack_file: Path) -> None:
    assert frozenset(schema_command.schema()["properties"]) == OF_PULUMI
    others = "".join(f"{key}: x\n" for key in sorted(OF_PULUMI - {"config"}))
    stack_file.write_text(f"config:\n  ai-models:name: shop\n{others}")
    assert from_stack_file(stack_file)[0] == {"name": "shop"}


def test_bytes_that_are_no_text_are_told(stack_file: Path) -> None:
    stack_file.write_bytes(b"config:\n  \xff\xfe: 1\n")
    with pytest.raises(ConfigError, match="no UTF-8"):
        from_stack_file(stack_file)


def test_a_folder_or_too_much_in_place_of_a_stack_file_is_told(stack_file: Path) -> None:
    stack_file.write_text("#" * 1_000_001)
    with pytest.raises(ConfigError, match="more than 1000000 bytes"):
        from_stack_file(stack_file)
    stack_file.unlink()
    stack_file.mkdir()
    with pytest.raises(ConfigError, match="a folder"):
        from_stack_file(stack_file)


def test_a_wrong_stack_name_is_told_which_stacks_there_are(stack_file: Path) -> None:
    for name in ("dev", "prod"):
        stack_file.with_name(f"Pulumi.{name}.yaml").write_text("config: {}")
    with pytest.raises(ConfigError) as raised:
        from_stack_file(stack_file.with_name("Pulumi.prdo.yaml"))
    (problem,) = raised.value.problems
    assert "`dev`, `prod`" in problem.allowed
    assert problem.hint == "did you mean `prod`?"
    assert problem.example == "--stack prod"


def test_a_misspelt_namespace_hides_no_other_error(stack_file: Path) -> None:
    stack_file.write_text("config:\n  aimodels:name: Shop!\n  ai-models:protect: perhaps\n")
    with pytest.raises(ConfigError) as raised:
        from_stack_file(stack_file)
    assert {"config: aimodels:name", "name", "protect", "cluster"} <= {found.path for found in raised.value.problems}


def test_keys_that_other_programs_read_are_passed_over(stack_file: Path) -> None:
    stack_file.write_text("config:\n  ai-models:name: shop\n  pulumi:tags: {a: b}\n  other-project:name: x\n")
    assert from_stack_file(stack_file) == ({"name": "shop"}, frozenset())


def test_values_come_as_the_engine_hands_them_over(stack_file: Path) -> None:
    stack_file.write_text(
        "config:\n  ai-models:name: 123\n  ai-models:protect: true\n  ai-models:models:\n"
        "  ai-models:others: {a: 1.0, b: 1.5, c: null, d: 2030-01-31, e: yes, f: 010}\n"
    )
    values, _ = from_stack_file(stack_file)
    assert values == {
        "name": "123",
        "protect": "true",
        "models": "",
        "others": '{"a": 1, "b": 1.5, "c": null, "d": "2030-01-31 00:00:00 +0000 UTC", "e": "yes", "f": 8}',
    }


def test_secure_values_are_never_decrypted_and_their_keys_are_secret(stack_file: Path) -> None:
    stack_file.write_text(
        "config:\n  ai-models:secrets: {jwt: {value: {secure: v1:ciphertext}}}\n  ai-models:name: x\n"
    )
    values, secret_keys = from_stack_file(stack_file)
    assert json.loads(values["secrets"]) == {"jwt": {"value": SECURE}}
    assert secret_keys == {"secrets"}
    assert "ciphertext" not in repr(values)


def test_what_pulumi_yaml_says_for_every_stack_is_there_unless_the_stack_says_otherwise(stack_file: Path) -> None:
    stack_file.with_name("Pulumi.yaml").write_text(
        "name: ai-models\nconfig:\n  pulumi:tags: {}\n  protect: false\n  ai-models:tags: {value: {team: search}}\n"
        "  name: {type: string, default: shop}\n"
    )
    stack_file.write_text("config:\n  ai-models:name: own\n")
    values, _ = from_stack_file(stack_file)
    assert values == {"protect": "false", "tags": '{"team": "search"}', "name": "own"}


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_a_stack_file_is_right_and_points_editors_at_the_schema(name: str) -> None:
    path = ROOT / f"Pulumi.{name}.yaml"
    text = path.read_text()
    assert text.startswith("# yaml-language-server: $schema=config/stack.schema.json\n")
    validator = jsonschema.Draft202012Validator(json.loads(schema_command.FILE.read_text()))
    assert list(validator.iter_errors(yaml.load(text, Loader=_JsonLoader))) == []
    assert _stack(name).name == "shop"


def test_every_id_of_the_stack_files_is_a_placeholder_at_sight() -> None:
    for name in ("dev", "prod"):
        azure = _stack(name).azure
        assert {azure.tenant_id[:8], azure.subscription_id[:8]} == {"00000000"}
        assert all(group.startswith("00000000") for group in _stack(name).cluster.admin_group_ids)


def test_prod_is_the_e_commerce_example_on_two_stamps_with_three_backup_regions() -> None:
    config = _stack("prod")
    assert list(config.stamps) == ["eastus", "westus"]
    assert config.primary == "eastus"
    assert config.backup
    assert config.backup.regions == ("eastus", "westus", "centralus")
    assert config.backup.retention_days == 30
    engine, fraud, churn = (config.models[name] for name in ("recommendation-engine", "fraud", "churn"))
    assert isinstance(engine, KubernetesModel)
    assert isinstance(fraud, ManagedModel)
    blue = engine.deployments["blue"]
    assert (blue.version, blue.replicas, blue.cpu, blue.memory, blue.gpu) == ("v2.1.0", 5, "1000m", "2Gi", 1)
    assert engine.autoscale
    assert engine.autoscale.model_dump(exclude_none=True) == {
        "min_replicas": 3,
        "max_replicas": 20,
        "cpu_utilization": 70,
    }
    assert (engine.probes.health, engine.probes.metrics, engine.log_level) == ("/health", "/metrics", "INFO")
    assert engine.rollout.model_dump() == {
        "stable": "blue", "first_step": 10, "largest_step": 50, "shadow_first": False, "keep_last_good": True,
        "freeze_live": True,
    }  # fmt: skip
    assert config.cluster.gateway
    assert not config.cluster.gateway.public
    assert fraud.deployments["blue"].instances == 3
    assert fraud.autoscale
    assert (fraud.autoscale.min_instances, fraud.autoscale.max_instances) == (3, 6)
    assert isinstance(churn, BatchModel)
    assert churn.deployments[churn.default].compute in config.workspace.compute
    assert config.network.private_endpoints
    assert config.cluster.api_access == "private"


def test_dev_is_one_small_stamp_that_may_be_destroyed() -> None:
    config = _stack("dev")
    assert len(config.stamps) == 1
    assert (config.cluster.tier, config.messaging.sku, config.backup, config.protect) == (
        "Free",
        "Standard",
        None,
        False,
    )
    assert not config.network.private_endpoints
    assert {model.target for model in config.models.values()} == {"kubernetes", "managed"}


def test_the_engine_reads_a_stack_file_in_the_same_way(engine: str, stack_file: Path, tmp_path: Path) -> None:
    """`pulumi config --json` is what the engine makes of the file, objects as text; it shows no project config."""
    lines = (
        "a: 1.0", "b: 1.5", "c: true", "d: True", "e: yes", "f: 010", "g: 0x10", "h: 1_000", "i: 1:30", "j: 1e3",
        "k: ~", "l: 2030-01-31", "m: '2030-01-31'", "n: 0o17", "o: 0b11", "p: .5", "q: +1", "r: -1", "s: 2030-13-31",
        "t: 08", "u: 1__0", "v: NULL", "w: on", "x: 12345678901234567890", "y: 2030-1-3", "z: !!str 12", "1: x",
        "true: y", "aa: <<", "bb: =", "cc: 1.", "dd: 0.", "ee: -.5e-3", "ff: 'a'", "gg: a#b", "hh: !!int '3'",
    )  # fmt: skip
    stack_file.write_text("config:\n  ai-models:others: {" + ", ".join(lines) + "}\n  ai-models:name: 0x10\n")
    (tmp_path / "Pulumi.yaml").write_text("name: ai-models\nruntime: yaml\n")
    environment = {
        "PATH": str(Path(engine).parent),
        "HOME": str(tmp_path),
        "PULUMI_BACKEND_URL": f"file://{tmp_path}",
        "PULUMI_CONFIG_PASSPHRASE": "x",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    before = from_stack_file(stack_file)[0]
    for command in ("stack init dev", "config --json"):
        done = subprocess.run(
            [engine, *command.split()], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
    answered = {key: entry["value"] for key, entry in json.loads(done.stdout).items()}
    assert before["name"] == answered["ai-models:name"]
    as_floats = functools.partial(json.loads, parse_int=float)
    assert as_floats(before["others"]) == as_floats(answered["ai-models:others"])


def test_a_project_of_another_name_has_keys_of_that_name(stack_file: Path) -> None:
    stack_file.with_name("Pulumi.yaml").write_text("name: our-models\nruntime: python\n")
    stack_file.write_text("config:\n  our-models:name: shop\n")
    assert from_stack_file(stack_file)[0] == {"name": "shop"}


class _JsonLoader(yaml.SafeLoader):
    """YAML as editors see it for a JSON schema: days are text."""

    yaml_implicit_resolvers: Any = {  # noqa: RUF012 - PyYAML's own attribute, never changed
        char: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
        for char, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def test_keys_come_in_the_engines_order_whatever_the_files(stack_file: Path) -> None:
    stack_file.write_text("config:\n  ai-models:tags: {zeta: z, alpha: {delta: 1, beta: 2}}\n")
    values, _ = from_stack_file(stack_file)
    assert values["tags"] == '{"alpha": {"beta": 2, "delta": 1}, "zeta": "z"}'
