"""What carriers let nobody sell by text, or only behind an age gate: in our words, in the cart, and as a trade."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from compliance.rule import Rule
from compliance.rules.finding import Case, Finding, No

_TRADE, _TEXT, _ITEM = "the merchant's trade", "the text", "the cart"


def no_prohibited_content(case: Case, rule: Rule) -> Finding:
    """Refuse what no carrier carries, and what needs an age gate unless the merchant's trade says so and has one."""
    settings = case.facts.merchant.settings
    for where, category in _found(case, rule):
        row = _rows(rule).get(category)
        if row is None or not row.is_in_force(case.now.date()):
            continue
        age = row.numbers.get("age")
        if age is None:
            return No(f"{where} is about {category}, which no carrier lets anybody sell by text ({row.id})")
        if category not in settings.categories or settings.age_gate < age:
            return No(f"{where} is about {category}; the merchant must declare that trade and ask for an age of {age}")
    return None


def _found(case: Case, rule: Rule) -> Iterator[tuple[str, str]]:
    for category in case.facts.merchant.settings.categories:
        yield _TRADE, category
    words = _vocabulary(rule)
    for category in words.read(case.body.composed):
        yield _TEXT, category
    cart = case.facts.cart
    for item in cart.items if cart is not None else ():
        for category in words.read(item.title):
            yield f"{_ITEM} ({item.title})", category


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Phrases by category. `triggers` are the words that every phrase has one of, so that most texts need no more."""

    phrases: Mapping[str, tuple[str, ...]]
    harmless: tuple[str, ...]
    triggers: frozenset[str]

    def read(self, text: str) -> tuple[str, ...]:
        """Return the categories that `text` is about."""
        words = _words(text)
        if self.triggers.isdisjoint(words):
            return ()
        plain = f" {' '.join(words)} "
        for phrase in self.harmless:
            plain = plain.replace(f" {phrase} ", " ")
        return tuple(
            name for name, phrases in self.phrases.items() if any(f" {phrase} " in plain for phrase in phrases)
        )


@lru_cache(maxsize=16)
def _rows(rule: Rule) -> Mapping[str, Rule]:
    return {row.id.partition(".")[2]: row for row in rule.rows}


@lru_cache(maxsize=16)
def _vocabulary(rule: Rule) -> _Vocabulary:
    phrases = {name: tuple(_with_plurals(row.words.get("phrases", ()))) for name, row in _rows(rule).items()}
    harmless = [" ".join(_words(phrase)) for row in rule.rows for phrase in row.words.get("harmless", ())]
    triggers = frozenset(phrase.split()[-1] for listed in phrases.values() for phrase in listed)
    return _Vocabulary(phrases, tuple(harmless), triggers)


def _with_plurals(phrases: tuple[str, ...]) -> Iterator[str]:
    for phrase in phrases:
        plain = " ".join(_words(phrase))
        yield from (plain, f"{plain}s")


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))
