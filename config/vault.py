"""Key Vault and the secrets in it."""

from typing import Annotated

from pydantic import Field, SecretStr

from config.base import Section
from config.resource_ids import VaultId
from config.types import Day, Region

PEM = "application/x-pem-file"
"""The content type of certificates and keys as text."""


class VaultConfig(Section):
    """The Key Vault of each stamp."""

    existing_ids: dict[Region, VaultId] = Field(default_factory=dict)
    """Vaults of the stack's subscription to use instead of creating one, by stamp."""

    soft_delete_days: Annotated[int, Field(ge=7, le=90)] = 90
    """Days that a deleted vault's name and content stay reserved; Azure fixes it at creation."""

    recover: bool = False
    """Recover the soft-deleted vault of the same name, after a destroy."""


class SecretConfig(Section):
    """One secret of every stamp's Key Vault."""

    value: Annotated[SecretStr, Field(min_length=1, max_length=25_000)]
    """Set with `pulumi config set --secret --path 'secrets.NAME.value'`."""

    content_type: Annotated[str, Field(min_length=1, max_length=255, examples=["text/plain", PEM])]
    """What the value is; `application/x-pem-file` where it is a TLS certificate with its key, for a gateway."""

    expires: Day
    """The day, UTC, from which the secret counts as expired; Key Vault says so and goes on serving it.

    A day in the past is warned of. Source: https://learn.microsoft.com/azure/key-vault/secrets/about-secrets
    """
