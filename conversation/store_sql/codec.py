"""Turning entities into rows and back, from their own type hints."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

Entity = TypeVar("Entity")
Cell = str | int | float | bool | None
Convert = Callable[[Any], Any]

PLAIN = (str, int, float)


def to_milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since the epoch."""
    return round(moment.timestamp() * 1000)


def from_milliseconds(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


class Codec(Generic[Entity]):
    """Encodes entities of one dataclass. Fields named in `apart` are stored elsewhere."""

    def __init__(self, kind: type[Entity], *, apart: frozenset[str] = frozenset()) -> None:
        hints = get_type_hints(kind)
        self.kind = kind
        self.names = tuple(field.name for field in fields(kind) if field.name not in apart)  # type: ignore[arg-type]
        converters = [_converters(hints[name]) for name in self.names]
        self._encoders = tuple(encode for encode, _ in converters)
        self._decoders = tuple((name, decode) for name, (_, decode) in zip(self.names, converters, strict=True) if decode)

    def encode(self, entity: Entity) -> dict[str, Cell]:
        """Return the entity's cells by column."""
        row: dict[str, Cell] = {}
        for name, encode in zip(self.names, self._encoders, strict=True):
            value = getattr(entity, name)
            row[name] = value if value is None or encode is None else encode(value)
        return row

    def decode(self, cells: Mapping[str, Any] | Any, **apart: Any) -> Entity:
        """Return the entity of a row whose first cells are in the order of `names`."""
        values = dict(zip(self.names, cells, strict=False))
        for name, decode in self._decoders:
            if (cell := values[name]) is not None:
                values[name] = decode(cell)
        return self.kind(**values, **apart)


def _converters(hint: Any) -> tuple[Convert | None, Convert | None]:
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
    return lambda value: adapter.dump_json(value).decode(), adapter.validate_json


def _without_none(hint: Any) -> Any:
    if get_origin(hint) is UnionType:
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        return kinds[0] if len(kinds) == 1 else hint
    return hint


def _value_of(member: Enum) -> Any:
    return member.value
