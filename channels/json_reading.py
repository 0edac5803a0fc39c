"""Reading JSON of strangers without trusting its shape: what is not there, or is something else, is nothing."""

import json
from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = Mapping[str, object]

NOTHING: Json = {}


def read_object(body: bytes | str) -> Json:
    """Return a JSON object; an empty one where `body` is none."""
    try:
        return as_object(json.loads(body))
    except ValueError:
        return NOTHING


def as_object(value: object) -> Json:
    return value if isinstance(value, dict) else NOTHING


def at(row: Json, *path: str) -> Json:
    """Return the object that lies under these names."""
    for name in path:
        row = as_object(row.get(name))
    return row


def each(row: Json, name: str) -> tuple[Json, ...]:
    """Return the objects of a list."""
    value = row.get(name)
    return tuple(as_object(one) for one in value) if isinstance(value, list) else ()


def text_of(row: Json, name: str) -> str:
    """Return a value as text: codes come as numbers, and absent values as null."""
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
