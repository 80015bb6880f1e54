"""Gateways that are missing, run by two, or asked for hosts that they cannot answer for."""

from tests.config.documents import GONE, RIGHT
from tests.config.wrong import Wrong

ENGINE = "models.recommendation-engine"
TWIN = {**RIGHT["models"]["recommendation-engine"], "route": {"host": "recommendation-engine.models.example.com"}}
LONG = ".".join(["a" * 60] * 3 + ["b" * 45, "com"])
"""With a model's name of 21 letters and a dot, one character more than DNS has."""

CASES = (
    Wrong("no gateway", {"cluster.gateway": GONE}, "the gateway through which `recommendation-engine` is reached"),
    Wrong("a gateway that nobody runs", {"cluster.gateway.controller": GONE}, "or instead `existingController`"),
    Wrong("a gateway that two run", {"cluster.gateway.existingController": {"namespace": "istio-system"}},
          "nothing beside `controller`"),
    Wrong("a controller by a range of versions", {"cluster.gateway.controller.version": "1.x"}, "one exact version"),
    Wrong("a controller's image by its tag", {"cluster.gateway.controller.images.proxy": "envoyproxy/envoy:v1"},
          "a tag can move"),
    Wrong("a domain with a wildcard", {"cluster.gateway.domain": "*.example.com"}, "without a wildcard"),
    Wrong("a domain too long for a model's host", {"cluster.gateway.domain": LONG}, "at most 231 characters"),
    Wrong("a host that is no name", {f"{ENGINE}.route": {"host": "https://engine.example.com/"}}, "a DNS name",
          path=f"{ENGINE}.route.host"),
    Wrong("a host twice", {"models.twin": TWIN}, "`recommendation-engine` has this one", path="models.twin.route.host"),
    Wrong("a host of another model by default",
          {"models.apples": {**TWIN, "route": {"host": "pears.models.example.com"}},
           "models.pears": RIGHT["models"]["recommendation-engine"]},
          "`pears` has this one", path="models.apples.route.host"),
    Wrong("a host that the gateway's certificate is not for", {f"{ENGINE}.route": {"host": "engine.example.org"}},
          "the gateway's is for *.models.example.com", path=f"{ENGINE}.route.certificate"),
    Wrong("a host too deep for the gateway's certificate", {f"{ENGINE}.route": {"host": "a.b.models.example.com"}},
          "the gateway's is for *.models.example.com", path=f"{ENGINE}.route.certificate"),
    Wrong("a gateway's certificate that there is not", {"cluster.gateway.certificate": "tls"},
          "pulumi config set --secret --path 'secrets.tls.value'"),
    Wrong("a gateway's certificate that is misspelt", {"cluster.gateway.certificate": "gatway-tls"},
          "did you mean `gateway-tls`?"),
    Wrong("a gateway's certificate that is another secret", {"cluster.gateway.certificate": "jwt-signing-key"},
          "one of `secrets` of `contentType: application/x-pem-file`: `gateway-tls`"),
    Wrong("a gateway's certificate that is no PEM", {"secrets.gateway-tls.contentType": "text/plain"},
          "--path 'secrets.gateway-tls.contentType' application/x-pem-file", path="cluster.gateway.certificate"),
    Wrong("a gateway's certificate that only the vault's own certificates may be",
          {"secrets.gateway-tls.contentType": "application/x-pkcs12"}, "there is none",
          path="cluster.gateway.certificate"),
    Wrong("a route's certificate that is another secret",
          {f"{ENGINE}.route": {"host": "engine.example.org", "certificate": "jwt-signing-key"}},
          "or if `jwt-signing-key` is one", path=f"{ENGINE}.route.certificate"),
    Wrong("a route's certificate that there is not",
          {f"{ENGINE}.route": {"host": "engine.example.org", "certificate": "engine-own"}},
          "application/x-pem-file", path=f"{ENGINE}.route.certificate"),
    Wrong("a route's path that climbs", {f"{ENGINE}.route": {"path": "/v1/../admin"}}, "none at its end",
          path=f"{ENGINE}.route.path"),
    Wrong("a route that takes a day", {f"{ENGINE}.route": {"timeoutSeconds": 86400}}, "from 1 to 3600",
          path=f"{ENGINE}.route.timeoutSeconds"),
    Wrong("a variable that the platform sets",
          {f"{ENGINE}.deployments.blue.environmentVariables": {"LOG_LEVEL": "INFO"}},
          "`logLevel` of the model sets it",
          path=f"{ENGINE}.deployments.blue.environmentVariables.LOG_LEVEL"),
)  # fmt: skip
