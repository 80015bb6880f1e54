"""Reading a pulumi command line, and turning it to the sandbox's copy of the config."""

from pathlib import Path

import pytest

from ops.exits import CommandError, Exit
from ops.pulumi_command import PulumiCommand

COPY = Path("/sandbox/project/Pulumi.prod.yaml")


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("pulumi up --stack prod --yes", "up --config-file {copy} --stack prod --yes"),
        ("pulumi update -s prod", "update --config-file {copy} -s prod"),
        ("pulumi --color never preview", "--color never preview --config-file {copy}"),
        ("pulumi config set --path a.b 10", "config --config-file {copy} set --path a.b 10"),
        ("pulumi up --config-file other.yaml --yes", "up --config-file {copy} --yes"),
        ("pulumi up --config-file=other.yaml --yes", "up --config-file {copy} --yes"),
        ("pulumi stack output --json", "stack output --json"),
        ("pulumi stack export --file state.json", "stack export --file state.json"),
        ("pulumi stack rm --yes", "--cwd /sandbox/project stack rm --yes"),
        (
            "pulumi stack change-secrets-provider passphrase",
            "--cwd /sandbox/project stack change-secrets-provider passphrase",
        ),
        ("pulumi cancel --yes", "cancel --yes"),
        ("/opt/pulumi/bin/pulumi destroy", "destroy --config-file {copy}"),
        ("pulumi -es prod up", "-es prod up --config-file {copy}"),
        ("pulumi -v 3 up", "-v 3 up --config-file {copy}"),
    ],
)
def test_whatever_writes_config_is_turned_to_the_copy(line: str, runs: str) -> None:
    command = PulumiCommand.parse(line.split())
    assert command.against(COPY) == runs.format(copy=COPY).split()


@pytest.mark.parametrize(
    ("line", "stack"),
    [
        ("pulumi up --stack prod", "prod"),
        ("pulumi up --stack=prod", "prod"),
        ("pulumi -s prod up", "prod"),
        ("pulumi up -sprod", "prod"),
        ("pulumi up -s=prod", "prod"),
        ("pulumi -sprod up", "prod"),
        ("pulumi up -yfs prod", "prod"),
        ("pulumi -esprod up", "prod"),
        ("pulumi up --stack dev -s prod", "prod"),
        ("pulumi up -s prod --stack=dev", "dev"),
        ("pulumi up -m -sprod", "from-environment"),
        ("pulumi up -msprod", "from-environment"),
        ("pulumi import -fstack.json", "from-environment"),
        ("pulumi config set key -- -sprod", "from-environment"),
        ("pulumi up", "from-environment"),
    ],
)
def test_the_stack_is_the_one_named_else_that_of_the_environment(line: str, stack: str) -> None:
    assert PulumiCommand.parse(line.split(), "from-environment").stack == stack


def test_without_any_word_of_it_the_stack_is_dev() -> None:
    assert PulumiCommand.parse(["pulumi", "up"]).stack == "dev"


def test_a_config_file_that_is_named_is_what_the_copy_is_made_of() -> None:
    assert PulumiCommand.parse("pulumi up --config-file other.yaml".split()).config_file == Path("other.yaml")
    assert PulumiCommand.parse(["pulumi", "up"]).config_file is None


@pytest.mark.parametrize(
    ("line", "needs"),
    [("pulumi up", True), ("pulumi stack output", True), ("pulumi stack init dev", False), ("pulumi version", False)],
)
def test_a_stack_is_made_only_for_commands_that_need_one(line: str, *, needs: bool) -> None:
    assert PulumiCommand.parse(line.split()).needs_stack is needs


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("", "python -m ops sandbox -- pulumi up"),
        ("make up", "python -m ops sandbox -- pulumi up"),
        ("pulumi up --cwd elsewhere", "leave out --cwd"),
        ("pulumi -C elsewhere up", "leave out --cwd"),
        ("pulumi -Celsewhere up", "leave out --cwd"),
        ("pulumi up -yCelsewhere", "leave out --cwd"),
        ("pulumi stack select prod", "--stack"),
        ("pulumi new python", "destroy"),
        ("pulumi login", "preview"),
    ],
)
def test_what_would_leave_the_sandbox_is_refused_with_a_cure(line: str, cure: str) -> None:
    with pytest.raises(CommandError, match=cure) as raised:
        PulumiCommand.parse(line.split())
    assert raised.value.status is Exit.CONFIG_INVALID


@pytest.mark.parametrize(
    ("line", "stops"),
    [
        ("pulumi destroy -s prod", True),
        ("pulumi destroy -fys prod", True),
        ("pulumi destroy -turn", False),
        ("pulumi destroy -yturn", False),
        ("pulumi destroy -fyh", False),
        ("pulumi destroy --target=urn", False),
        ("pulumi up", False),
    ],
)
def test_a_destroy_of_a_part_need_not_stop_at_what_is_protected(line: str, *, stops: bool) -> None:
    assert PulumiCommand.parse(line.split()).stops_at_protected is stops
