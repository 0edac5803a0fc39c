"""A pretence: an object that passes for another, but for some of its methods."""

from collections.abc import Callable
from typing import Any


class Pretence:
    """`real`, but with `others` in place of its methods of these names."""

    def __init__(self, real: Any, **others: Callable[..., Any]) -> None:
        self._real = real
        self._others = others

    def __getattr__(self, name: str) -> Any:
        return self._others[name] if name in self._others else getattr(self._real, name)
