"""Edits of dev."""

from typing import Any

from tests.ops.diff.stacks import Config, Edit

EXEMPTED = ("key-vault-public-access-off", "storage-public-access-off")
OTHER_DIGEST = "1" * 64
OTHER_CIPHERTEXT = "v1:PLACEHOLDER00001:1111111111111111111111111111111111111111111111111111"


def fraud(config: Config) -> Any:
    return config["models"]["fraud"]


def engine(config: Config) -> Any:
    return config["models"]["recommendation-engine"]


def _with_green(served: Any, green: int, **changed: Any) -> None:
    served["deployments"]["green"] = {**served["deployments"]["blue"], **changed}
    served["traffic"] = {"blue": 100 - green, "green": green}


def green_of_fraud(config: Config) -> None:
    _with_green(fraud(config), 0, model="azureml:fraud:4")


def green_of_fraud_at_10(config: Config) -> None:
    _with_green(fraud(config), 10, model="azureml:fraud:4")


def green_of_engine(config: Config) -> None:
    _with_green(engine(config), 0, version="v2.2.0")


def green_of_engine_at_10(config: Config) -> None:
    _with_green(engine(config), 10, version="v2.2.0")


def other_digest_at_0(config: Config) -> None:
    _with_green(engine(config), 0, version="v2.2.0", image=f"recommendation-engine@sha256:{OTHER_DIGEST}")


def other_digest_live(config: Config) -> None:
    engine(config)["deployments"]["blue"]["image"] = f"recommendation-engine@sha256:{OTHER_DIGEST}"


def thawed_engine(config: Config) -> None:
    engine(config)["rollout"] = {**engine(config).get("rollout", {}), "freezeLive": False}


def other_digest_thawed(config: Config) -> None:
    thawed_engine(config)
    other_digest_live(config)


def other_version_live(config: Config) -> None:
    fraud(config)["deployments"]["blue"]["model"] = "azureml:fraud:4"


def thawed_fraud(config: Config) -> None:
    fraud(config)["rollout"] = {**fraud(config).get("rollout", {}), "freezeLive": False}


def other_version_thawed(config: Config) -> None:
    thawed_fraud(config)
    other_version_live(config)


def on_gpus(config: Config) -> None:
    config["cluster"]["pools"]["gpu"] = {"vmSize": "Standard_NC4as_T4_v3", "minNodes": 0, "maxNodes": 2}
    config["cluster"]["gpuPlugin"] = f"nvidia/k8s-device-plugin@sha256:{OTHER_DIGEST}"
    engine(config)["deployments"]["blue"]["gpu"] = 1


def green_on_gpus(config: Config) -> None:
    on_gpus(config)
    _with_green(engine(config), 0, version="v2.2.0")


def mirrored(config: Config) -> None:
    green_of_fraud(config)
    fraud(config)["traffic"] = {"blue": 100}
    fraud(config)["mirror"] = {"green": 10}


def without_fraud(config: Config) -> None:
    del config["models"]["fraud"]


def with_scorer(config: Config) -> None:
    config["models"]["scorer"] = {**fraud(config), "deployments": dict(fraud(config)["deployments"])}


def renamed_fraud(config: Config) -> None:
    config["models"]["fraud-2"] = config["models"].pop("fraud")


def protected(config: Config) -> None:
    config["protect"] = True


def retired_fraud(config: Config) -> None:
    fraud(config)["retire"] = True


def without_models(config: Config) -> None:
    config["models"] = {}


def premium(config: Config) -> None:
    config["messaging"]["sku"] = "Premium"


def moved(config: Config) -> None:
    config["stamps"] = {"westus2": config["stamps"]["eastus"]}


def second_stamp(config: Config) -> None:
    config["stamps"]["westus2"] = {"role": "secondary", "addressSpace": "10.30.0.0/20"}


def retired_stamp(config: Config) -> None:
    second_stamp(config)
    config["stamps"]["westus2"]["retire"] = True


def strict(config: Config) -> None:
    config["policies"] = {"profile": "prod"}


def _policies(config: Config, **settings: Any) -> None:
    config["policies"] = {"profile": "dev", **settings}


def _exempted(config: Config, **changed: str) -> None:
    exemption = {"urn": "*", "reason": "a proxy <b>@here</b>", "expires": "2127-11-30", **changed}
    _policies(config, exemptions=[{"rule": rule, **exemption} for rule in EXEMPTED])


def exempted(config: Config) -> None:
    _exempted(config)


def exempted_for_longer(config: Config) -> None:
    _exempted(config, expires="2129-11-30")


def exempted_for_another_reason(config: Config) -> None:
    _exempted(config, reason="there was no time")


def strict_and_exempted(config: Config) -> None:
    _exempted(config)
    config["policies"]["profile"] = "prod"


def one_rule_off(config: Config) -> None:
    _policies(config, enforcement={"key-vault-public-access-off": "disabled", "storage-public-access-off": "mandatory"})


def unknown_stops(config: Config) -> None:
    _policies(config, unknown="mandatory")


def mended(config: Config) -> None:
    _policies(config, remediate=True)


def private(config: Config) -> None:
    config["network"] = {"privateEndpoints": True}
    premium(config)


def public(config: Config) -> None:
    private(config)
    config["network"] = {"privateEndpoints": False, "allowedIpRanges": ["203.0.113.0/24"]}


def private_without_models(config: Config) -> None:
    without_models(config)
    private(config)


def public_without_models(config: Config) -> None:
    without_models(config)
    public(config)


def other_secret(config: Config) -> None:
    config["secrets"]["gateway-tls"]["value"] = {"secure": OTHER_CIPHERTEXT}


def other_team(config: Config) -> None:
    config["tags"]["team"] = "fraud-detection"


def too_many_replicas(config: Config) -> None:
    engine(config)["deployments"]["blue"]["replicas"] = 40


def more_replicas(config: Config) -> None:
    engine(config)["deployments"]["blue"]["replicas"] = 4


def scaled(config: Config) -> None:
    engine(config)["autoscale"] = {"minReplicas": 2, "maxReplicas": 6, "cpuUtilization": 70}


def scaled_further(config: Config) -> None:
    scaled(config)
    engine(config)["autoscale"]["maxReplicas"] = 12


def larger_nodes(config: Config) -> None:
    config["cluster"]["pools"]["cpu"]["vmSize"] = "Standard_D8ds_v5"


def larger_nodes_without_models(config: Config) -> None:
    without_models(config)
    larger_nodes(config)


def more_nodes(config: Config) -> None:
    config["cluster"]["pools"]["cpu"]["maxNodes"] = 6


def instances(count: int) -> Edit:
    def edit(config: Config) -> None:
        fraud(config)["deployments"]["blue"]["instances"] = count

    return edit


def second_queue(config: Config) -> None:
    config["messaging"]["queues"]["retraining"] = {}


def longer_logs(config: Config) -> None:
    config["observability"]["retentionDays"] = 90


def longer_soft_delete(config: Config) -> None:
    config["vault"]["softDeleteDays"] = 90


def newer_kubernetes(config: Config) -> None:
    config["cluster"]["kubernetesVersion"] = "1.36"


def batch(default: str) -> Edit:
    def edit(config: Config) -> None:
        code = {"asset": "azureml:churn-code:1", "script": "score.py"}
        one = {"environment": "azureml:churn:1", "code": code, "compute": "builds", "instances": 1}
        deployments = {
            name: {"model": f"azureml:churn:{number}", **one} for number, name in enumerate(("first", "second"), 1)
        }
        config["models"]["churn"] = {"target": "batch", "deployments": deployments, "default": default}

    return edit


def reordered(config: Config) -> None:
    config["models"] = dict(reversed(config["models"].items()))
    config["tags"] = dict(reversed(config["tags"].items()))
    engine(config)["deployments"]["blue"] |= {"cpu": "0.5", "memory": "1024Mi"}


FIVE, SIX = instances(5), instances(6)
FIRST_DEFAULT, SECOND_DEFAULT = batch("first"), batch("second")
