"""Turning entities into rows and back, from their own type hints."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from enum import Enum
from functools import lru_cache
from operator import attrgetter, itemgetter
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from conversation.clock import from_milliseconds, to_milliseconds

Entity = TypeVar("Entity")
Cell = str | int | float | bool | bytes | None
Convert = Callable[[Any], Any]

PLAIN = (str, int, float, bytes)

EMPTY = "[]"
"""What most lists are: none of them is parsed."""

REMEMBERED = 64
"""How many of the latest texts of a settled column are not parsed again."""


class Codec(Generic[Entity]):
    """Encodes entities of one dataclass. Fields named in `apart` are stored elsewhere.

    Those named in `settled` are read far more often than they change, and hold no words of a shopper: the latest are
    remembered as they were parsed.
    """

    def __init__(self, kind: type[Entity], *, apart: tuple[str, ...] = (), settled: tuple[str, ...] = ()) -> None:
        hints = get_type_hints(kind)
        every = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
        self.names = tuple(name for name in every if name not in apart)
        self._kind = kind
        self._read = attrgetter(*self.names)
        converters = [_converters(hints[name], is_settled=name in settled) for name in self.names]
        self._encoders = [(at, encode) for at, (encode, _) in enumerate(converters) if encode is not None]
        self._decoders = [(at, decode) for at, (_, decode) in enumerate(converters) if decode is not None]
        stored = self.names + apart
        self._in_order = itemgetter(*map(stored.index, every)) if apart else None

    def encode(self, entity: Entity) -> dict[str, Cell]:
        """Return the entity's cells by column."""
        cells = list(self._read(entity))
        for at, encode in self._encoders:
            if cells[at] is not None:
                cells[at] = encode(cells[at])
        return dict(zip(self.names, cells, strict=True))

    def differing(self, one: Entity, other: Entity) -> tuple[str, ...]:
        """Return the columns in which they differ."""
        pairs = zip(self.names, self._read(one), self._read(other), strict=True)
        return tuple([name for name, before, after in pairs if before is not after and before != after])

    def decode(self, row: Sequence[Any], *apart: object) -> Entity:
        """Return the entity of a row whose cells are in the order of `names`, with what is stored apart."""
        cells = list(row)
        for at, decode in self._decoders:
            if (cell := cells[at]) is not None:
                cells[at] = decode(cell)
        if self._in_order is None:
            return self._kind(*cells)
        cells += apart
        return self._kind(*self._in_order(cells))


def _converters(hint: Any, *, is_settled: bool) -> tuple[Convert | None, Convert | None]:
    kind = _without_none(hint)
    if kind in PLAIN:
        return None, None
    if kind is bool:
        return None, bool
    if kind is datetime:
        return to_milliseconds, from_milliseconds
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _value_of, {member.value: member for member in kind}.__getitem__
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    parse = lru_cache(REMEMBERED)(adapter.validate_json) if is_settled else adapter.validate_json
    return lambda value: adapter.dump_json(value).decode(), _list_reader(parse) if _is_list(kind) else parse


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[-1] is ...


def _list_reader(parse: Convert) -> Convert:
    return lambda text: () if text == EMPTY else parse(text)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) is UnionType:
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        return kinds[0] if len(kinds) == 1 else hint
    return hint


def _value_of(member: Enum) -> Any:
    return member.value
