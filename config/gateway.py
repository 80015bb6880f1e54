"""The gateway through which callers reach the models on AKS."""

from config.base import Section
from config.serving_types import ChartReference, ChartVersion, DnsName, GatewayClassName, NamespaceName
from config.types import ImageReference, SecretName


class ControllerImages(Section):
    """Envoy Gateway's images by digest; `az acr import` brings them into the platform's registry."""

    gateway: ImageReference
    """The controller: `envoyproxy/gateway` of Docker Hub."""

    proxy: ImageReference
    """The data plane: `envoyproxy/envoy` of Docker Hub, `distroless` of the version that the controller names."""


class GatewayController(Section):
    """Envoy Gateway, installed into every cluster by its Helm chart."""

    chart: ChartReference = "oci://docker.io/envoyproxy/gateway-helm"
    """Where the chart is."""

    version: ChartVersion
    """Exact version of the chart."""

    images: ControllerImages
    """The images that the chart runs, by digest."""


class ExistingController(Section):
    """A controller of the Gateway class that is in the clusters already."""

    namespace: NamespaceName
    """Namespace in which the pods of its data plane run: the models let requests in from there only."""


class GatewayConfig(Section):
    """The gateway of each cluster; it needs `controller` or `existingController`."""

    class_name: GatewayClassName = "envoy"
    """Name of the GatewayClass."""

    domain: DnsName
    """What the models' hosts end with: model `fraud` answers at `fraud.DOMAIN`."""

    certificate: SecretName
    """One of `secrets`: the TLS certificate of `*.DOMAIN` with its key, as PEM."""

    public: bool = False
    """Give the gateway a public address; without it, only the network reaches it."""

    controller: GatewayController | None = None
    """Envoy Gateway, installed into every cluster by its Helm chart."""

    existing_controller: ExistingController | None = None
    """A controller of the class that is in the clusters already, in place of `controller`."""
