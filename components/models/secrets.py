"""What a model's pods mount from Key Vault: its secrets as files, and the certificate of its Gateway.

Parameters: https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/getting-started/usage/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.models.route import CERTIFICATE

_ROOT_ALONE = "0400"
"""The files belong to root, and pods run as another user: the Gateway needs the key, the model does not."""


@dataclass(frozen=True, kw_only=True)
class VaultReader:
    """Who reads which vault."""

    client_id: pulumi.Input[str]
    """Client id of the identity that the pods act as."""
    vault_name: pulumi.Input[str]
    tenant_id: str


def secret_files(reader: VaultReader, secrets: Sequence[str]) -> dict[str, Any]:
    """The `spec` of the SecretProviderClass of the model's own secrets."""
    return {"provider": "azure", "parameters": _parameters(reader, [_entry(secret) for secret in secrets])}


def gateway_certificate(reader: VaultReader, secret: str) -> dict[str, Any]:
    """The `spec` of the SecretProviderClass that keeps a Secret for the Gateway while a pod mounts it.

    The driver finds the certificate and its key in one PEM, and renews the Secret as the vault's secret changes.
    """
    data = [{"objectName": secret, "key": key} for key in ("tls.crt", "tls.key")]
    return {
        "provider": "azure",
        "parameters": _parameters(reader, [_entry(secret, permission=_ROOT_ALONE)]),
        "secretObjects": [{"secretName": CERTIFICATE, "type": "kubernetes.io/tls", "data": data}],
    }


def _parameters(reader: VaultReader, entries: Sequence[str]) -> dict[str, Any]:
    return {
        "usePodIdentity": "false",
        "useVMManagedIdentity": "false",
        "clientID": reader.client_id,
        "keyvaultName": reader.vault_name,
        "tenantId": reader.tenant_id,
        "objects": "array:\n" + "".join(entries),
    }


def _entry(secret: str, permission: str | None = None) -> str:
    """One object to mount, in the form that the Key Vault provider reads: a YAML text in a YAML list."""
    lines = [f"objectName: {secret}", "objectType: secret"]
    if permission:
        lines.append(f'filePermission: "{permission}"')
    return "  - |\n" + "".join(f"    {line}\n" for line in lines)
