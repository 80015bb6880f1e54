"""Physical names: within each service's rule, and never the same for two resources."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.names import Names, Service

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._ABC", min_size=1, max_size=100)
NAMES = st.builds(
    Names,
    workload=st.from_regex(r"[a-z][a-z0-9]{1,9}", fullmatch=True),
    stack=WORDS,
    subscription_id=st.just(SUBSCRIPTION),
)

# What each service accepts, as the resource name rules of Azure Resource Manager state it.
ACCEPTED = {
    Service.RESOURCE_GROUP: r"[\w.()-]{0,89}[\w()-]",
    Service.VIRTUAL_NETWORK: r"[A-Za-z0-9][\w.-]{0,62}\w",
    Service.NETWORK_SECURITY_GROUP: r"[A-Za-z0-9][\w.-]{0,78}\w",
    Service.NAT_GATEWAY: r"[A-Za-z0-9][\w.-]{0,78}\w",
    Service.PUBLIC_IP: r"[A-Za-z0-9][\w.-]{0,78}\w",
    Service.PRIVATE_ENDPOINT: r"[A-Za-z0-9][\w.-]{0,62}\w",
    Service.MANAGED_IDENTITY: r"[A-Za-z0-9][\w-]{2,127}",
    Service.REGISTRY: r"[A-Za-z0-9]{5,50}",
    Service.CLUSTER: r"[A-Za-z0-9][\w-]{0,61}[A-Za-z0-9]",
    Service.CLUSTER_DNS_PREFIX: r"[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?",
    Service.NODE_RESOURCE_GROUP: r"[\w.()-]{0,79}[\w()-]",
    Service.KEY_VAULT: r"(?=.{3,24}$)[A-Za-z](-?[A-Za-z0-9])*",
    Service.STORAGE_ACCOUNT: r"[a-z0-9]{3,24}",
    Service.ML_WORKSPACE: r"[A-Za-z0-9][\w-]{2,32}",
    Service.ML_ENDPOINT: r"(?=.{3,32}$)[A-Za-z](-?[A-Za-z0-9])*",
    Service.ML_BATCH_ENDPOINT: r"(?=.{3,32}$)[A-Za-z](-?[A-Za-z0-9])*",
    Service.AUTOSCALE_SETTING: r"[^:<>+/&%\\?]{1,259}[^:<>+/&%\\? .]",
    Service.LOG_ANALYTICS: r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]",
    Service.APP_INSIGHTS: r"[^%&\\?/]{1,254}[^%&\\?/ .]",
    Service.MONITOR_WORKSPACE: r"[A-Za-z0-9][A-Za-z0-9-]{2,42}[A-Za-z0-9]",
    Service.DATA_COLLECTION_ENDPOINT: r"[A-Za-z0-9][A-Za-z0-9-]{1,42}[A-Za-z0-9]",
    Service.DATA_COLLECTION_RULE: r"[A-Za-z0-9][\w.-]{0,61}\w",
    Service.PRIVATE_LINK_SCOPE: r"[\w.-]{1,63}[\w-]",
    Service.SERVICE_BUS: r"(?=.{6,50}$)[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9](?<!-sb)(?<!-mgmt)",
}


def test_every_service_has_its_rule_here() -> None:
    assert set(ACCEPTED) == set(Service)


@pytest.mark.parametrize("service", Service, ids=lambda service: service.name)
@given(names=NAMES, parts=st.lists(WORDS, max_size=3))
def test_azure_accepts_every_name_whatever_its_parts(service: Service, names: Names, parts: list[str]) -> None:
    name = names.of(service, *parts)
    assert len(name) <= service.value.max_length
    assert re.fullmatch(ACCEPTED[service], name), name


@given(names=NAMES, pair=st.tuples(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3)))
def test_other_parts_make_another_name_however_much_is_cut(names: Names, pair: tuple[list[str], list[str]]) -> None:
    first, second = (names.of(Service.STORAGE_ACCOUNT, *parts) for parts in pair)
    assert (first == second) == (pair[0] == pair[1])


def test_subscription_workload_and_stack_each_change_the_name() -> None:
    base = {"workload": "shop", "stack": "prod", "subscription_id": SUBSCRIPTION}
    changed = [{"workload": "shot"}, {"stack": "prod2"}, {"subscription_id": SUBSCRIPTION.replace("2", "3")}]
    all_names = [Names(**{**base, **change}).of(Service.REGISTRY) for change in [{}, *changed]]
    assert all(one != other for one, other in itertools.combinations(all_names, 2))


def test_names_stay_as_they_are() -> None:
    """A changed name replaces the resource: this pins what released stacks are called."""
    names = Names(workload="shop", stack="prod", subscription_id=SUBSCRIPTION)
    assert names.of(Service.KEY_VAULT, "eastus") == "kv-shop-prod-east-6o3lwn"
    assert names.of(Service.STORAGE_ACCOUNT, "backup", "centralus") == "stshopprodbackcentbai25y"
