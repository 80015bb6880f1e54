"""What functions answer: a rule's own answer, or for `get…` of an Azure type what is stored under the id it names."""

import re
from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2

from sandbox import identity, rules, sdk
from sandbox.redaction import marked
from sandbox.request import Call, Refused
from sandbox.store import World
from sandbox.validation import argument_errors
from sandbox.wire import UNKNOWN, packed

_GIVES_SECRETS = re.compile(r":list\w*(Keys?|Credentials?|Secrets?|Tokens?)$")
_AZURE = "azure-native:"
NOT_FOUND = "ResourceNotFound"


def answer(call: Call, world: World) -> dict[str, Any]:
    """The answer of a function. Raises `Refused`: wrong arguments, something that is not there, no answer known."""
    errors = argument_errors(call)
    if errors:
        raise Refused(errors)
    rule = rules.answer_of(call.token)
    if rule:
        return rule({**call.args, "subscriptionId": call.subscription_id, "cluster": call.cluster}, world)
    type_ = _type_got_by(call.token)
    if not type_:
        message = f"the sandbox has no answer for {call.token}; give it one with `@invoke` in sandbox/rules."
        raise Refused.because("NotMocked", message)
    return _stored(type_, call, world)


def on_the_wire(token: str, answered: Mapping[str, Any], secrets: frozenset[str]) -> struct_pb2.Struct:
    """An answer as its caller gets it: marked where it holds one of `secrets`, all of it where secrets are its point.

    Azure's own provider marks nothing of an answer, so a program wraps what it takes from one nevertheless.
    """
    return packed(marked(answered, secrets), answered.keys() if _GIVES_SECRETS.search(token) else ())


def _stored(type_: str, call: Call, world: World) -> dict[str, Any]:
    id_ = identity.arm_id(type_, dict(call.args), call.subscription_id)
    if not id_:
        wanted = [name for name in identity.inputs_of_id(type_) if name not in call.args]
        raise Refused.because("MissingArgument", f"{call.token} needs {', '.join(wanted)}.")
    found = world.get(id_)
    if found is None:
        group = identity.group_of(id_)
        if group and world.get(group) is None:
            message = f"Resource group '{group.rpartition('/')[2]}' could not be found."
            raise Refused.because("ResourceGroupNotFound", message)
        message = f"The Resource '{identity.arm_type_of(id_)}/{id_.rpartition('/')[2]}' was not found."
        raise Refused.because(NOT_FOUND, message)
    known = {name: value for name, value in found.outputs.items() if value is not UNKNOWN}
    return {"id": found.id, **known}


def _type_got_by(token: str) -> str:
    """The resource type that a `get…` function reads, if it is one."""
    module, _, function = token.rpartition(":")
    type_ = f"{module}:{function.removeprefix('get')}"
    is_get = token.startswith(_AZURE) and function.startswith("get")
    return type_ if is_get and sdk.resource_class(type_) else ""
