"""Physical names: readable, within each service's length, unique by a hash.

A name is `<abbreviation>-<workload>-<stack>-<parts…>-<hash>`. The hash covers the subscription, the
workload, the stack and every part in full, so two resources never share a name however much of
their parts had to be cut; the parts are cut, longest first, until the name fits.

Abbreviations: https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations
Lengths: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import Enum

HASH_LENGTH = 6


@dataclass(frozen=True)
class NameRule:
    """How one service lets its resources be called."""

    abbreviation: str
    max_length: int
    separator: str = "-"


class Service(Enum):
    """The services whose resources the platform names."""

    RESOURCE_GROUP = NameRule("rg", 90)
    VIRTUAL_NETWORK = NameRule("vnet", 64)
    NETWORK_SECURITY_GROUP = NameRule("nsg", 80)
    NAT_GATEWAY = NameRule("ng", 80)
    PUBLIC_IP = NameRule("pip", 80)
    PRIVATE_ENDPOINT = NameRule("pep", 64)
    MANAGED_IDENTITY = NameRule("id", 128)
    REGISTRY = NameRule("cr", 50, separator="")
    CLUSTER = NameRule("aks", 63)
    CLUSTER_DNS_PREFIX = NameRule("aks", 54)
    NODE_RESOURCE_GROUP = NameRule("mc", 80)
    KEY_VAULT = NameRule("kv", 24)
    STORAGE_ACCOUNT = NameRule("st", 24, separator="")
    ML_WORKSPACE = NameRule("mlw", 33)
    ML_ENDPOINT = NameRule("ep", 32)
    ML_BATCH_ENDPOINT = NameRule("bep", 32)
    AUTOSCALE_SETTING = NameRule("as", 128)
    LOG_ANALYTICS = NameRule("log", 63)
    APP_INSIGHTS = NameRule("appi", 255)
    MONITOR_WORKSPACE = NameRule("amw", 44)
    DATA_COLLECTION_ENDPOINT = NameRule("dce", 44)
    DATA_COLLECTION_RULE = NameRule("dcr", 63)
    PRIVATE_LINK_SCOPE = NameRule("pls", 64)
    SERVICE_BUS = NameRule("sbns", 50)


@dataclass(frozen=True, kw_only=True)
class Names:
    """The physical names of one stack's resources."""

    workload: str
    stack: str
    subscription_id: str

    def of(self, service: Service, *parts: str) -> str:
        """The physical name of the resource that `parts` (a region, a role …) tell from others of `service`."""
        rule = service.value
        words = [_letters_and_digits(word) for word in (self.workload, self.stack, *parts)]
        seed = "\n".join((self.subscription_id, self.workload, self.stack, service.name, *parts))
        separators = len(rule.separator) * (len(words) + 1)
        room = rule.max_length - len(rule.abbreviation) - HASH_LENGTH - separators
        kept = [word for word in _cut(words, room) if word]
        return rule.separator.join((rule.abbreviation, *kept, _hash(seed)))


def _letters_and_digits(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def _cut(words: list[str], room: int) -> list[str]:
    """The words with letters taken off the longest until together they fit `room`."""
    words = list(words)
    while sum(map(len, words)) > room:
        longest = max(range(len(words)), key=lambda index: len(words[index]))
        words[longest] = words[longest][:-1]
    return words


def _hash(seed: str) -> str:
    digest = hashlib.sha256(seed.encode()).digest()
    return base64.b32encode(digest).decode().lower()[:HASH_LENGTH]
