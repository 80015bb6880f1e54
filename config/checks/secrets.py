"""Secrets that others name: of models, and TLS certificates of the gateway and its routes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from config.cluster import ClusterConfig
from config.errors import Problem
from config.models import KubernetesModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import flow, remove, set_all, set_secret, set_value
from config.spelling import nearest
from config.vault import PEM, SecretConfig

Secrets = Mapping[str, SecretConfig]

_EXPIRES = "2030-01-31"


def known_secrets(models: Mapping[str, Model], secrets: Secrets) -> Iterator[Problem]:
    """A model mounts secrets that there are."""
    for name, model in of_target(models, KubernetesModel):
        for index, secret in enumerate(model.secrets):
            path: Path = ("models", name, "secrets", index)
            if secret in model.secrets[:index]:
                yield Problem(path=dotted(path), value=flow(secret), allowed="each secret once", example=remove(path))
            if secret in secrets:
                continue
            meant = nearest(secret, secrets)
            yield Problem(
                path=dotted(path),
                value=flow(secret),
                allowed=_allowed("the name of one of `secrets`", secrets),
                example=set_value(path, meant) if meant else remove(path),
                hint=f"did you mean `{meant}`?" if meant else f"or add it: `secrets.{secret}`",
            )


def known_certificates(models: Mapping[str, Model], secrets: Secrets, cluster: ClusterConfig) -> Iterator[Problem]:
    """The gateway and the routes have certificates that there are, in the one form that the clusters can take apart.

    The vault's driver converts what the vault has as a certificate; what is set as a secret it hands over as it is, and
    finds the certificate and its key in it where it is PEM.
    Source: https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations/getting-certs-and-keys/
    """
    named: dict[Path, str] = {}
    if cluster.gateway:
        named["cluster", "gateway", "certificate"] = cluster.gateway.certificate
    for name, model in of_target(models, KubernetesModel):
        if model.route.certificate:
            named["models", name, "route", "certificate"] = model.route.certificate
    certificates = [name for name, secret in secrets.items() if secret.content_type == PEM]
    for path, secret in named.items():
        if secret not in certificates:
            yield _no_certificate(path, secret, certificates, exists=secret in secrets)


def _no_certificate(path: Path, secret: str, certificates: Sequence[str], *, exists: bool) -> Problem:
    meant = nearest(secret, certificates)
    root: Path = ("secrets", secret)
    if exists:
        other = meant or next(iter(certificates), "")
        marking = set_value((*root, "contentType"), PEM)
        example = set_value(path, other) if other else marking
        hint = f"or if `{secret}` is one: `{marking}`" if other else f"if `{secret}` is none, name another secret"
    elif meant:
        example, hint = set_value(path, meant), f"did you mean `{meant}`?"
    else:
        adding = set_all({(*root, "contentType"): PEM, (*root, "expires"): _EXPIRES})
        example, hint = f"{set_secret((*root, 'value'))} && {adding}", "this adds it, and asks for its PEM text"
    return Problem(
        path=dotted(path),
        value=flow(secret),
        allowed=_allowed(f"a TLS certificate with its key, one of `secrets` of `contentType: {PEM}`", certificates),
        example=example,
        hint=hint,
    )


def _allowed(what: str, secrets: Iterable[str]) -> str:
    known = ", ".join(f"`{name}`" for name in secrets)
    return f"{what}: {known}" if known else f"{what}; there is none"
