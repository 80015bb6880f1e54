"""Key vaults and their secrets."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import START_ANEW, Verdict, drawn, keeps_name, on_write, outputs
from sandbox.rules.hashes import hexadecimal
from sandbox.rules.naming import NameRule
from sandbox.rules.network import service_endpoints
from sandbox.rules.ranges import is_address, is_private, parsed
from sandbox.rules.reading import at, flag, items, number, text, unsettled
from sandbox.rules.references import existing, made, rivals, same
from sandbox.store import Stored, World

VAULT = "azure-native:keyvault:Vault"
SECRET = "azure-native:keyvault:Secret"  # noqa: S105 - a type, no secret

keeps_name(VAULT)

_VAULT_NAME = NameRule(
    input="vaultName",
    pattern=r"(?=.{3,24}$)[A-Za-z]([A-Za-z0-9]|-(?!-))*[A-Za-z0-9]",
    allowed="3 to 24 letters, digits and single dashes, a letter first and no dash last",
    example="kv-shop-prod-eastus",
    code="VaultNameNotValid",
)
_SECRET_NAME = NameRule(
    input="secretName",
    pattern=r"[A-Za-z0-9-]{1,127}",
    allowed="1 to 127 letters, digits and dashes",
    example="jwt-signing-key",
    code="BadParameter",
)
_SOFT_DELETE_DAYS = range(7, 91)
_LONGEST_SECRET = 25_000
"""Bytes of a value: https://learn.microsoft.com/azure/key-vault/secrets/about-secrets"""


@on_write(VAULT)
def vault_is_sound(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview."""
    yield from _VAULT_NAME.verdicts(request)
    properties = at(request.inputs, "properties")
    days = number(properties, "softDeleteRetentionInDays")
    if days is not None and days not in _SOFT_DELETE_DAYS:
        yield "BadRequest", f"properties.softDeleteRetentionInDays is {days}; 7 to 90 days are allowed."
    if flag(properties, "enableSoftDelete") is False:
        yield (
            "BadRequest",
            "properties.enableSoftDelete is false; every vault has soft delete: leave it out or write true.",
        )
    if flag(properties, "enablePurgeProtection") is False:
        yield (
            "BadRequest",
            "properties.enablePurgeProtection is false, which Key Vault never accepts: write true, or leave it "
            "out for a "
            "vault without it.",
        )
    rbac = flag(properties, "enableRbacAuthorization") or unsettled(properties, "enableRbacAuthorization")
    recovers = text(properties, "createMode") == "recover"
    if properties and "accessPolicies" not in properties and not rbac and not recovers:
        yield (
            "BadRequest",
            "The parameter accessPolicies is not specified: write properties.enableRbacAuthorization true, or "
            "properties.accessPolicies (which may be empty).",
        )
    was = at(old.inputs, "properties") if old else None
    if flag(was, "enablePurgeProtection") and not at(properties, "enablePurgeProtection"):
        yield (
            "BadRequest",
            "properties.enablePurgeProtection is on and cannot be switched off any more; write true.",
        )
    before = number(was, "softDeleteRetentionInDays")
    if before is not None and days is not None and before != days:
        yield (
            "BadRequest",
            f"properties.softDeleteRetentionInDays is fixed at creation, to {before} days here; write {before}.",
        )


@on_write(VAULT)
def name_is_free(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """Vault names are global, and soft-deleted vaults keep theirs; source as above."""
    name, mode = text(request.inputs, "vaultName"), text(request.inputs, "properties", "createMode")
    if name is None or old:
        return
    if any(same(_name_of(other), name) for other in rivals(world, VAULT, request, old)):
        yield "VaultAlreadyExists", f"vaultName: the vault name '{name}' is already in use; vault names are global."
    gone = [vault for vault in world.deleted(VAULT) if same(_name_of(vault), name)]
    if gone and mode != "recover":
        yield (
            "ConflictError",
            f"vaultName: a vault '{name}' exists in deleted state. Recover it with properties.createMode "
            "'recover', or purge "
            f"it first if it has no purge protection.\n{START_ANEW}",
        )
    if mode == "recover" and not gone:
        yield (
            "SoftDeletedVaultDoesNotExist",
            f"properties.createMode is 'recover' but no soft-deleted vault is called '{name}'; leave createMode out.",
        )
    for vault in gone if mode == "recover" else ():
        if same(text(vault.inputs, "location"), text(request.inputs, "location")) is False:
            yield (
                "SoftDeletedVaultDoesNotExist",
                f"location: the soft-deleted vault '{name}' is in '{text(vault.inputs, 'location')}'; recover "
                "it there.",
            )


@on_write(VAULT)
def network_rules_are_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/key-vault/general/network-security."""
    acls = ("properties", "networkAcls")
    for index, rule in enumerate(items(request.inputs, *acls, "ipRules")):
        value, path = text(rule, "value"), f"properties.networkAcls.ipRules[{index}].value"
        if value and not (is_address(value) or parsed(value)):
            yield "BadRequest", f"{path} is '{value}'; write a public IPv4 address or range, such as '20.10.0.0/24'."
        elif value and is_private(value):
            yield (
                "BadRequest",
                f"{path} is '{value}', a private range; only public ones count here. Use a private endpoint.",
            )
    for index, rule in enumerate(items(request.inputs, *acls, "virtualNetworkRules")):
        path = f"properties.networkAcls.virtualNetworkRules[{index}]"
        id_ = text(rule, "id")
        yield from existing(world, f"{path}.id", id_, "Microsoft.Network/virtualNetworks/subnets", "SubnetNotFound")
        waits = flag(rule, "ignoreMissingVnetServiceEndpoint") or not made(world, id_)
        if not waits and not any(name.startswith("Microsoft.KeyVault") for name in service_endpoints(world, id_ or "")):
            yield (
                "VirtualNetworkNotValid",
                f"{path}.id: the subnet has no service endpoint for Microsoft.KeyVault; add it to the subnet.",
            )


@on_write(SECRET)
def secret_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/key-vault/secrets/about-secrets."""
    yield from _SECRET_NAME.verdicts(request)
    value = text(request.inputs, "properties", "value")
    if value is not None and len(value.encode()) > _LONGEST_SECRET:
        yield "BadParameter", f"properties.value has {len(value.encode())} bytes; {_LONGEST_SECRET} are allowed."
    kind = text(request.inputs, "properties", "contentType")
    if kind is not None and len(kind) > 255:
        yield "BadParameter", f"properties.contentType has {len(kind)} characters; 255 are allowed."
    attributes = ("properties", "attributes")
    begins, ends = number(request.inputs, *attributes, "notBefore"), number(request.inputs, *attributes, "expires")
    if begins is not None and ends is not None and ends <= begins:
        yield (
            "BadParameter",
            f"properties.attributes.expires ({ends}) is not after notBefore ({begins}); both are seconds since 1970.",
        )
    if len(request.inputs.get("tags") or {}) > 15:
        yield "BadParameter", "tags: a secret has at most 15."


@outputs(VAULT)
def vault_host(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """The vault's host follows from its name."""
    name = text(request.inputs, "vaultName")
    properties: dict[str, Any] = {"provisioningState": "Succeeded"}
    return {
        "properties": {**properties, "vaultUri": f"https://{name.lower()}.vault.azure.net/"} if name else properties
    }


@outputs(SECRET)
def secret_address(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """The address of the secret's newest version; the service never answers the value."""
    vault, name = text(request.inputs, "vaultName"), text(request.inputs, "secretName")
    return {"properties": {"secretUri": _secret_uri(vault, name)}} if vault and name else {}


@drawn(SECRET)
def secret_version(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The version is drawn at every write of another value."""
    vault, name = text(request.inputs, "vaultName"), text(request.inputs, "secretName")
    if not (vault and name):
        return {}
    version = hexadecimal(32, id_, repr(at(request.inputs, "properties")))
    return {"properties": {"secretUriWithVersion": f"{_secret_uri(vault, name)}/{version}"}}


def _secret_uri(vault: str, name: str) -> str:
    return f"https://{vault.lower()}.vault.azure.net/secrets/{name}"


def _name_of(vault: Stored) -> str:
    return vault.id.rpartition("/")[2]
