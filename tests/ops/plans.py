"""Plans made by hand."""

from typing import Any

from ops.plan import Plan, PlannedResource, Traffic

PROVIDER = "urn:pulumi:prod::shop::pulumi:providers:kubernetes::cluster"


def resource(type_: str, name: str, inputs: dict[str, Any] | None = None, **given: Any) -> PlannedResource:
    """A resource; a component when its type is one of the project's own."""
    values: dict[str, Any] = {
        "urn": urn(type_, name),
        "parent": "",
        "custom": not type_.startswith("ai-models:"),
        "provider": PROVIDER,
        "outputs": {},
        "dependencies": (),
        "protect": False,
        "deleted_with": "",
        "ignore_changes": (),
    }
    return PlannedResource(type=type_, name=name, inputs=inputs or {}, **{**values, **given})


def urn(type_: str, name: str) -> str:
    """The URN of a resource made here."""
    return f"urn:pulumi:prod::shop::{type_}::{name}"


def stamp(region: str) -> PlannedResource:
    """A stamp of that region."""
    return resource("ai-models:stamp:Stamp", f"shop-{region}", parent=urn("ai-models:platform:Platform", "shop"))


def plan(*resources: PlannedResource, **given: Any) -> Plan:
    """A plan of the platform and these resources."""
    platform = resource("ai-models:platform:Platform", "shop")
    return Plan(project="shop", stack="prod", resources=(platform, *resources), **given)


def in_stamp(region: str) -> dict[str, Any]:
    """What puts a resource into a stamp."""
    return {"parent": urn("ai-models:stamp:Stamp", f"shop-{region}")}


def traffic(model: str, regions: list[str], **state: dict[str, int]) -> dict[str, dict[str, Traffic]]:
    """The traffic of one model, the same in several stamps."""
    return {model: {region: Traffic(**state) for region in regions}}
