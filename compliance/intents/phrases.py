"""The phrase rules that intents are read by: one YAML book for each subject, loaded once, compiled when first met.

A long book is a folder of files that share their macros; their rules count in the order of the files' names.

A book has a ``prefix`` for the ids of its ``rules``. ``when`` lists words of which every match has one (``stop*`` is a
beginning of a word), so that a rule costs nothing where none of them is; a rule without ``when`` is for other scripts
and is tried where a text has them. ``whole`` rules read the whole text, never a clause of it. ``any`` are phrases
found as whole words, ``raw`` is joined as it stands, ``~name~`` is a macro. ``parts`` are patterns that code combines,
most of them guards: what a rule must not be about.

The phrases read flat words (compliance/intents/normalise.py). They are written for this project.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeAlias

from compliance.intents.intent import Finding
from compliance.intents.words import read_yaml

BOOKS = (
    "opt_out",
    "opt_out_abroad",
    "crisis",
    "minor",
    "wrong_number",
    "hostile_legal",
    "hostile_violence",
    "hostile_abuse",
    "human_request",
    "identity",
    "help",
    "opt_in",
)
_FOLDER = Path(__file__).with_name("phrases")
_MACRO = re.compile(r"~(\w+)~")
_SHORTEST_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase rule. `id` is stable: it is stored with messages and printed by the command line."""

    id: str
    book: str
    when: tuple[str, ...]
    source: str
    whole: bool

    def search(self, words: str) -> re.Match[str] | None:
        return compiled(self.source).search(words)


Suspects: TypeAlias = Mapping[str, Sequence[Rule]]
"""The rules that a text has a word for, by book."""


@dataclass(frozen=True, slots=True)
class _Book:
    rules: tuple[Rule, ...]
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Index:
    """Where the words of `when` lead, as numbers of rules."""

    rules: tuple[Rule, ...]
    words: Mapping[str, frozenset[int]]
    beginnings: Mapping[str, tuple[tuple[str, int], ...]]
    other_scripts: frozenset[int]


def suspects(flat: str) -> Suspects:
    """Return the rules that may match `flat`, in the order of their books."""
    numbers: set[int] = set() if flat.isascii() else set(_index().other_scripts)
    for word in flat.split():
        numbers |= _rules_for(word)
    found: dict[str, list[Rule]] = {}
    rules = _index().rules
    for number in sorted(numbers):
        rule = rules[number]
        found.setdefault(rule.book, []).append(rule)
    return found


def find(rules: Iterable[Rule], whole: str, clauses: Sequence[str] = ()) -> Finding | None:
    """Return what the first of `rules` finds, in a clause or else in the whole."""
    for rule in rules:
        if not rule.whole:
            for clause in clauses:
                if clause != whole and (found := rule.search(clause)):
                    return Finding(rule.id, found.group().strip())
        if found := rule.search(whole):
            return Finding(rule.id, found.group().strip())
    return None


def part(book: str, name: str) -> re.Pattern[str]:
    """Return a part of a book, compiled. Raises KeyError for a name that the book lacks."""
    return compiled(_book(book).parts[name])


def without(blanked: re.Pattern[str], text: str) -> str:
    """Return `text` with every match blanked."""
    return " ".join(blanked.sub(" ", text).split())


@cache
def compiled(source: str) -> re.Pattern[str]:
    """Return a pattern of the books, compiled once: the cache of `re` is smaller than the books."""
    return re.compile(source)


def every_rule() -> tuple[Rule, ...]:
    """Return all rules, in order."""
    return _index().rules


@lru_cache(maxsize=4096)
def _rules_for(word: str) -> frozenset[int]:
    index = _index()
    begun = index.beginnings.get(word[:_SHORTEST_BEGINNING], ())
    return index.words.get(word, frozenset()) | {number for beginning, number in begun if word.startswith(beginning)}


@lru_cache(maxsize=1)
def _index() -> _Index:
    rules = tuple(rule for name in BOOKS for rule in _book(name).rules)
    words: dict[str, set[int]] = {}
    beginnings: dict[str, list[tuple[str, int]]] = {}
    for number, rule in enumerate(rules):
        for word in rule.when:
            if word.endswith("*"):
                beginnings.setdefault(word[:_SHORTEST_BEGINNING], []).append((word[:-1], number))
            else:
                words.setdefault(word, set()).add(number)
    return _Index(
        rules,
        {word: frozenset(numbers) for word, numbers in words.items()},
        {two: tuple(found) for two, found in beginnings.items()},
        frozenset(number for number, rule in enumerate(rules) if not rule.when),
    )


@cache
def _book(name: str) -> _Book:
    raws = [read_yaml(path) for path in _files(name)]
    macros: dict[str, str] = {}
    for raw in raws:
        macros |= raw.get("macros", {})
    rules = tuple(
        Rule(
            id=f"{raw['prefix']}.{rule}",
            book=name,
            when=tuple(map(str, entry.get("when", ()))),
            source=_source(entry, macros),
            whole=entry.get("whole", False),
        )
        for raw in raws
        for rule, entry in raw.get("rules", {}).items()
    )
    parts = {named: _source(entry, macros) for raw in raws for named, entry in raw.get("parts", {}).items()}
    return _Book(rules, parts)


def _files(name: str) -> list[Path]:
    folder = _FOLDER / name
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder.with_suffix(".yaml")]


def _source(entry: Mapping[str, Sequence[str]], macros: Mapping[str, str]) -> str:
    if "raw" in entry:
        return _expanded("|".join(entry["raw"]), macros)
    return r"\b(?:" + _expanded("|".join(entry["any"]), macros) + r")(?!\w)"


def _expanded(text: str, macros: Mapping[str, str]) -> str:
    while _MACRO.search(text):
        text = _MACRO.sub(lambda found: macros[found[1]], text)
    return text
