"""Secrets that others name: of models, and TLS certificates of the gateway and its routes."""

from collections.abc import Iterator, Mapping

from config.cluster import ClusterConfig
from config.errors import Problem
from config.models import KubernetesModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import flow, remove, set_all, set_secret, set_value
from config.spelling import nearest
from config.vault import SecretConfig

Secrets = Mapping[str, SecretConfig]

_PEM = "application/x-pem-file"
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
    """The gateway and the routes have certificates that there are."""
    named: dict[Path, str] = {}
    if cluster.gateway:
        named["cluster", "gateway", "certificate"] = cluster.gateway.certificate
    for name, model in of_target(models, KubernetesModel):
        if model.route.certificate:
            named["models", name, "route", "certificate"] = model.route.certificate
    for path, secret in named.items():
        if secret not in secrets:
            yield _unknown_certificate(path, secret, secrets)


def _unknown_certificate(path: Path, secret: str, secrets: Secrets) -> Problem:
    meant = nearest(secret, secrets)
    root: Path = ("secrets", secret)
    adding = set_all({(*root, "contentType"): _PEM, (*root, "expires"): _EXPIRES})
    return Problem(
        path=dotted(path),
        value=flow(secret),
        allowed=_allowed("the name of one of `secrets`, a TLS certificate with its key", secrets),
        example=set_value(path, meant) if meant else f"{set_secret((*root, 'value'))} && {adding}",
        hint=f"did you mean `{meant}`?" if meant else "this adds it, and asks for its PEM text",
    )


def _allowed(what: str, secrets: Secrets) -> str:
    known = ", ".join(f"`{name}`" for name in secrets)
    return f"{what}: {known}" if known else f"{what}; it is empty"
