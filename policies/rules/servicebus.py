"""Service Bus: Entra tokens instead of keys, over TLS, from inside of the network."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import Edit, resource_rule, stack_rule
from policies.stack_reading import StackReader

NAMESPACE = "azure-native:servicebus:Namespace"
NETWORK_RULES = "azure-native:servicebus:NamespaceNetworkRuleSet"
NAMESPACE_KEY = "azure-native:servicebus:NamespaceAuthorizationRule"
QUEUE = "azure-native:servicebus:Queue"
QUEUE_KEY = "azure-native:servicebus:QueueAuthorizationRule"
TOPIC = "azure-native:servicebus:Topic"
TOPIC_KEY = "azure-native:servicebus:TopicAuthorizationRule"

_FILE = "components/messaging.py"
_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.servicebus/namespaces"
_PUBLIC = "pulumi_azure_native.servicebus, NamespaceArgs and NamespaceNetworkRuleSetArgs"
_ROOT_KEY = "RootManageSharedAccessKey"
"""The rule that Azure makes with every namespace, and that cannot be deleted."""


@resource_rule(
    "service-bus-local-auth-off",
    title="Nobody sends or receives with a key: Entra ID says who they are",
    row="service-bus",
    types=(NAMESPACE,),
    safe="true",
    config_key=f"`disable_local_auth` in {_FILE}",
    defaults={
        "disableLocalAuth": Default(
            value=False, source="https://learn.microsoft.com/azure/service-bus-messaging/disable-local-authentication"
        )
    },
)
def local_auth(namespace: Reader) -> Iterator[Finding]:
    """Keys, and the shared access signatures made with them, are refused."""
    yield from namespace.must_be("disableLocalAuth", True)


def _set_tls(_: Reader) -> Iterator[Edit]:
    yield Edit(path=("minimumTlsVersion",), value="1.2")


@resource_rule(
    "service-bus-minimum-tls",
    title="A namespace speaks TLS 1.2 or later",
    row="service-bus",
    types=(NAMESPACE,),
    safe="1.2 or 1.3",
    config_key=f"`minimum_tls_version` in {_FILE}",
    defaults={
        "minimumTlsVersion": Default(
            value="1.2",
            source="https://learn.microsoft.com/azure/service-bus-messaging/"
            "transport-layer-security-configure-minimum-version",
        )
    },
    remedy=_set_tls,
)
def minimum_tls(namespace: Reader) -> Iterator[Finding]:
    """Older versions of TLS are refused."""
    yield from namespace.must_be("minimumTlsVersion", "1.2", "1.3", known=("1.0", "1.1"))


@resource_rule(
    "service-bus-public-access-off",
    title="A namespace has no public endpoint",
    row="service-bus",
    types=(NAMESPACE, NETWORK_RULES),
    safe="Disabled",
    config_key="`messaging.sku` to Premium and `network.privateEndpoints` to true",
    defaults={"publicNetworkAccess": Default(value="Enabled", source=_PUBLIC)},
    advisory_in_dev="dev has no private network, and a Standard namespace no firewall: it asks for an Entra token",
)
def public_access(namespace: Reader) -> Iterator[Finding]:
    """The namespace is reached by private endpoints only, whether it says so itself or its network rules do."""
    yield from namespace.must_be("publicNetworkAccess", "Disabled", known=("Enabled", "SecuredByPerimeter"))


@resource_rule(
    "service-bus-identity",
    title="A namespace acts in Azure, such as on a vault's key, by an identity",
    row="service-bus",
    types=(NAMESPACE,),
    safe="SystemAssigned or UserAssigned",
    config_key=f"`identity` in {_FILE}",
    defaults={"identity.type": Default(value="None", source=_REFERENCE)},
)
def identity(namespace: Reader) -> Iterator[Finding]:
    """The namespace has a managed identity."""
    kinds = ("SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned", "SystemAssigned,UserAssigned")
    yield from namespace.must_be("identity.type", *kinds, known=("None",))


@resource_rule(
    "service-bus-root-key-only",
    title="A namespace has no keys but those that Azure makes with it",
    row="service-bus",
    types=(NAMESPACE_KEY,),
    safe=_ROOT_KEY,
    config_key="the authorization rule to a role assignment",
)
def root_key_only(key: Reader) -> Iterator[Finding]:
    """There is no authorization rule but the root one, which cannot be deleted."""
    yield from key.must_be("authorizationRuleName", _ROOT_KEY)


@stack_rule(
    "service-bus-entity-without-keys",
    title="Queues and topics have no keys of their own",
    row="service-bus",
    types=(QUEUE, TOPIC),
    safe="none: a role assignment on the queue or topic",
    config_key="the authorization rule to a role assignment",
)
def entity_without_keys(stack: StackReader) -> Iterator[Finding]:
    """There is no `QueueAuthorizationRule` and no `TopicAuthorizationRule`."""
    for key in stack.of(QUEUE_KEY, TOPIC_KEY):
        yield key.finding("there is an authorization rule of a queue or topic, whose keys open it")
