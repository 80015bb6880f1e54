"""Resource ids: what they say, and what is none."""

import pytest

from components.resource_ids import ResourceId, parse_resource_id


@pytest.mark.parametrize(
    "tail", ["Microsoft.KeyVault/vaults/kv-hub", "Microsoft.Network/virtualNetworks/hub/subnets/kv-hub"]
)
def test_an_id_names_its_subscription_its_group_and_itself(tail: str) -> None:
    parsed = parse_resource_id(f"/subscriptions/s1/resourcegroups/Hub/providers/{tail}")
    assert parsed == ResourceId(subscription_id="s1", resource_group="Hub", name="kv-hub")


@pytest.mark.parametrize(
    "text", ["", "kv-hub", "/subscriptions/s1/resourceGroups/hub", "/subscriptions/s1/x/y/z/a/b/c"]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not the id of an Azure resource"):
        parse_resource_id(text)
