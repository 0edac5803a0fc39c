"""Reading one field of a rule; what is wrong is named by rule and field."""

import re
from datetime import date, time
from enum import StrEnum
from typing import Literal, TypeVar

from compliance.hours import Hours, Span
from conversation.errors import Misconfigured
from conversation.message import Purpose

E = TypeVar("E", bound=StrEnum)

_COLUMNS = ("weekdays", "saturday", "sunday", "holidays")
_SPAN = re.compile(r"(\d{1,2})(?::([0-5]\d))?-(\d{1,2})(?::([0-5]\d))?")


def purposes(rule_id: str, value: object) -> frozenset[Purpose]:
    if value == "all":
        return frozenset(Purpose)
    if not isinstance(value, list) or not value:
        raise wrong(rule_id, "purposes", "write all, or a list of purposes")
    return frozenset(member(Purpose, rule_id, "purposes", item) for item in value)


def numbers(rule_id: str, value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise wrong(rule_id, "numbers", "write name: whole number")
    for name, number in value.items():
        if not isinstance(number, int) or isinstance(number, bool):
            raise wrong(rule_id, f"numbers.{name}", f"{number!r} is not a whole number")
    return {str(name): number for name, number in value.items()}


def words(rule_id: str, value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise wrong(rule_id, "words", "write name: [words]")
    for name, listed in value.items():
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            raise wrong(rule_id, f"words.{name}", f"{listed!r} is not a list of words")
    return {str(name): tuple(listed) for name, listed in value.items()}


def hours(rule_id: str, value: object) -> Hours:
    """Read the four columns. A column is ``8-20``, ``9:30-20`` or none; holidays may also be same."""
    if not isinstance(value, dict) or set(value) != set(_COLUMNS):
        raise wrong(rule_id, "hours", f"write all of {', '.join(_COLUMNS)}, and nothing else")
    weekdays, saturday, sunday, holidays = (_column(rule_id, name, value[name]) for name in _COLUMNS)
    for name, column in zip(_COLUMNS, (weekdays, saturday, sunday), strict=False):
        if column == "same":
            raise wrong(rule_id, f"hours.{name}", "only holidays may be the same as other days")
    return Hours(_span(weekdays), _span(saturday), _span(sunday), holidays)


def _column(rule_id: str, name: str, value: object) -> Span | Literal["same"] | None:
    if value == "none":
        return None
    if value == "same":
        return "same"
    found = _SPAN.fullmatch(str(value))
    if found is None or not int(found[1]) < 24 or not int(found[3]) < 24:
        raise wrong(rule_id, f"hours.{name}", f"{value!r} is not hours such as 8-20, nor none")
    span = Span(time(int(found[1]), int(found[2] or 0)), time(int(found[3]), int(found[4] or 0)))
    if span.opens >= span.closes:
        raise wrong(rule_id, f"hours.{name}", f"{value!r} closes before it opens")
    return span


def _span(column: Span | Literal["same"] | None) -> Span | None:
    return None if column == "same" else column


def text(rule_id: str, field: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise wrong(rule_id, field, f"{value!r} is not text")
    return value.strip()


def day(rule_id: str, field: str, value: object) -> date:
    if type(value) is not date:
        raise wrong(rule_id, field, f"{value!r} is not a day such as 2027-05-01")
    return value


def flag(rule_id: str, field: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise wrong(rule_id, field, f"{value!r} is neither true nor false")
    return value


def member(kind: type[E], rule_id: str, field: str, value: object) -> E:
    try:
        return kind(str(value))
    except ValueError as error:
        known = ", ".join(kind)
        raise wrong(rule_id, field, f"{value!r} is none of {known}") from error


def wrong(rule: str, field: str, problem: str) -> Misconfigured:
    """Return the error that names the rule and its field."""
    return Misconfigured(f"rulebook, rule {rule}, {field}", problem)
