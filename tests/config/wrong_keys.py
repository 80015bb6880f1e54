"""Keys that are misspelt, missing, unknown, or no good as names."""

from tests.config.documents import GONE, RIGHT
from tests.config.wrong import Wrong

CASES = (
    Wrong(
        "a misspelt key",
        {"models.fraud.trafic": {"blue": 100}, "models.fraud.traffic": GONE},
        "did you mean `traffic`?",
    ),
    Wrong("a misspelt key with a scalar", {"network.privateEndpoint": False}, "did you mean `privateEndpoints`?"),
    Wrong("a misspelt section", {"clustr": RIGHT["cluster"], "cluster": GONE}, "did you mean `cluster`?"),
    Wrong("a key in snake case", {"backup.retention_days": 30}, "did you mean `retentionDays`?"),
    Wrong("a key of nothing", {"models.fraud.colour": "blue"}, "one of the keys `target`"),
    Wrong("a missing key", {"azure.tenantId": GONE}, "az account show"),
    Wrong("a missing section", {"cluster": GONE}, "kubernetesVersion"),
    Wrong("no target", {"models.fraud.target": GONE}, "one of `kubernetes`, `managed`"),
    Wrong("a wrong target", {"models.fraud.target": "aks"}, "one of `kubernetes`, `managed`"),
    Wrong(
        "a key of the other target",
        {"models.fraud.eventAutoscale": {"minReplicas": 1, "maxReplicas": 2}},
        "one of the keys",
    ),
    Wrong(
        "a stamp in no region",
        {"stamps.northpole": {"role": "secondary", "addressSpace": "10.12.0.0/16"}},
        "Azure region",
    ),
    Wrong(
        "a region by its display name",
        {'stamps["West Europe"]': {"role": "secondary", "addressSpace": "10.12.0.0/16"}},
        "did you mean `westeurope`?",
    ),
    Wrong("a model's name with capitals", {"models.Fraud_V2": RIGHT["models"]["fraud"]}, "lower-case letters"),
    Wrong("the cluster's own name", {"models.kube-system": RIGHT["models"]["fraud"]}, "the cluster's own"),
    Wrong("the platform's own part as a model", {"models.gateway": RIGHT["models"]["churn"]}, "`gpu`"),
    Wrong(
        "the platform's own pool",
        {"cluster.pools.system": {"vmSize": "Standard_D4ds_v5", "maxNodes": 1}},
        "the platform's own",
    ),
    Wrong("a workload's name too long", {"name": "recommendations"}, "2 to 10 lower-case letters"),
)
