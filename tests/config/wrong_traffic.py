"""Shadows and rollout guards that no edit may ask for."""

from tests.config.documents import DIGEST, RIGHT
from tests.config.wrong import Wrong

ENGINE = "models.recommendation-engine"
BLUE = RIGHT["models"]["fraud"]["deployments"]["blue"]
PODS = {"version": "v1", "image": f"engine@{DIGEST}"}

CASES = (
    Wrong(
        "a mirror to a live deployment",
        {f"{ENGINE}.mirror": {"green": 20}},
        "`green` answers 10 % of the requests itself",
        path=f"{ENGINE}.mirror.green",
    ),
    Wrong(
        "a mirror to no deployment",
        {"models.fraud.mirror": {"gold": 20}},
        "without live traffic: there is none",
        path="models.fraud.mirror.gold",
    ),
    Wrong(
        "a mirror to a misspelt deployment",
        {"models.fraud.deployments.green": BLUE, "models.fraud.mirror": {"gren": 20}},
        "did you mean `green`?",
        path="models.fraud.mirror.gren",
    ),
    Wrong(
        "60 % mirrored on a managed endpoint",
        {"models.fraud.deployments.green": BLUE, "models.fraud.mirror": {"green": 60}},
        "from 1 to 50",
        path="models.fraud.mirror.green",
    ),
    Wrong(
        "101 % mirrored on AKS",
        {f"{ENGINE}.traffic": {"blue": 100}, f"{ENGINE}.mirror": {"green": 101}},
        "from 1 to 100",
        path=f"{ENGINE}.mirror.green",
    ),
    Wrong(
        "two mirrors",
        {
            "models.fraud.deployments": {"blue": BLUE, "green": BLUE, "gold": BLUE},
            "models.fraud.mirror": {"green": 10, "gold": 10},
        },
        "2 entries: {\"green\": 10, \"gold\": 10}\nat most one entry (percent of live requests copied to a shadow",
        path="models.fraud.mirror",
    ),
    Wrong(
        "a deployment taken out that has all of the traffic",
        {f"{ENGINE}.deployments": {"green": PODS}, f"{ENGINE}.traffic": {"blue": 100}},
        f"if `{ENGINE}.deployments.blue` was there, put it back",
        path=f"{ENGINE}.traffic.blue",
    ),
    Wrong(
        "17 deployments on AKS",
        {f"{ENGINE}.deployments": {**{f"v{index:02}": PODS for index in range(16)}, "blue": PODS, "green": PODS}},
        "at most 16",
    ),
    Wrong("21 deployments of a batch model", {
        "models.churn.deployments": {
            "nightly": RIGHT["models"]["churn"]["deployments"]["nightly"],
            **{f"v{index:02}": RIGHT["models"]["churn"]["deployments"]["nightly"] for index in range(20)},
        }}, "pulumi config rm --path 'models.churn.deployments.v19'"),
    Wrong("no stable deployment where the first step is limited", {"models.fraud.rollout": {"firstStep": 10}},
          "whatever `firstStep` says of the others", path="models.fraud.rollout.stable"),
    Wrong("no stable deployment where steps are limited", {f"{ENGINE}.rollout": {"largestStep": 50}},
          "pulumi config set --path 'models.recommendation-engine.rollout.stable' blue",
          path=f"{ENGINE}.rollout.stable"),
    Wrong("no stable deployment where shadows come first", {"models.fraud.rollout": {"shadowFirst": True}},
          "`shadowFirst`", path="models.fraud.rollout.stable"),
    Wrong("a stable deployment that is not declared", {f"{ENGINE}.rollout": {"stable": "gren"}},
          "did you mean `green`?", path=f"{ENGINE}.rollout.stable"),
    Wrong("a first step above the largest",
          {f"{ENGINE}.rollout": {"stable": "blue", "firstStep": 30, "largestStep": 20}},
          "at most `largestStep`, which is 20", path=f"{ENGINE}.rollout.firstStep"),
    Wrong("a step of 0", {"models.fraud.rollout": {"stable": "blue", "largestStep": 0}}, "from 1 to 100",
          path="models.fraud.rollout.largestStep"),
    Wrong("a guard that there is not", {"models.fraud.rollout": {"keepLast": True}}, "`keepLastGood`",
          path="models.fraud.rollout.keepLast"),
)  # fmt: skip
