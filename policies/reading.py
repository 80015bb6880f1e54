"""How rules read a resource: what is absent, unknown or of a wrong type never looks like a safe value."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.declared import UNKNOWN, Resource
from policies.finding import Finding, LeftAlone, Mistyped, NotKnown
from policies.tokens import api_version, is_patch
from policies.wording import HIDDEN, HIDDEN_KEY, Scalar, kind_of, one_of, same, span, told

Path = str | tuple[str, ...]
"""`a.b.c`, or the keys one by one where a key itself has dots; the empty one is the value itself."""


@dataclass(frozen=True, kw_only=True)
class Default:
    """What a service takes an absent property for."""

    value: Scalar
    source: str
    """Where that is written: an address, or the SDK's class whose documentation says so."""
    since: str = ""
    """The first API version that has this default, such as 2023-01-01; empty where all have it."""
    before: Scalar | None = None
    """The default of earlier API versions."""

    def of(self, version: str) -> Scalar | None:
        """The default of an API version; the empty one is the SDK's own choice, which is a late one."""
        return self.before if version and version < self.since else self.value


class Reader:
    """A resource, or a part of one: typed access by path.

    Reading what is not known raises `NotKnown`, reading another type `Mistyped`; the judge makes results of both, so a
    rule catches neither. Null is absent. Texts compare without case, as enums of Azure do, and of Kubernetes exactly:
    there another case is another value. What a patch of Kubernetes does not have is not absent: the cluster has it, and
    reading it raises `LeftAlone`, a `NotKnown`.
    """

    __slots__ = ("_defaults", "_path", "_value", "resource")

    def __init__(
        self, resource: Resource, defaults: Mapping[str, Default], value: Any = None, path: str | None = None
    ) -> None:
        self.resource = resource
        self._defaults = defaults
        self._value = resource.properties if path is None else value
        self._path = path or ""

    @property
    def urn(self) -> str:
        """URN of the resource."""
        return self.resource.urn

    @property
    def path(self) -> str:
        """Where this part is in the resource; empty for the whole."""
        return self._path

    def made_of(self, path: str) -> tuple[str, ...]:
        """URNs of what the value, or the property that it is a part of, is made of, known or not."""
        whole = f"{self._path}.{path}" if self._path else path
        return self.resource.made_of(re.split(r"[.\[]", whole, maxsplit=1)[0])

    def has(self, path: Path) -> bool:
        """Whether there is a value, known or not."""
        try:
            return self.value(path) is not None
        except LeftAlone:
            return False
        except NotKnown:
            return True

    def is_known(self, path: Path) -> bool:
        """Whether the value, or that there is none, is known already."""
        try:
            self.value(path)
        except NotKnown:
            return False
        return True

    def value(self, path: Path = "") -> Any:
        """The value as it is, or its default; None where it is absent and has no default."""
        found = self._value
        keys = _keys(path)
        for number, key in enumerate(keys):
            if found is None:
                break
            if found is UNKNOWN:
                raise NotKnown(self._named(keys[:number]), self.urn)
            if not isinstance(found, Mapping):
                raise Mistyped(self._named(keys[:number]), self.urn, kind_of(found), "an object")
            found = found.get(key)
        if found is UNKNOWN:
            raise NotKnown(self._named(keys), self.urn)
        if found is None:
            if is_patch(self.resource.type):
                raise LeftAlone(self._named(keys), self.urn)
            return self._default(path)
        return found

    def flag(self, path: Path) -> bool | None:
        """A boolean."""
        return self._typed(path, bool, "true or false")

    def number(self, path: Path) -> float | None:
        """A number."""
        value = self.value(path)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise Mistyped(self._named(_keys(path)), self.urn, kind_of(value), "a number")
        return value

    def text(self, path: Path) -> str | None:
        """A text; never part of a message."""
        return self._typed(path, str, "a text")

    def items(self, path: Path) -> list["Reader"]:
        """A reader for each item of a list; none where it is absent."""
        value = self.value(path)
        if value is None:
            return []
        if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
            raise Mistyped(self._named(_keys(path)), self.urn, kind_of(value), "a list")
        base = self._named(_keys(path))
        return [Reader(self.resource, self._defaults, item, f"{base}[{number}]") for number, item in enumerate(value)]

    def texts(self, path: Path) -> list[str]:
        """A list of texts."""
        return [item.text("") or "" for item in self.items(path)]

    def entries(self, path: Path) -> list[tuple[str, "Reader"]]:
        """The keys of an object, a reader for each value; none where it is absent."""
        return [(key, self.entry(path, key)) for key in self._object(path)]

    def entry(self, path: Path, key: str, *, is_secret: bool = False) -> "Reader":
        """A reader for what an object has at a key that is no word of the service; a secret one is not told."""
        item, keys = self._object(path).get(key), _keys(path)
        hides = is_secret or self.resource.has_secret_keys(self._named(keys))
        return Reader(self.resource, self._defaults, item, self._named((*keys, HIDDEN_KEY if hides else key)))

    def at(self, path: Path) -> "Reader":
        """A reader for a part; what it reads is absent where the part is."""
        return Reader(self.resource, self._defaults, self.value(path), self._named(_keys(path)))

    def equals(self, path: Path, *values: Scalar) -> bool:
        """Whether the value is one of these, whatever its case where Azure reads it."""
        found = self.value(path)
        return any(same(found, value, exactly=self._is_exact()) for value in values)

    def must_be(self, path: Path, *safe: Scalar, known: Sequence[str] = ()) -> Iterator[Finding]:
        """A finding unless the value is one of `safe`; a text is told only where it is in `safe` or `known`."""
        try:
            if not self.equals(path, *safe):
                yield self.finding(self.words(path, *safe, *known), safe=one_of(safe))
        except (NotKnown, Mistyped) as trouble:
            yield trouble.finding()

    def must_not_be(self, path: Path, *unsafe: Scalar, safe: str = "") -> Iterator[Finding]:
        """A finding if the value is one of `unsafe`."""
        try:
            if self.equals(path, *unsafe):
                yield self.finding(self.words(path, *unsafe), safe=safe)
        except (NotKnown, Mistyped) as trouble:
            yield trouble.finding()

    def must_be_within(
        self, path: Path, *, least: float | None = None, most: float | None = None, safe: str = ""
    ) -> Iterator[Finding]:
        """A finding unless the value is a number from `least` to `most`."""
        try:
            number = self.number(path)
            low = number is None or (least is not None and number < least)
            high = number is not None and most is not None and number > most
            if low or high:
                yield self.finding(self.words(path), safe=safe or span(least, most))
        except (NotKnown, Mistyped) as trouble:
            yield trouble.finding()

    def must_have(self, path: Path, safe: str = "") -> Iterator[Finding]:
        """A finding where the value is absent or empty."""
        try:
            value = self.value(path)
            if value is None or (isinstance(value, (str, Sequence, Mapping)) and not value):
                yield self.finding(self.words(path), safe=safe)
        except (NotKnown, Mistyped) as trouble:
            yield trouble.finding()

    def finding(self, found: str, *, safe: str = "", fix: str = "") -> Finding:
        """A finding about this resource."""
        return Finding(found=found, safe=safe, fix=fix, urn=self.urn)

    def words(self, path: Path, *known: Scalar) -> str:
        """What the value is, for a message: no secret is told, nor a text that is not `known`, for it may be one."""
        named = self._named(_keys(path))
        name = f"`{named}`"
        value = self._found(path)
        if value is not None:
            is_secret = self.resource.is_secret(named)
            return f"{name} is {HIDDEN if is_secret else told(value, known, exactly=self._is_exact())}"
        default = self._default(path)
        if default is None:
            return f"{name} is absent"
        return f"{name} is absent, which counts as {told(default, (default,))}"

    def amount(self, path: Path, value: float) -> str:
        """A number made of what is at a path, for a message; one made of a secret stays untold."""
        return HIDDEN if self.is_secret(path) else f"{value:g}"

    def is_secret(self, path: Path) -> bool:
        """Whether what is at a path is secret, by itself, in part or as a part of what is."""
        return self.resource.is_secret(self._named(_keys(path)))

    def is_marked(self, path: Path) -> bool:
        """Whether just what is at a path is marked secret."""
        return self._named(_keys(path)) in self.resource.secrets

    def _is_exact(self) -> bool:
        """Whether it is of Kubernetes, which takes no word for another."""
        return self.resource.type.startswith("kubernetes:")

    def _found(self, path: Path) -> Any:
        value = self._value
        for key in _keys(path):
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def _object(self, path: Path) -> Mapping[str, Any]:
        value = self.value(path)
        if value is not None and not isinstance(value, Mapping):
            raise Mistyped(self._named(_keys(path)), self.urn, kind_of(value), "an object")
        return value or {}

    def _typed(self, path: Path, kind: type[Any], wanted: str) -> Any:
        value = self.value(path)
        if value is not None and not isinstance(value, kind):
            raise Mistyped(self._named(_keys(path)), self.urn, kind_of(value), wanted)
        return value

    def _default(self, path: Path) -> Scalar | None:
        found = self._defaults.get(path if isinstance(path, str) else ".".join(path))
        return found.of(api_version(self.resource.type)) if found else None

    def _named(self, keys: Sequence[str]) -> str:
        return ".".join((*([self._path] if self._path else []), *keys)) or "properties"


@functools.lru_cache(maxsize=4096)
def _keys(path: Path) -> tuple[str, ...]:
    if isinstance(path, tuple):
        return path
    return tuple(path.split(".")) if path else ()
