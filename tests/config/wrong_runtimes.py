"""Deployments on Azure ML without a model, with code and nothing to run it, or on compute that there is not."""

from tests.config.documents import DIGEST, GONE, RIGHT
from tests.config.wrong import Wrong

BLUE = "models.fraud.deployments.blue"
NIGHTLY = "models.churn.deployments.nightly"
IMAGE = f"fraud@{DIGEST}"
FRAUD, CHURN = RIGHT["models"]["fraud"], RIGHT["models"]["churn"]
TWENTY = {f"v{index:02}": FRAUD["deployments"]["blue"] for index in range(19)} | FRAUD["deployments"]

CASES = (
    Wrong("a deployment of nothing", {BLUE: {"instances": 3}}, "or instead an `image` or `environment`",
          path=f"{BLUE}.model"),
    Wrong("an image beside an environment", {f"{BLUE}.image": IMAGE}, "nothing beside `image`",
          path=f"{BLUE}.environment"),
    Wrong("an image by its tag", {f"{BLUE}.image": "fraud:latest", f"{BLUE}.environment": GONE}, "a tag can move"),
    Wrong("routes of a server without an image", {f"{BLUE}.server": {"port": 5001}}, "nothing without `image`"),
    Wrong("a server on a port of root's",
          {f"{BLUE}.image": IMAGE, f"{BLUE}.environment": GONE, f"{BLUE}.server": {"port": 80}}, "from 1024 to 65535",
          path=f"{BLUE}.server.port"),
    Wrong("code without an environment", {f"{BLUE}.code": {"asset": "azureml:code:1"}, f"{BLUE}.environment": GONE},
          "the environment that runs `code`", path=f"{BLUE}.environment"),
    Wrong("code that is no Python file", {f"{BLUE}.code": {"asset": "azureml:code:1", "script": "../score.sh"}},
          "a Python file inside the code asset", path=f"{BLUE}.code.script"),
    Wrong("an environment without its version", {f"{BLUE}.environment": "azureml:scoring"}, "azureml:NAME:VERSION"),
    Wrong("a model alone in a network that lets no packages in", {f"{BLUE}.environment": GONE},
          "set `workspace.isolation` to AllowInternetOutbound"),
    Wrong("a batch model alone in a network that lets no packages in",
          {f"{NIGHTLY}.environment": GONE, f"{NIGHTLY}.code": GONE}, "fetches them from the Internet"),
    Wrong("a request longer than Azure waits", {f"{BLUE}.requests": {"timeoutSeconds": 181}}, "from 1 to 180",
          path=f"{BLUE}.requests.timeoutSeconds"),
    Wrong("more samples than requests", {f"{BLUE}.collect": {"samplingPercent": 101}}, "from 1 to 100",
          path=f"{BLUE}.collect.samplingPercent"),
    Wrong("an environment variable with a dash", {f"{BLUE}.environmentVariables": {"batch-size": "8"}},
          "no digit first", path=f'{BLUE}.environmentVariables.batch-size'),
    Wrong("51 instances", {f"{BLUE}.instances": 51}, "from 1 to 50"),
    Wrong("500 deployments and some",
          {"models": {f"fraud-{index}": {**FRAUD, "deployments": TWENTY} for index in range(26)}},
          "at most 500 managed deployments"),
    Wrong("101 batch models", {"models": {f"churn-{index}": CHURN for index in range(101)}},
          "at most 100 batch endpoints"),
    Wrong("a batch environment without code", {f"{NIGHTLY}.code": GONE}, "the code that `environment` or `image`",
          path=f"{NIGHTLY}.code.asset"),
    Wrong("batch code without an environment", {f"{NIGHTLY}.environment": GONE}, "the environment that runs `code`"),
    Wrong("batch compute that is misspelt", {f"{NIGHTLY}.compute": "bach"}, "did you mean `batch`?"),
    Wrong("batch compute that there is not", {f"{NIGHTLY}.compute": "gpu-nodes"}, "this adds the compute"),
    Wrong("more nodes than the compute has", {f"{NIGHTLY}.instances": 5}, "at most 4, the `maxNodes` of `batch`"),
    Wrong("a batch model without a model", {f"{NIGHTLY}.model": GONE}, "azureml:NAME:VERSION"),
    Wrong("a default that is misspelt", {"models.churn.default": "nigthly"}, "did you mean `nightly`?"),
    Wrong("a default that there is not", {"models.churn.default": "blue"}, "a deployment of the model: `nightly`"),
    Wrong("traffic of a batch model", {"models.churn.traffic": {"nightly": 100}}, "one of the keys"),
    Wrong("an output file in a folder", {f"{NIGHTLY}.outputFile": "out/rows.csv"}, "a file name"),
)  # fmt: skip
