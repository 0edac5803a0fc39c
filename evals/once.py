"""A property that is worked out once: `functools.cached_property` without the lock that it takes before Python 3.12."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class once(Generic[T]):
    """What it found lies in the object's own dictionary from then on, which Python looks at first."""

    def __init__(self, find: Callable[[Any], T]) -> None:
        self._find = find
        self.__doc__ = find.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        found = owner.__dict__[self._name] = self._find(owner)
        return found
