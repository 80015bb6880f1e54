"""Storage accounts: encrypted on the way and at rest, behind their firewall, without keys."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.ranges import must_be_narrow
from policies.reading import Default, Reader
from policies.rule import Edit, resource_rule, stack_rule
from policies.stack_reading import StackReader

ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
WEBSITE = "azure-native:storage:StorageAccountStaticWebsite"
"""https://learn.microsoft.com/azure/storage/blobs/storage-blob-static-website"""

_SDK = "pulumi_azure_native.storage.StorageAccountArgs"
_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.storage/storageaccounts"
_ANONYMOUS = "https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent"
_OTHER_TENANTS = "https://learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies"
_FACTORY = "components/storage_account.py"


@resource_rule(
    "storage-https-only",
    title="A storage account answers HTTPS only",
    row="storage-transport",
    types=(ACCOUNT,),
    safe="true",
    config_key=f"`enable_https_traffic_only` in {_FACTORY}",
    defaults={"enableHttpsTrafficOnly": Default(value=True, source=_SDK, since="2019-04-01", before=False)},
)
def https_only(account: Reader) -> Iterator[Finding]:
    """Plain HTTP is refused."""
    yield from account.must_be("enableHttpsTrafficOnly", True)


def _set_tls(_: Reader) -> Iterator[Edit]:
    yield Edit(path=("minimumTlsVersion",), value="TLS1_2")


@resource_rule(
    "storage-minimum-tls",
    title="A storage account speaks TLS 1.2 or later",
    row="storage-transport",
    types=(ACCOUNT,),
    safe="TLS1_2 or TLS1_3",
    config_key=f"`minimum_tls_version` in {_FACTORY}",
    defaults={"minimumTlsVersion": Default(value="TLS1_0", source=_SDK)},
    remedy=_set_tls,
)
def minimum_tls(account: Reader) -> Iterator[Finding]:
    """Older versions of TLS are refused."""
    yield from account.must_be("minimumTlsVersion", "TLS1_2", "TLS1_3", known=("TLS1_0", "TLS1_1"))


def _hide_blobs(_: Reader) -> Iterator[Edit]:
    yield Edit(path=("allowBlobPublicAccess",), value=False)


@resource_rule(
    "storage-blob-public-access-off",
    title="No container of a storage account can be made public",
    row="storage-anonymous",
    types=(ACCOUNT,),
    safe="false",
    config_key=f"`allow_blob_public_access` in {_FACTORY}",
    defaults={
        "allowBlobPublicAccess": Default(value=False, source=f"{_SDK}, {_ANONYMOUS}", since="2023-01-01", before=True)
    },
    remedy=_hide_blobs,
)
def blob_public_access(account: Reader) -> Iterator[Finding]:
    """Anonymous access to blobs is off for the whole account."""
    yield from account.must_be("allowBlobPublicAccess", False)


@resource_rule(
    "storage-container-private",
    title="A container answers nobody without a name",
    row="storage-anonymous",
    types=(CONTAINER,),
    safe="None",
    config_key="`public_access` in components/backup_account.py",
    defaults={"publicAccess": Default(value="None", source=f"{_REFERENCE}/blobservices/containers")},
)
def container_private(container: Reader) -> Iterator[Finding]:
    """The container's own public access is None."""
    yield from container.must_be("publicAccess", "None", known=("Blob", "Container"))


@stack_rule(
    "storage-static-website-off",
    title="No storage account shows files to everybody",
    row="storage-anonymous",
    types=(ACCOUNT,),
    safe="no static website: its container `$web` answers anybody, whatever the account says of public access",
    config_key="the program: take out the `StorageAccountStaticWebsite`, or exempt the one that is to be public",
)
def static_website(stack: StackReader) -> Iterator[Finding]:
    """No account has a `StorageAccountStaticWebsite`."""
    for website in stack.of(WEBSITE):
        yield website.finding("an account has a static website")


@resource_rule(
    "storage-public-access-off",
    title="A storage account has no public endpoint",
    row="storage-network",
    types=(ACCOUNT,),
    safe="Disabled",
    config_key="`network.privateEndpoints` to true",
    defaults={"publicNetworkAccess": Default(value="Enabled", source=_REFERENCE)},
    advisory_in_dev="dev has no private network: its firewall lets in named ranges only",
)
def public_access(account: Reader) -> Iterator[Finding]:
    """The account is reached by private endpoints only."""
    yield from account.must_be("publicNetworkAccess", "Disabled", known=("Enabled", "SecuredByPerimeter"))


@resource_rule(
    "storage-firewall-denies",
    title="The firewall of a storage account lets in nobody whom it does not name",
    row="storage-network",
    types=(ACCOUNT,),
    safe="Deny, and no range of almost the whole Internet",
    config_key=f"`default_action` in {_FACTORY}",
    defaults={"networkRuleSet.defaultAction": Default(value="Allow", source=_REFERENCE)},
)
def firewall(account: Reader) -> Iterator[Finding]:
    """What no rule of the firewall names is denied, and no rule names half of the Internet."""
    yield from account.must_be("networkRuleSet.defaultAction", "Deny", known=("Allow",))
    yield from must_be_narrow(
        account.items("networkRuleSet.ipRules"), "iPAddressOrRange", fix="`network.allowedIpRanges`"
    )


@resource_rule(
    "storage-firewall-bypass",
    title="The firewall of a storage account lets Azure's own services through",
    row="storage-network",
    types=(ACCOUNT,),
    safe="AzureServices",
    config_key=f"`bypass` in {_FACTORY}",
    defaults={"networkRuleSet.bypass": Default(value="AzureServices", source=_REFERENCE)},
)
def bypass(account: Reader) -> Iterator[Finding]:
    """Trusted services pass, or logs and backups of the account stop; the property is a list in one text."""
    services = (account.text("networkRuleSet.bypass") or "").split(",")
    if "azureservices" not in {service.strip().casefold() for service in services}:
        yield account.finding(account.words("networkRuleSet.bypass", "None", "Logging", "Metrics", "Logging, Metrics"))


@resource_rule(
    "storage-shared-keys-off",
    title="Nobody gets into a storage account by a key: Entra ID says who they are",
    row="storage-keys",
    types=(ACCOUNT,),
    safe="false",
    config_key=f"`allow_shared_key_access` in {_FACTORY}",
    defaults={"allowSharedKeyAccess": Default(value=True, source=_SDK)},
)
def shared_keys(account: Reader) -> Iterator[Finding]:
    """Account keys, and the shared access signatures made with them, are refused."""
    yield from account.must_be("allowSharedKeyAccess", False)


@resource_rule(
    "storage-cross-tenant-replication-off",
    title="No blob is replicated to another tenant",
    row="storage-keys",
    types=(ACCOUNT,),
    safe="false",
    config_key=f"`allow_cross_tenant_replication` in {_FACTORY}",
    defaults={
        "allowCrossTenantReplication": Default(
            value=False, source=f"{_SDK}, {_OTHER_TENANTS}", since="2023-01-01", before=True
        )
    },
)
def cross_tenant_replication(account: Reader) -> Iterator[Finding]:
    """Object replication stays in the tenant."""
    yield from account.must_be("allowCrossTenantReplication", False)


@resource_rule(
    "storage-infrastructure-encryption",
    title="A storage account is encrypted twice at rest",
    row="storage-infrastructure-encryption",
    types=(ACCOUNT,),
    safe="true",
    config_key=f"`require_infrastructure_encryption` in {_FACTORY}, before the account is first made",
    defaults={"encryption.requireInfrastructureEncryption": Default(value=False, source=_REFERENCE)},
)
def infrastructure_encryption(account: Reader) -> Iterator[Finding]:
    """The second layer, below the service's own, is on."""
    yield from account.must_be("encryption.requireInfrastructureEncryption", True)
