"""Models without room, whole traffic or secrets, and secrets in the open."""

from config.secrecy import SECURE
from tests.config.documents import GONE, RIGHT
from tests.config.wrong import Wrong

BLUE = RIGHT["models"]["fraud"]["deployments"]["blue"]

CASES = (
    Wrong("traffic of 90", {"models.fraud.traffic": {"blue": 90}}, "sum to 100"),
    Wrong("traffic of 130", {"models.recommendation-engine.traffic": {"blue": 100, "green": 30}}, "together 130"),
    Wrong("no traffic", {"models.fraud.traffic": {}}, "sum to 100"),
    Wrong(
        "traffic to a misspelt deployment",
        {"models.recommendation-engine.traffic": {"blue": 90, "gren": 10}},
        "did you mean `green`?",
        path="models.recommendation-engine.traffic.gren",
    ),
    Wrong(
        "traffic to no deployment",
        {"models.fraud.traffic": {"blue": 90, "shadow": 10}},
        "a deployment of the model: `blue`",
        path="models.fraud.traffic.shadow",
    ),
    Wrong(
        "traffic below 0",
        {"models.recommendation-engine.traffic": {"blue": 110, "green": -10}},
        "0 to 100",
        path="models.recommendation-engine.traffic.green",
    ),
    Wrong(
        "21 deployments",
        {"models.fraud.deployments": {f"v{index:02}-blue": BLUE for index in range(20)} | {"blue": BLUE}},
        "at most 20",
    ),
    Wrong(
        "an autoscaler's bounds crossed",
        {"models.recommendation-engine.autoscale.minReplicas": 30},
        "`maxReplicas`, which is 20",
    ),
    Wrong(
        "a GPU without a pool",
        {"cluster.pools.gpu": GONE},
        "no pool of `cluster.pools` has nodes with GPUs",
        path="models.recommendation-engine.deployments.blue.gpu",
    ),
    Wrong("more GPUs than a node has", {"models.recommendation-engine.deployments.blue.gpu": 4}, "at most 1"),
    Wrong(
        "more pods than GPUs",
        {"models.recommendation-engine.autoscale.maxReplicas": 21},
        "at most 20 pods with `gpu: 1`, as `blue` has them: the nodes of `gpu` have 20 GPUs",
    ),
    Wrong(
        "more pods than GPUs without an autoscaler",
        {
            "models.recommendation-engine.autoscale": GONE,
            "models.recommendation-engine.deployments.blue.replicas": 21,
        },
        "at most 20",
        path="models.recommendation-engine.deployments.blue.replicas",
    ),
    Wrong(
        "pods that leave GPUs of their nodes over",
        {
            "cluster.pools.gpu": {"vmSize": "Standard_NC64as_T4_v3", "maxNodes": 10},
            "models.recommendation-engine.deployments.blue.gpu": 3,
        },
        "at most 10 pods with `gpu: 3`",
        path="models.recommendation-engine.autoscale.maxReplicas",
    ),
    Wrong(
        "more CPUs than a node has", {"models.recommendation-engine.deployments.green.cpu": "16"}, "less than 8 CPUs"
    ),
    Wrong(
        "more CPUs than a GPU node has",
        {"models.recommendation-engine.deployments.blue.cpu": "16"},
        "less than 4 CPUs: the largest nodes of `cluster.pools` with 1 GPUs or more",
    ),
    Wrong(
        "more memory than a node has",
        {"models.recommendation-engine.deployments.green.memory": "900Gi"},
        "less than 32Gi",
    ),
    Wrong(
        "all of a node's memory",
        {"models.recommendation-engine.deployments.green.memory": "32Gi"},
        "keep some for the system",
    ),
    Wrong(
        "more memory than a GPU node has",
        {"models.recommendation-engine.deployments.blue.memory": "28Gi"},
        "less than 28Gi",
    ),
    Wrong(
        "CPUs of one pool and memory of another",
        {
            "cluster.pools.cpu.vmSize": "Standard_F16s_v2",
            "cluster.pools.roomy": {"vmSize": "Standard_E8ds_v5", "maxNodes": 3},
            "models.recommendation-engine.deployments.green": {
                "version": "v2",
                "image": RIGHT["models"]["recommendation-engine"]["deployments"]["green"]["image"],
                "cpu": "8",
                "memory": "32Gi",
            },
        },
        "and enough CPUs",
        path="models.recommendation-engine.deployments.green.memory",
    ),
    Wrong("GPU pools alone", {"cluster.pools.cpu": GONE}, "a pool without GPUs", path="cluster.pools"),
    Wrong(
        "101 managed models",
        {"models": {f"fraud-{index}": RIGHT["models"]["fraud"] for index in range(101)}},
        "at most 100 managed endpoints",
    ),
    Wrong(
        "a burstable instance",
        {"models.fraud.deployments.blue.instanceType": "Standard_B2ms"},
        "managed online endpoints",
    ),
    Wrong(
        "a model without a version", {"models.fraud.deployments.blue.model": "azureml:fraud"}, "azureml:NAME:VERSION"
    ),
    Wrong("a probe without a slash", {"models.recommendation-engine.probes.health": "health"}, "/ in front"),
    Wrong(
        "a missing secret",
        {"models.recommendation-engine.secrets": ["jwt-key"]},
        "`jwt-signing-key`",
        path="models.recommendation-engine.secrets[0]",
    ),
    Wrong(
        "a secret twice",
        {"models.recommendation-engine.secrets": ["jwt-signing-key", "jwt-signing-key"]},
        "each secret once",
        path="models.recommendation-engine.secrets[1]",
    ),
    Wrong(
        "a misspelt secret",
        {"models.recommendation-engine.secrets": ["jwt-signing-kye"]},
        "did you mean `jwt-signing-key`?",
        path="models.recommendation-engine.secrets[0]",
    ),
    Wrong(
        "a secret in the open",
        {"secrets.api-key": {"value": "hunter2", "contentType": "text/plain", "expires": "2030-01-31"}},
        "pulumi config set --secret --path 'secrets.api-key.value'",
        path="secrets.api-key.value",
    ),
    Wrong("a secret without a value", {"secrets.jwt-signing-key.value": GONE}, "pulumi config set --secret --path"),
    Wrong("a secret that is its value", {"secrets.api-key": "hunter2"}, "needs `value`"),
    Wrong(
        "a misspelt value",
        {"secrets.api-key": {"valeu": SECURE, "contentType": "text/plain", "expires": "2030-01-31"}},
        "encrypted",
        path="secrets.api-key.valeu",
    ),
    Wrong("an encrypted tag", {"tags.team": SECURE}, "only `secrets.NAME.value` may be encrypted"),
    Wrong(
        "an encrypted content type", {"secrets.jwt-signing-key.contentType": SECURE}, "encrypt each `value` by itself"
    ),
)
