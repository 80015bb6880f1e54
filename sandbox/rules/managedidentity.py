"""User-assigned managed identities and their federated credentials."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write
from sandbox.rules.hashes import guid
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import text, texts, unsettled
from sandbox.rules.references import siblings
from sandbox.store import Stored, World

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"

MOST_CREDENTIALS = 20
"""https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"""

_LONGEST = 600
"""Characters of an issuer, a subject or an audience; same source."""

_IDENTITY_NAME = NameRule(
    input="resourceName",
    pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}",
    allowed="3 to 128 letters, digits, dashes and underscores, a letter or digit first",
    example="id-shop-prod-kubelet",
)
_CREDENTIAL_NAME = NameRule(
    input="federatedIdentityCredentialResourceName",
    pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{2,119}",
    allowed="3 to 120 letters, digits, dashes and underscores, a letter or digit first",
    example="fraud-workload",
)


@on_write(IDENTITY)
def identity_is_named(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See `naming`."""
    yield from _IDENTITY_NAME.verdicts(request)


@on_write(CREDENTIAL)
def credential_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations."""
    yield from _CREDENTIAL_NAME.verdicts(request)
    issuer = text(request.inputs, "issuer")
    if issuer is not None and not issuer.startswith("https://"):
        yield (
            "BadRequest",
            f"issuer is '{issuer}'; it is the https:// address of the token issuer, such as the cluster's "
            f"`oidcIssuerProfile.issuerURL`.",
        )
    subject = text(request.inputs, "subject")
    if subject is not None and not subject.strip():
        yield "BadRequest", "subject is empty; write 'system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT'."
    for path in ("issuer", "subject"):
        value = text(request.inputs, path)
        if value and len(value) > _LONGEST:
            yield "BadRequest", f"{path} has {len(value)} characters; {_LONGEST} are allowed."
    audiences = texts(request.inputs, "audiences")
    if len(audiences) != 1 and not unsettled(request.inputs, "audiences"):
        yield (
            "BadRequest",
            f"audiences has {len(audiences)} entries; exactly one is allowed: write ['api://AzureADTokenExchange'].",
        )


@on_write(CREDENTIAL)
def credential_fits_its_identity(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """At most 20 of an identity, each issuer and subject once; source as above."""
    beside = list(siblings(world, request, old))
    if len(beside) >= MOST_CREDENTIALS:
        yield (
            "FederatedIdentityCredentialsLimitReached",
            f"identity '{request.inputs['resourceName']}' has {len(beside)} federated credentials and can have "
            f"{MOST_CREDENTIALS}; use another identity.",
        )
    pair = text(request.inputs, "issuer"), text(request.inputs, "subject")
    for sibling in beside if all(pair) else ():
        if (text(sibling.inputs, "issuer"), text(sibling.inputs, "subject")) == pair:
            yield (
                "BadRequest",
                f"issuer and subject '{pair[1]}' are those of credential "
                f"'{text(sibling.inputs, _CREDENTIAL_NAME.input)}' already; an identity trusts a pair once.",
            )


@drawn(IDENTITY)
def identity_ids(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The directory's ids of the identity."""
    return {
        "principalId": principal_of(id_),
        "clientId": client_of(id_),
        "tenantId": request.tenant_id or guid("tenant"),
    }


def principal_of(id_: str) -> str:
    """The object id of a managed identity in the directory."""
    return guid(id_, "principal")


def client_of(id_: str) -> str:
    """The application id of a managed identity in the directory."""
    return guid(id_, "client")
