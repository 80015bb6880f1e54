"""Network security groups and their rules."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_delete, on_write, outputs
from sandbox.rules.naming import NameRule
from sandbox.rules.network import SUBNET, VNET
from sandbox.rules.ranges import is_address, parsed
from sandbox.rules.reading import at, items, number, text, texts
from sandbox.rules.references import existing, same, siblings
from sandbox.rules.service_tags import is_tag, nearest
from sandbox.store import Stored, World

GROUP = "azure-native:network:NetworkSecurityGroup"
RULE = "azure-native:network:SecurityRule"

_NAME = NameRule(
    input="networkSecurityGroupName",
    pattern=r"[A-Za-z0-9]([\w.-]{0,78}\w)?",
    allowed="1 to 80 letters, digits, underscores, dots and dashes, a letter or digit first, no dot or dash last",
    example="nsg-shop-prod-eastus-nodes",
)
_PRIORITIES = range(100, 4097)
"""https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules"""

_SIDES = ("source", "destination")
_PORTS = re.compile(r"\*|(?P<first>\d{1,5})(-(?P<last>\d{1,5}))?")
_SERVICE_TAG = re.compile(r"[A-Z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*")


@on_write(GROUP)
def rules_are_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules."""
    yield from _NAME.verdicts(request)
    taken: dict[tuple[Any, Any], str] = {}
    names: set[str] = set()
    for index, rule in enumerate(items(request.inputs, "securityRules")):
        path, name = f"securityRules[{index}]", text(rule, "name") or ""
        yield from _unsound(path, rule)
        slot = (number(rule, "priority"), text(rule, "direction"))
        if None not in slot and slot in taken:
            yield (
                "SecurityRuleConflict",
                f"{path}.priority: '{name}' and '{taken[slot]}' are both {slot[1]} rules of priority {slot[0]}; "
                f"each priority is used once a direction.",
            )
        taken.setdefault(slot, name)
        if name and name.lower() in names:
            yield "InvalidRequestFormat", f"{path}.name: '{name}' is used twice; rules of a group have different names."
        names.add(name.lower())


@on_write(RULE)
def rule_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """Source as above."""
    yield from _unsound("", request.inputs)
    slot = [at(request.inputs, key) for key in _RULE_SLOT]
    for other in siblings(world, request, old) if None not in slot else ():
        if slot == [at(other.inputs, key) for key in _RULE_SLOT]:
            yield (
                "SecurityRuleConflict",
                f"priority {slot[0]} is that of rule '{other.id.rpartition('/')[2]}' already.",
            )


@on_write(SUBNET, VNET)
def references_exist(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """A subnet's group, gateway and route table exist: error `InvalidResourceReference`."""
    subnets = (
        [("", request.inputs)]
        if request.type == SUBNET
        else [(f"subnets[{index}].", subnet) for index, subnet in enumerate(items(request.inputs, "subnets"))]
    )
    for prefix, subnet in subnets:
        for key, arm_type in _REFERENCES.items():
            yield from existing(
                world, f"{prefix}{key}.id", text(subnet, key, "id"), arm_type, "InvalidResourceReference"
            )


@on_delete(GROUP)
def group_is_free(stored: Stored, world: World) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/virtual-network/manage-network-security-group."""
    for subnet in world.of_type(SUBNET):
        if same(text(subnet.inputs, "networkSecurityGroup", "id"), stored.id):
            yield (
                "InUseNetworkSecurityGroupCannotBeDeleted",
                f"network security group '{stored.id.rpartition('/')[2]}' is in use by subnet '{subnet.id}'; "
                f"take it off the subnet first.",
            )


@outputs(GROUP)
def group_state(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """What the network resource provider adds."""
    return {"provisioningState": "Succeeded", "securityRules": request.inputs.get("securityRules", [])}


_RULE_SLOT = ("priority", "direction")

_REFERENCES = {
    "networkSecurityGroup": "Microsoft.Network/networkSecurityGroups",
    "natGateway": "Microsoft.Network/natGateways",
    "routeTable": "Microsoft.Network/routeTables",
}


def _unsound(path: str, rule: Any) -> Iterator[Verdict]:
    dot = f"{path}." if path else ""
    priority = number(rule, "priority")
    if priority is not None and priority not in _PRIORITIES:
        yield "SecurityRuleInvalidPriority", f"{dot}priority is {priority}; 100 to 4096 are allowed."
    for side in _SIDES:
        yield from _unsound_ports(f"{dot}{side}PortRange", texts_of(rule, f"{side}PortRange"))
        yield from _unsound_addresses(f"{dot}{side}AddressPrefix", texts_of(rule, f"{side}AddressPrefix", "es"))
        for one, many in ((f"{side}PortRange", "s"), (f"{side}AddressPrefix", "es")):
            groups = f"{side}ApplicationSecurityGroups"
            asked = one in rule or f"{one}{many}" in rule or (many == "es" and groups in rule)
            if not asked:
                yield (
                    "SecurityRuleParameterNotSpecified",
                    f"{dot}{one} is missing; write '*' or what the rule is about.",
                )
            if rule.get(one) and rule.get(f"{one}{many}"):
                yield (
                    "SecurityRuleParameterCannotBeSpecifiedTogether",
                    f"{dot}{one} and {one}{many} are both set; keep one of them.",
                )


def texts_of(rule: Any, one: str, plural: str = "s") -> list[str]:
    """The values of an input that can be written as one or as many."""
    single = text(rule, one)
    return ([single] if single is not None else []) + texts(rule, f"{one}{plural}")


def _unsound_ports(path: str, ports: list[str]) -> Iterator[Verdict]:
    for port in ports:
        found = _PORTS.fullmatch(port)
        first = int(found["first"]) if found and found["first"] else 0
        last = int(found["last"]) if found and found["last"] else first
        if not found or not 0 <= first <= last <= 65535:
            yield "SecurityRuleInvalidPortRange", f"{path}: '{port}' is no port; write '443', '8000-8080' or '*'."


def _unsound_addresses(path: str, addresses: list[str]) -> Iterator[Verdict]:
    for address in addresses:
        if not (address == "*" or is_address(address) or parsed(address) or _SERVICE_TAG.fullmatch(address)):
            yield (
                "SecurityRuleInvalidAddressPrefix",
                f"{path}: '{address}' is no address, range or service tag; write '10.10.0.0/24', 'AzureCloud' or '*'.",
            )
        elif _SERVICE_TAG.fullmatch(address) and not is_tag(address):
            near = nearest(address)
            meant = (
                f"Did you mean '{near}'?" if near else "`az network list-service-tags --location REGION` lists them."
            )
            yield "SecurityRuleInvalidAddressPrefix", f"{path}: '{address}' is no service tag. {meant}"
        if len(addresses) > 1 and address == "*":
            yield "SecurityRuleInvalidAddressPrefix", f"{path}: '*' stands beside other addresses; write it alone."
