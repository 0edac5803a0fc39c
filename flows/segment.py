"""Segments as data: rules are read from YAML or JSON, checked, and written back as JSON.

A mapping holds when everything in it does: ``{state: [CO, UT], orders.count: {at_least: 2}, not: {tag: vip}}``.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from conversation.consent import ConsentScope
from conversation.errors import Invalid
from conversation.money import Money
from conversation.segment_rule import (
    EVERYBODY,
    AmountField,
    Between,
    Every,
    Except,
    HasCart,
    MomentField,
    OneOf,
    Rule,
    Some,
    Within,
    WordField,
)
from conversation.tag import fold_tag

ALL, ANY, NOT, OPEN_CART = "all", "any", "not", "cart.open"
LEAST, MOST, CURRENCY, WITHIN, NOT_WITHIN = "at_least", "at_most", "currency", "within_days", "not_within_days"
LONGEST, DEEPEST, MOST_WORDS, MOST_DAYS, LARGEST = 20_000, 12, 200, 3660, 1_000_000_000
_PLACES = frozenset({WordField.STATE, WordField.COUNTRY})
_COUNTED = frozenset({AmountField.ORDERS})
KNOWN = (ALL, ANY, NOT, OPEN_CART, *WordField, *AmountField, *MomentField)


def read_rules(text: str) -> Rule:
    """Return the rules in `text`, YAML or JSON; of an empty one, everybody. Raises Invalid, which says where."""
    if len(text) > LONGEST:
        raise Invalid("segment", f"it has {len(text)} characters", f"keep it under {LONGEST}")
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Invalid(
            "segment", f"it is neither YAML nor JSON ({error})", "mend its brackets or indentation"
        ) from error
    return EVERYBODY if data is None else read_rule(data)


def read_rule(data: object, where: str = "segment", depth: int = 0) -> Rule:
    """Return the rules in parsed `data`. Raises Invalid, which says where."""
    if depth > DEEPEST:
        raise Invalid(where, "it is nested too deeply", f"keep it within {DEEPEST} levels")
    if not isinstance(data, Mapping):
        raise Invalid(where, "it is no mapping", "write a rule such as state: CO")
    parts = tuple(_part(str(name), value, f"{where}.{name}", depth) for name, value in data.items())
    return parts[0] if len(parts) == 1 else Every(parts)


def rules_text(rule: Rule) -> str:
    """Return `rule` as the JSON that `read_rules` reads."""
    return json.dumps(rule_data(rule), ensure_ascii=False)


def rules_in_yaml(rules: str) -> str:
    """Return kept rules as people write them: YAML, a rule on each line. Raises Invalid."""
    data = rule_data(read_rules(rules))
    return yaml.safe_dump(data, default_flow_style=None, sort_keys=False, allow_unicode=True, width=100).strip()


def rule_data(rule: Rule) -> dict[str, Any]:
    """Return `rule` as data that `read_rule` reads."""
    match rule:
        case OneOf(field=field, words=words):
            return {field.value: list(words)}
        case Between():
            return {rule.field.value: _bounds(rule)}
        case Within(field=field, days=days):
            return {field.value: {WITHIN: days}}
        case HasCart():
            return {OPEN_CART: True}
        case Every(parts=parts):
            return {ALL: [rule_data(part) for part in parts]}
        case Some(parts=parts):
            return {ANY: [rule_data(part) for part in parts]}
        case Except(part=part):
            return {NOT: rule_data(part)}


def in_words(rule: Rule) -> str:
    """Return what `rule` says, for people to read."""
    match rule:
        case OneOf(field=field, words=words):
            return f"{field.value} is {' or '.join(words)}"
        case Between():
            bounds = [f"{name} {amount}" for name, amount in _bounds(rule).items() if name != CURRENCY]
            return f"{rule.field.value} {' and '.join(bounds).replace('_', ' ')}"
        case Within(field=field, days=days):
            return f"{field.value} within {days} days"
        case HasCart():
            return "a cart is open"
        case Every(parts=()):
            return "everybody"
        case Every(parts=parts):
            return " and ".join(_bracketed(part) for part in parts)
        case Some(parts=parts):
            return " or ".join(_bracketed(part) for part in parts) or "nobody"
        case Except(part=part):
            return f"not {_bracketed(part)}"


def _bracketed(rule: Rule) -> str:
    words = in_words(rule)
    return f"({words})" if isinstance(rule, Every | Some) and len(rule.parts) > 1 else words


def _part(name: str, value: object, where: str, depth: int) -> Rule:
    if name in (ALL, ANY):
        if not isinstance(value, list):
            raise Invalid(where, "it is no list", "write a list of rules")
        parts = tuple(read_rule(one, f"{where}[{at}]", depth + 1) for at, one in enumerate(value))
        return Every(parts) if name == ALL else Some(parts)
    if name == NOT:
        return Except(read_rule(value, where, depth + 1))
    if name == OPEN_CART:
        if not isinstance(value, bool):
            raise Invalid(where, "it is neither true nor false", "write true or false")
        return HasCart() if value else Except(HasCart())
    for fields, read in _READERS:
        if name in set(fields):
            return read(fields(name), value, where)
    raise Invalid(where, f"{name!r} is not known", f"use one of {', '.join(KNOWN)}")


def _words(field: WordField, value: object, where: str) -> Rule:
    listed = value if isinstance(value, list) else [value]
    if not 1 <= len(listed) <= MOST_WORDS or not all(isinstance(one, str | int) and str(one).strip() for one in listed):
        raise Invalid(where, "it is no word and no list of words", f"write 1 to {MOST_WORDS} words")
    return OneOf(field, tuple(dict.fromkeys(_word(field, str(one).strip(), where) for one in listed)))


def _word(field: WordField, word: str, where: str) -> str:
    if field in _PLACES:
        if not (len(word) == 2 and word.isascii() and word.isalpha()):
            raise Invalid(where, f"{word!r} is no code of two letters", "write CO for Colorado, US for the country")
        return word.upper()
    if field is WordField.TAG:
        return fold_tag(word)
    if field is WordField.CONSENT and word not in set(ConsentScope):
        raise Invalid(where, f"there is no consent {word!r}", f"use {' or '.join(ConsentScope)}")
    return word


def _amount(field: AmountField, value: object, where: str) -> Rule:
    known = {LEAST, MOST} if field in _COUNTED else {LEAST, MOST, CURRENCY}
    if not isinstance(value, Mapping) or not value.keys() <= known or not value.keys() & {LEAST, MOST}:
        raise Invalid(where, "it has no bound", f"write {LEAST} or {MOST}, such as {{{LEAST}: 2}}")
    currency = str(value.get(CURRENCY, "USD")).upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Invalid(where, f"{currency!r} is no currency", "write its ISO 4217 code, such as USD")
    least, most = (_number(field, value.get(name), currency, f"{where}.{name}") for name in (LEAST, MOST))
    if least is not None and most is not None and least > most:
        raise Invalid(where, f"{LEAST} is more than {MOST}", "swap them")
    return Between(field, least, most, currency)


def _number(field: AmountField, value: object, currency: str, where: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Invalid(where, "it is no number", "write a number")
    try:
        amount = int(value) if field in _COUNTED else Money.parse(value, currency).minor
    except (ValueError, OverflowError) as error:
        raise Invalid(where, f"{value!r} is no number", "write a number") from error
    if not 0 <= amount <= LARGEST:
        raise Invalid(where, f"{value} is out of range", "write 0 or more, and no more than ten million")
    return amount


def _moment(field: MomentField, value: object, where: str) -> Rule:
    if not isinstance(value, Mapping) or len(value) != 1 or not value.keys() <= {WITHIN, NOT_WITHIN}:
        raise Invalid(where, "it has no span", f"write {WITHIN} or {NOT_WITHIN}, such as {{{WITHIN}: 30}}")
    ((name, days),) = value.items()
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= MOST_DAYS:
        raise Invalid(
            f"{where}.{name}", f"{days!r} is no number of days", f"write a whole number from 1 to {MOST_DAYS}"
        )
    found = Within(field, days)
    return found if name == WITHIN else Except(found)


_READERS: tuple[tuple[Any, Callable[[Any, object, str], Rule]], ...] = (
    (WordField, _words),
    (AmountField, _amount),
    (MomentField, _moment),
)


def _bounds(rule: Between) -> dict[str, Any]:
    is_money = rule.field not in _COUNTED
    bounds = {LEAST: rule.least, MOST: rule.most}
    written = {
        name: f"{amount / 100:.2f}" if is_money else amount for name, amount in bounds.items() if amount is not None
    }
    return written | ({CURRENCY: rule.currency} if is_money else {})
