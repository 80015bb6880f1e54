"""Private endpoints: which resources of a stack are reached from inside of a network."""

from policies.finding import Mistyped, NotKnown
from policies.reading import Reader
from policies.stack_reading import StackReader

ENDPOINT = "azure-native:network:PrivateEndpoint"


def has_private_endpoint(target: Reader, stack: StackReader, *, name: str, group: str) -> bool:
    """Whether a private endpoint of the stack leads to the part `group` of `target`, whose own name is at `name`.

    A connection that its owner has yet to approve does not count.

    Raises:
        NotKnown: none is known to, but one may.
    """
    unknown: NotKnown | None = None
    for endpoint in stack.of(ENDPOINT):
        try:
            if _leads_to(endpoint, target, stack, name=name, group=group):
                return True
        except NotKnown as trouble:
            unknown = trouble
        except Mistyped:
            continue
    if unknown is not None:
        raise unknown
    return False


def _leads_to(endpoint: Reader, target: Reader, stack: StackReader, *, name: str, group: str) -> bool:
    return any(
        group in {one.casefold() for one in connection.texts("groupIds")}
        and stack.refers(connection, "privateLinkServiceId", target, name)
        for connection in endpoint.items("privateLinkServiceConnections")
    )
