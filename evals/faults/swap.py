"""A swap: one name of the house means something else for a while."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from conversation.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Swap:
    """`place` is a module, a colon and the name in it, such as ``compliance.gate:complete``, with the class before a
    method. `by` returns what stands there instead, given what stood there."""

    place: str
    by: Callable[[Any], Any]

    @contextmanager
    def made(self) -> Iterator[None]:
        """Hold the swap. Raises Misconfigured where nothing stands at its place."""
        module, _, path = self.place.partition(":")
        *owners, name = path.split(".")
        owner: Any = import_module(module)
        for part in owners:
            owner = getattr(owner, part)
        if name not in vars(owner):
            raise Misconfigured(f"fault at {self.place}", "nothing stands there any more; say where it went")
        original = vars(owner)[name]
        setattr(owner, name, self.by(original))
        try:
            yield
        finally:
            setattr(owner, name, original)


def put(place: str, value: object) -> Swap:
    """Let `value` stand at `place`."""
    return Swap(place, lambda original: value)


def without(place: str, *keys: object) -> Swap:
    """Take these keys out of the mapping at `place`. Raises KeyError for one that it lacks."""

    def lacking(original: Mapping[object, object]) -> Mapping[object, object]:
        rest = dict(original)
        for key in keys:
            del rest[key]
        return MappingProxyType(rest)

    return Swap(place, lacking)
