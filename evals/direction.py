"""Which way a measure of tone gets worse. One that is not named here may change, and is told, but fails no gate."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class Direction(IntEnum):
    """The sign of a change for the worse."""

    LESS_IS_WORSE = -1
    NEITHER = 0
    MORE_IS_WORSE = 1


_DIRECTIONS: Mapping[str, Direction] = MappingProxyType(
    {
        "segments": Direction.MORE_IS_WORSE,
        "ucs2": Direction.MORE_IS_WORSE,
        "gratitude": Direction.LESS_IS_WORSE,
        "please": Direction.LESS_IS_WORSE,
        "pressure": Direction.MORE_IS_WORSE,
        "fake_urgency": Direction.MORE_IS_WORSE,
        "commands": Direction.MORE_IS_WORSE,
        "after_no": Direction.MORE_IS_WORSE,
        "repetition": Direction.MORE_IS_WORSE,
        "stretched": Direction.MORE_IS_WORSE,
        "politeness": Direction.LESS_IS_WORSE,
        "upset_heard": Direction.LESS_IS_WORSE,
        "sentiment": Direction.LESS_IS_WORSE,
        "formality": Direction.LESS_IS_WORSE,
        "capitals": Direction.MORE_IS_WORSE,
        "marks": Direction.MORE_IS_WORSE,
        "readability": Direction.MORE_IS_WORSE,
    }
)


def direction_of(measure: str) -> Direction:
    return _DIRECTIONS.get(measure, Direction.NEITHER)
