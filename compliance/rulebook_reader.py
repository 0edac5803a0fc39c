"""Reading a rulebook from YAML; what is wrong is named by rule and field."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from compliance.rule import Provenance, Rule, Status
from conversation.errors import Misconfigured
from conversation.message import Purpose

_REQUIRED = ("jurisdiction", "says", "purposes", "source", "provenance", "status", "review", "overridable")
_OPTIONAL = ("id", "numbers", "words", "effective", "ends")

E = TypeVar("E", bound=StrEnum)


def read_rules(path: Path) -> tuple[str, dict[str, Rule]]:
    """Return the version and the rules by id.

    Raises Misconfigured for a file that is missing, is not YAML, or has a rule that lacks or misspells a field.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Misconfigured(f"rulebook {path.name}", f"it cannot be read: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("version"), str) or not isinstance(raw.get("rules"), list):
        raise Misconfigured(f"rulebook {path.name}", "give it a version (text) and a list of rules")
    rules: dict[str, Rule] = {}
    for place, entry in enumerate(raw["rules"], start=1):
        rule = _read_rule(entry, place)
        if rule.id in rules:
            raise _wrong(rule.id, "id", "it stands there twice")
        rules[rule.id] = rule
    return raw["version"], rules


def _read_rule(entry: object, place: int) -> Rule:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise _wrong(f"number {place}", "id", "every rule needs one")
    rule_id: str = entry["id"]
    for name in _REQUIRED:
        if name not in entry:
            raise _wrong(rule_id, name, "it is missing")
    for name in entry:
        if name not in _REQUIRED + _OPTIONAL:
            raise _wrong(rule_id, str(name), "no rule has such a field")
    return Rule(
        id=rule_id,
        jurisdiction=_text(rule_id, "jurisdiction", entry["jurisdiction"]),
        says=_text(rule_id, "says", entry["says"]),
        purposes=_purposes(rule_id, entry["purposes"]),
        source=_text(rule_id, "source", entry["source"]),
        provenance=_member(Provenance, rule_id, "provenance", entry["provenance"]),
        status=_member(Status, rule_id, "status", entry["status"]),
        review=_day(rule_id, "review", entry["review"]),
        overridable=_flag(rule_id, "overridable", entry["overridable"]),
        numbers=_numbers(rule_id, entry.get("numbers", {})),
        words=_words(rule_id, entry.get("words", {})),
        effective=_day(rule_id, "effective", entry["effective"]) if "effective" in entry else None,
        ends=_day(rule_id, "ends", entry["ends"]) if "ends" in entry else None,
    )


def _purposes(rule_id: str, value: object) -> frozenset[Purpose]:
    if value == "all":
        return frozenset(Purpose)
    if not isinstance(value, list) or not value:
        raise _wrong(rule_id, "purposes", "write all, or a list of purposes")
    return frozenset(_member(Purpose, rule_id, "purposes", item) for item in value)


def _numbers(rule_id: str, value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise _wrong(rule_id, "numbers", "write name: whole number")
    for name, number in value.items():
        if not isinstance(number, int) or isinstance(number, bool):
            raise _wrong(rule_id, f"numbers.{name}", f"{number!r} is not a whole number")
    return {str(name): number for name, number in value.items()}


def _words(rule_id: str, value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise _wrong(rule_id, "words", "write name: [words]")
    for name, words in value.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise _wrong(rule_id, f"words.{name}", f"{words!r} is not a list of words")
    return {str(name): tuple(words) for name, words in value.items()}


def _text(rule_id: str, field: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(rule_id, field, f"{value!r} is not text")
    return value


def _day(rule_id: str, field: str, value: object) -> date:
    if type(value) is not date:
        raise _wrong(rule_id, field, f"{value!r} is not a day such as 2027-05-01")
    return value


def _flag(rule_id: str, field: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(rule_id, field, f"{value!r} is neither true nor false")
    return value


def _member(kind: type[E], rule_id: str, field: str, value: object) -> E:
    try:
        return kind(str(value))
    except ValueError as error:
        known = ", ".join(kind)
        raise _wrong(rule_id, field, f"{value!r} is none of {known}") from error


def _wrong(rule: str, field: str, problem: str) -> Misconfigured:
    return Misconfigured(f"rulebook, rule {rule}, {field}", problem)
