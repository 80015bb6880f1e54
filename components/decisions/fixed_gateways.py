"""What of a gateway cannot change under its callers: class, controller, namespace of the data plane, address, hosts."""

from collections.abc import Iterator

from components.decisions.fixed_clusters import BESIDE
from components.decisions.ground import Ground, once, stays
from components.decisions.made import Made
from components.network_policies import NAMESPACE_LABEL
from config.errors import Problem
from config.gateway import GatewayConfig
from config.paths import Path
from config.remedies import remove, set_value

_KEY: Path = ("cluster", "gateway")
_INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal"
_HELM = "kubernetes:helm.sh/v3:Release"


def fixed_gateways(ground: Ground) -> Iterator[Problem]:
    """What the config changes of the gateways that callers reach models by; nothing where no model has one."""
    gateway = ground.config.cluster.gateway
    if gateway is None or not ground.pods:
        return
    yield from _class(gateway, ground)
    yield from _controller(gateway, ground)
    yield from _address(gateway, ground)


def _class(gateway: GatewayConfig, ground: Ground) -> Iterator[Problem]:
    classes = {
        made.text("spec", "gatewayClassName") for made in ground.of("kubernetes:gateway.networking.k8s.io/v1:Gateway")
    }
    for was in sorted(classes - {"", gateway.class_name}):
        why = "each class has a load balancer of its own, and callers know the address of this one"
        yield stays((*_KEY, "className"), gateway.class_name, was, why, BESIDE)


def _controller(gateway: GatewayConfig, ground: Ground) -> Iterator[Problem]:
    installed = any(made.name.endswith("--gateway-release") for made in ground.of(_HELM))
    namespaces = {_data_plane(made) for made in ground.of("kubernetes:networking.k8s.io/v1:NetworkPolicy")} - {""}
    existing = gateway.existing_controller
    if installed and existing:
        why = "the proxies that callers reach the models by would be deleted with the controller"
        back = "cluster.gateway.controller: as it was before this edit, without existingController"
        yield stays((*_KEY, "existingController"), existing.namespace, None, why, BESIDE, back)
    elif not installed and namespaces:
        was = sorted(namespaces)[0]
        path: Path = (*_KEY, "existingController", "namespace")
        why = "the models let in requests from one controller's proxies alone, and callers know the address of these"
        if existing is None:
            back = f"{set_value(path, was)}\n{remove((*_KEY, 'controller'))}"
            yield stays((*_KEY, "controller"), "a controller to install", None, why, BESIDE, back)
        elif namespaces != {existing.namespace}:
            yield stays(path, existing.namespace, was, why, BESIDE)


def _data_plane(policy: Made) -> str:
    """The namespace whose pods may call a model, if this is the policy that lets them."""
    if policy.at("metadata", "name") != "allow-model":
        return ""
    return policy.text("spec", "ingress", 0, "from", 0, "namespaceSelector", "matchLabels", NAMESPACE_LABEL)


def _address(gateway: GatewayConfig, ground: Ground) -> Iterator[Problem]:
    for made in ground.of("kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy"):
        internal = made.text("spec", "provider", "kubernetes", "envoyService", "annotations", _INTERNAL)
        if internal and (internal == "false") != gateway.public:
            why = "the load balancer would get another address, and lose the one that callers know"
            problems = [stays((*_KEY, "public"), gateway.public, not gateway.public, why, BESIDE)]
            yield from once(problems)
