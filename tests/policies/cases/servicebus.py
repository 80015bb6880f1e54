"""Service Bus."""

from policies.declared import UNKNOWN
from policies.rules.servicebus import NAMESPACE, NAMESPACE_KEY, NETWORK_RULES, QUEUE, QUEUE_KEY, TOPIC, TOPIC_KEY
from tests.policies.casework import Case, absent, broken, fine, missing, resource, unknown

GOOD = (
    resource(
        NAMESPACE,
        "namespace",
        {
            "namespaceName": "sbns-shop",
            "disableLocalAuth": True,
            "identity": {"type": "SystemAssigned"},
            "minimumTlsVersion": "1.2",
            "publicNetworkAccess": "Disabled",
        },
    ),
    resource(
        NAMESPACE_KEY,
        "root",
        {"namespaceName": "sbns-shop", "authorizationRuleName": "RootManageSharedAccessKey", "rights": ["Manage"]},
    ),
    resource(
        NETWORK_RULES,
        "rules",
        {"namespaceName": "sbns-shop", "defaultAction": "Deny", "publicNetworkAccess": "Disabled"},
    ),
    resource(QUEUE, "queue", {"namespaceName": "sbns-shop", "queueName": "scoring"}),
    resource(TOPIC, "topic", {"namespaceName": "sbns-shop", "topicName": "scored"}),
)

_QUEUE_KEY = resource(QUEUE_KEY, "queue-key", {"queueName": "scoring", "rights": ["Listen"]})
_TOPIC_KEY = resource(TOPIC_KEY, "topic-key", {"topicName": "scored", "rights": ["Send"]})
_UNKNOWN_KEY = resource(QUEUE_KEY, "unknown-key", {"queueName": UNKNOWN, "rights": UNKNOWN})

CASES = {
    "service-bus-local-auth-off": (
        broken("namespace", "disableLocalAuth", False),
        absent("namespace", "disableLocalAuth"),
        unknown("namespace", "disableLocalAuth"),
    ),
    "service-bus-minimum-tls": (
        broken("namespace", "minimumTlsVersion", "1.1"),
        broken("namespace", "minimumTlsVersion", "1.0"),
        absent("namespace", "minimumTlsVersion", passes=True),
        unknown("namespace", "minimumTlsVersion"),
        fine("namespace", "minimumTlsVersion", "1.3"),
    ),
    "service-bus-public-access-off": (
        broken("namespace", "publicNetworkAccess", "Enabled"),
        broken("namespace", "publicNetworkAccess", "SecuredByPerimeter"),
        absent("namespace", "publicNetworkAccess"),
        unknown("namespace", "publicNetworkAccess"),
        broken("rules", "publicNetworkAccess", "Enabled"),
        absent("rules", "publicNetworkAccess"),
    ),
    "service-bus-identity": (
        broken("namespace", "identity.type", "None"),
        absent("namespace", "identity"),
        unknown("namespace", "identity.type"),
        fine("namespace", "identity.type", "UserAssigned"),
        fine("namespace", "identity.type", "SystemAssigned, UserAssigned"),
        fine("namespace", "identity.type", "SystemAssigned,UserAssigned"),
    ),
    "service-bus-root-key-only": (
        broken("root", "authorizationRuleName", "sender"),
        absent("root", "authorizationRuleName"),
        unknown("root", "authorizationRuleName"),
    ),
    "service-bus-entity-without-keys": (
        Case(kind="broken", outcome="violated", added=(_QUEUE_KEY,)),
        Case(kind="broken", outcome="violated", added=(_TOPIC_KEY,)),
        Case(kind="unknown", outcome="violated", added=(_UNKNOWN_KEY,)),
        missing("queue", "topic", passes=True),
    ),
}
