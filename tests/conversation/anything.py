"""Any row at all: strategies made from the fields of the core's own types."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from conversation.clock import whole_milliseconds
from conversation.message import Author, Evidence, Message, TrafficType

LARGEST = 2**31 - 1
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
"""What both databases store: no half of a surrogate pair, no NUL (the carriers' edge drops it)."""


@lru_cache
def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for any value of a field's type."""
    if get_origin(kind) is UnionType:
        return st.one_of(*(any_of(one) for one in get_args(kind)))
    if get_origin(kind) is tuple:
        return st.lists(any_of(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(*map(any_of, get_args(kind)), max_size=3)
    if is_dataclass(kind):
        return _entity(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    return SIMPLE[kind]


SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    NoneType: st.none(),
    str: TEXTS,
    bytes: st.binary(max_size=20),
    bool: st.booleans(),
    int: st.integers(-LARGEST, LARGEST),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)).map(
        whole_milliseconds
    ),
}


def _entity(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    values = st.fixed_dictionaries({field.name: any_of(hints[field.name]) for field in fields(kind)})
    if kind is Message:
        return st.builds(_labelled, values, any_of(Evidence))
    return values.map(lambda found: kind(**found))


def _labelled(values: dict[str, Any], evidence: Evidence) -> Message:
    """A message cannot be P2P without a person and evidence."""
    if values["traffic_type"] is TrafficType.P2P:
        values |= {"author": Author.HUMAN, "evidence": evidence}
    return Message(**values)
