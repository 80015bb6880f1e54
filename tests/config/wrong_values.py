"""Values of the wrong type, out of bounds, or of no domain."""

from tests.config.wrong import Wrong

CASES = (
    Wrong(
        "text for a number",
        {"models.recommendation-engine.deployments.blue.replicas": "five"},
        "whole number from 1 to 1000",
    ),
    Wrong(
        "a fraction for a whole number",
        {"models.fraud.traffic": {"blue": 99.5}},
        "whole number from 0 to 100",
        path="models.fraud.traffic.blue",
    ),
    Wrong("too many instances", {"models.fraud.deployments.blue.instances": 60}, "1 to 50"),
    Wrong("text for a boolean", {"network.privateEndpoints": "yes"}, "`true` or `false`"),
    Wrong("a word for protect", {"protect": "off"}, "pulumi config set protect false"),
    Wrong("a list for a mapping", {"stamps": ["eastus", "westus"]}, "a mapping"),
    Wrong("text for a mapping", {"cluster": "private"}, "needs `kubernetesVersion`"),
    Wrong("JSON as text", {"cluster.adminGroupIds": '["00000000-0000-0000-0000-000000000003"]'}, "stores JSON as text"),
    Wrong("nothing behind a key", {"messaging.queues": None}, "nothing stands behind the key"),
    Wrong("an empty list", {"cluster.adminGroupIds": []}, "a list of 1 or more"),
    Wrong(
        "too many backup regions", {"backup.regions": ["eastus", "westus", "centralus", "eastus2"]}, "at most 3 entries"
    ),
    Wrong("no pool", {"cluster.pools": {}}, "at least one"),
    Wrong("no deployment", {"models.fraud.deployments": {}}, "at least one"),
    Wrong("a nonexistent day", {"secrets.jwt-signing-key.expires": "2030-02-30"}, "YYYY-MM-DD"),
    Wrong("a version read as a number", {"cluster.kubernetesVersion": 1.3}, "put it in quotes"),
    Wrong(
        "a model's version read as a number",
        {"models.recommendation-engine.deployments.blue.version": 2026.01},
        "put it in quotes",
    ),
    Wrong(
        "a model's version read as a number, quoted again",
        {"models.recommendation-engine.deployments.blue.version": 2026.01},
        " 2026.01",
    ),
    Wrong("a version AKS has not", {"cluster.kubernetesVersion": "1.32"}, "minor version"),
    Wrong("a wrong choice", {"messaging.sku": "premium"}, "did you mean `Premium`?"),
    Wrong("a GUID cut short", {"azure.tenantId": "1234"}, "GUID"),
    Wrong("an image by tag", {"models.recommendation-engine.deployments.blue.image": "engine:latest"}, "@sha256:"),
    Wrong(
        "an image elsewhere",
        {"models.recommendation-engine.deployments.blue.image": "docker.io/engine@sha256:" + "0" * 64 + "!"},
        "64 hexadecimal digits",
    ),
    Wrong("a unit that memory has not", {"models.recommendation-engine.deployments.green.memory": "2GB"}, "`Gi`"),
    Wrong("memory without a unit", {"models.recommendation-engine.deployments.green.memory": 2}, "with its unit"),
    Wrong("a negative CPU", {"models.recommendation-engine.deployments.blue.cpu": "-1"}, "greater than 0"),
    Wrong("a VM size of no family", {"cluster.pools.cpu.vmSize": "D4"}, "az vm list-sizes"),
    Wrong("no region", {"backup.regions[1]": "westuss"}, "did you mean `westus"),
)
