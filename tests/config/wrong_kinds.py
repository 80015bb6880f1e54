"""Sections and names that are of another kind, encrypted, or empty; the message of none shows what stands there."""

from config.secrecy import SECURE
from tests.config.documents import GONE, RIGHT
from tests.config.wrong import Wrong

ENGINE = "models.recommendation-engine"
POOLS = RIGHT["cluster"]["pools"]
BLUE = RIGHT["models"]["recommendation-engine"]["deployments"]["blue"]

CASES = (
    Wrong("a pool's name in capitals", {"cluster.pools.Gpu": POOLS["gpu"], "cluster.pools.gpu": GONE}, "lower-case"),
    Wrong("a pool's name in capitals beside the right one", {"cluster.pools.Gpu": POOLS["gpu"]}, "config rm"),
    Wrong("a pool's name of two words", {"cluster.pools.GPU_T4": POOLS["gpu"], "cluster.pools.gpu": GONE}, "gput4"),
    Wrong("a misspelt section that is a text", {"clustr": "text"}, "did you mean `cluster`?"),
    Wrong("a misspelt section that is a text, alone", {"clustr": "text", "cluster": GONE}, "did you mean `cluster`?"),
    Wrong("misspelt models", {"modles": RIGHT["models"], "models": GONE}, "rename the key modles to models"),
    Wrong("a misspelt section that is a list", {"netwrk": ["a"], "network": GONE}, "a list"),
    Wrong("a list for the cluster", {"cluster": ["a", "b"]}, "a list"),
    Wrong("a list for models", {"models": ["a"]}, "a list"),
    Wrong("a list for secrets", {"secrets": ["a"]}, "[secret]"),
    Wrong("a list for pools", {"cluster.pools": [{"name": "gpu"}]}, "a list"),
    Wrong("a list of variables", {f"{ENGINE}.deployments.blue.environmentVariables": [{"name": "A"}]}, "a list"),
    Wrong("an encrypted cluster", {"cluster": SECURE}, '--plaintext cluster "$(pulumi config get cluster)"'),
    Wrong("encrypted models", {"models": SECURE}, '--plaintext models "$(pulumi config get models)"'),
    Wrong("an encrypted name", {"name": SECURE}, '--plaintext name "$(pulumi config get name)"'),
    Wrong("an encrypted tenant", {"azure.tenantId": SECURE}, "pulumi config get --path 'azure.tenantId'"),
    Wrong("an encrypted stamp", {"stamps.eastus": SECURE}, "in place of stamps.eastus"),
    Wrong("all secrets encrypted as one", {"secrets": SECURE}, "then encrypt each `value`"),
    Wrong("a secret encrypted as a whole", {"secrets.gateway-tls": SECURE}, "then encrypt each `value`"),
    Wrong("an encrypted variable", {f"{ENGINE}.deployments.blue.environmentVariables.A": SECURE}, "config rm"),
    Wrong("text for traffic", {f"{ENGINE}.traffic": "blue"}, "traffic.blue' 100"),
    Wrong("no traffic key", {f"{ENGINE}.traffic": GONE}, "traffic.blue' 100"),
    Wrong("traffic in percent signs", {f"{ENGINE}.traffic": {"blue": "90%", "green": "10%"}}, "90",
          path=f"{ENGINE}.traffic.blue"),
    Wrong("a deployment in capitals everywhere",
          {f"{ENGINE}.deployments": {"Blue": BLUE}, f"{ENGINE}.traffic": {"Blue": 100}}, "lower-case",
          path=f"{ENGINE}.deployments.Blue"),
    Wrong("nothing behind a model", {"models.fraud": None}, "config rm"),
    Wrong("nothing behind a deployment", {f"{ENGINE}.deployments.blue": None}, "nothing stands behind the key"),
    Wrong("nothing behind the cluster", {"cluster": None}, "nothing stands behind the key"),
    Wrong("a name that a shell would read", {'models["$(rm x)"]': RIGHT["models"]["fraud"]}, "lower-case"),
    Wrong("a name with a quote", {'models["it\'s"]': RIGHT["models"]["fraud"]}, "lower-case"),
    Wrong("a mapping for a list", {"policies.exemptions": {"a": "b"}}, "a mapping"),
    Wrong("a boolean for a section", {"cluster.gateway": True}, "needs `domain`"),
    Wrong("a misspelt key in a union", {"cluster.apiAccess": {"authorizedIPRange": ["198.51.100.0/24"]}},
          "did you mean `authorizedIpRanges`?", path="cluster.apiAccess.authorizedIPRange"),
    Wrong("a tag that is a day without quotes", {"tags.since": "2026-01-31 00:00:00 +0000 UTC"}, "since' 2026-01-31"),
    Wrong("a section behind a bar", {"policies": "profile: dev\n"}, "take that sign out"),
    Wrong("twelve tags", {"tags": {f"t{index}": "x" for index in range(12)}}, "tags.t11' && "),
    Wrong("sixty tags", {"tags": {f"t{index}": "x" for index in range(60)}}, "take these 50 entries out of tags:",
          path="tags"),
    Wrong("eleven dozen ranges", {"network.allowedIpRanges": [f"198.51.{index}.0/24" for index in range(132)]},
          "keep the first 100 entries of network.allowedIpRanges"),
    Wrong("every pool retired", {"cluster.pools.cpu.retire": True, "cluster.pools.gpu.retire": True},
          "for one pool at least"),
    Wrong("the primary retired", {"stamps.eastus.retire": True}, "registry and the logs"),
)  # fmt: skip
