"""`python -m ops propose`: the new image, and every other character as it was."""

import difflib
from pathlib import Path

import pytest

from ops.exits import CommandError
from ops.propose import Proposal, proposed
from tests.ops.conftest import ROOT, Ops

DIGEST = "sha256:" + "1" * 64
IMAGE = f"recommendation-engine@{DIGEST}"
WORDS = ("--stack", "dev", "--model", "recommendation-engine", "--image", IMAGE, "--version", "v2.2.0")
HEAD = "config:\n  ai-models:models:\n    a:\n      target: kubernetes\n"


def lines_changed(before: str, after: str) -> list[str]:
    changed = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in changed if not line.startswith(("---", "+++", "@@"))]


def edited(text: str, **changes: str | None) -> str:
    values: dict[str, str | None] = {"deployment": "green", "version": "v2", "image": IMAGE, **changes}
    proposal = Proposal(
        model="a",
        deployment=values["deployment"] or "",
        image=values["image"] or "",
        version=values["version"],
    )
    return proposed(text, proposal)[0]


def test_a_new_deployment_is_a_copy_of_the_live_one_without_traffic(project: Path, ops: Ops) -> None:
    path = project / "Pulumi.dev.yaml"
    before = path.read_text()
    ran = ops("propose", *WORDS, "--deployment", "green", "-C", project)
    assert ran.status == 0, ran.err
    assert f"models.recommendation-engine.deployments.green is new, as blue with {IMAGE}" in ran.out
    assert lines_changed(before, path.read_text()) == [
        "+        green:",
        "+          version: v2.2.0",
        f"+          image: {IMAGE}",
        "+          replicas: 2",
        "+          cpu: 500m",
        "+          memory: 1Gi",
    ]


def test_the_next_proposal_changes_the_two_values_only_and_the_same_one_nothing(project: Path, ops: Ops) -> None:
    path = project / "Pulumi.dev.yaml"
    ops("propose", *WORDS, "--deployment", "green", "-C", project)
    first = path.read_text()
    again = ops("propose", *WORDS, "--deployment", "green", "-C", project)
    assert (again.status, path.read_text()) == (0, first)
    assert "has that already" in again.out
    other = [word.replace("1" * 64, "2" * 64).replace("v2.2.0", "1.10") for word in WORDS]
    assert ops("propose", *other, "--deployment", "green", "-C", project).status == 0
    assert lines_changed(first, path.read_text()) == [
        "-          version: v2.2.0",
        f"-          image: {IMAGE}",
        '+          version: "1.10"',
        f"+          image: recommendation-engine@sha256:{'2' * 64}",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"--deployment": "blue"}, "blue answers 100 % of the requests"),
        ({"--model": "recomendation-engine"}, "Did you mean `recommendation-engine`?"),
        ({"--model": "fraud"}, "runs a registered model and no image"),
        ({"--image": "recommendation-engine:latest"}, "does not say what would run"),
        ({"--image": f"recommendation-engine@{DIGEST}0"}, "does not say what would run"),
        ({"--version": ""}, "one line of up to 128 characters"),
        ({"--version": "v1\nx: y"}, "one line of up to 128 characters"),
        ({"--image": f"elsewhere.example.com/recommendation-engine@{DIGEST}"}, "elsewhere.example.com"),
        ({"--deployment": "Not A Name"}, "'Not A Name' is no deployment's name: write 3 to 20 lower-case letters"),
    ],
    ids=["live", "model", "managed", "tag", "longer", "empty", "lines", "registry", "name"],
)
def test_a_proposal_that_cannot_be_is_told_and_writes_nothing(
    project: Path, ops: Ops, words: dict[str, str], told: str
) -> None:
    before = (project / "Pulumi.dev.yaml").read_bytes()
    asked = {"--deployment": "green", **dict(zip(WORDS[::2], WORDS[1::2], strict=True)), **words}
    ran = ops("propose", *(word for pair in asked.items() for word in pair), "-C", project)
    assert ran.status == 2
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert (project / "Pulumi.dev.yaml").read_bytes() == before


def test_all_that_is_wrong_is_told_at_once(project: Path, ops: Ops) -> None:
    asked = ("--stack", "dev", "--model", "recommendation-engine", "--deployment", "Not A Name", "--image", "a:latest")
    told = ops("propose", *asked, "-C", project).err.splitlines()
    assert told[0] == "error: 3 options are wrong:"
    assert [line.split(":")[0].strip() for line in told[1:]] == ["--deployment", "--image", "--version"]
    model = [word.replace("recommendation-engine", "nowhere") for word in asked]
    told = ops("propose", *model, "-C", project).err.splitlines()
    assert [line.split(":")[0].strip() for line in told[1:]] == ["--model", "--deployment", "--image"]


def test_what_the_config_has_against_it_says_that_nothing_is_written(project: Path, ops: Ops) -> None:
    words = [word.replace(IMAGE, f"elsewhere.example.com/{IMAGE}") for word in WORDS]
    ran = ops("propose", *words, "--deployment", "green", "-C", project)
    assert ran.status == 2
    assert ran.err.startswith("error: nothing is written, as with this proposal it would be wrong:\n")
    assert "models.recommendation-engine.deployments.green.image" in ran.err


def test_prod_takes_a_proposal_too(project: Path, ops: Ops) -> None:
    before = (ROOT / "Pulumi.prod.yaml").read_text()
    (project / "Pulumi.prod.yaml").write_text(before)
    words = ["prod" if word == "dev" else word for word in WORDS]
    assert ops("propose", *words, "--deployment", "green", "-C", project).status == 0
    changed = lines_changed(before, (project / "Pulumi.prod.yaml").read_text())
    assert len(changed) == 7
    assert all(line.startswith("+") for line in changed)


def rolling(**traffic: int) -> str:
    """Two deployments, of which traffic may return to blue."""
    return (
        HEAD + "      deployments: {blue: {version: v1, image: old}, green: {version: v2, image: newer}}\n"
        f"      traffic: {{{', '.join(f'{name}: {weight}' for name, weight in traffic.items())}}}\n"
        "      rollout: {stable: blue, firstStep: 10}\n"
    )


@pytest.mark.parametrize(
    ("text", "deployment", "why"),
    [
        (rolling(blue=90, green=10), "green", "green answers 10 % of the requests"),
        (rolling(blue=90, green=10), "blue", "blue answers 90 % of the requests"),
        (rolling(green=100), "blue", "blue is `rollout.stable`, to which traffic returns in one step"),
    ],
)
def test_while_traffic_moves_neither_side_of_it_gets_another_image(text: str, deployment: str, why: str) -> None:
    with pytest.raises(CommandError, match=f"--deployment: {why}.*such as --deployment next"):
        edited(text, deployment=deployment)
    assert f"next: {{version: v2, image: {IMAGE}}}" in edited(text, deployment="next")


def test_a_shadow_gets_another_image_and_is_told_to_stay_one() -> None:
    text = rolling(blue=100).replace("rollout:", "mirror: {green: 20}\n      rollout:")
    proposal = Proposal(model="a", deployment="green", image=IMAGE, version="v3")
    after, words = proposed(text, proposal)
    assert after == text.replace("v2", "v3").replace("newer", IMAGE)
    assert words.endswith(f"now has {IMAGE}, and goes on getting a copy of 20 % of the requests")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            HEAD + "      deployments: {blue: {version: v1, image: old}} # all\n      traffic: {blue: 100}\n",
            HEAD + "      deployments: {blue: {version: v1, image: old}, "
            f"green: {{version: v2, image: {IMAGE}}}}} # all\n"
            "      traffic: {blue: 100}\n",
        ),
        (
            HEAD + "      deployments:\n        # the first\n        blue: {version: 'v1', image: \"old\"} # by hand\n"
            "        # the end\n\n      traffic: {blue: 100}\n",
            HEAD + "      deployments:\n        # the first\n        blue: {version: 'v1', image: \"old\"} # by hand\n"
            f"        green: {{version: v2, image: {IMAGE}}}\n        # the end\n\n      traffic: {{blue: 100}}\n",
        ),
        (
            HEAD.replace("\n", "\r\n") + "      traffic: {blue: 100}\r\n      deployments:\r\n        blue:\r\n"
            "          image: old\r\n          version: v1 # once",
            HEAD.replace("\n", "\r\n") + "      traffic: {blue: 100}\r\n      deployments:\r\n        blue:\r\n"
            "          image: old\r\n          version: v1 # once\r\n        green:\r\n"
            f"          image: {IMAGE}\r\n          version: v2\r\n",
        ),
    ],
    ids=["flow", "comments", "windows"],
)
def test_the_style_of_the_file_is_kept(text: str, wanted: str) -> None:
    assert edited(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "      deployments:\n        blue: &blue {version: v1, image: old}\n        green: *blue\n"
        "      traffic: {blue: 100}\n",
        HEAD + "      deployments:\n        blue: {version: v1, image: old}\n        green:\n"
        "          <<: {version: v1, image: old}\n      traffic: {blue: 100}\n",
        HEAD + "      deployments:\n        blue: &live\n          version: v1\n          image: old\n"
        "          environmentVariables: &variables {A: b}\n"
        "      traffic: {blue: 100}\n",
    ],
    ids=["alias", "merge", "anchor"],
)
def test_what_cannot_be_edited_alone_is_left_to_its_owner(text: str) -> None:
    with pytest.raises(CommandError, match="by hand"):
        edited(text)
