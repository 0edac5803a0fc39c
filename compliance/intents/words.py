"""The keywords and phrases that intents are read by: data in YAML, compiled when first needed."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

_MACRO = re.compile(r"~(\w+)~")


@lru_cache(maxsize=1)
def _keywords() -> dict[str, frozenset[str]]:
    raw = yaml.safe_load(Path(__file__).with_name("keywords.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in raw.items()}


def keywords(name: str) -> frozenset[str]:
    """Return one list of ``keywords.yaml``. Raises KeyError for a name that it lacks."""
    return _keywords()[name]


@lru_cache(maxsize=1)
def _courtesies() -> frozenset[str]:
    return keywords("courtesies")


def without_courtesies(words: str) -> str:
    """Return `words` without please, thanks and their like."""
    return " ".join(word for word in words.split() if word not in _courtesies())


@lru_cache(maxsize=64)
def pattern(book: str, name: str) -> re.Pattern[str]:
    """Return the pattern `name` of ``phrases/<book>.yaml``, compiled.

    ``any`` lists phrases that are found as whole words; ``raw`` is joined as it stands. ``~name~`` is a macro.
    Raises KeyError for a name that the book lacks.
    """
    raw = _book(book)
    entry, macros = raw["phrases"][name], raw["macros"]
    if "raw" in entry:
        return re.compile(_expanded("|".join(entry["raw"]), macros))
    return re.compile(r"\b(?:" + _expanded("|".join(entry["any"]), macros) + r")(?!\w)")


def first_match(found_by: re.Pattern[str], texts: Iterable[str]) -> str | None:
    """Return the words of the first match in `texts`, in order."""
    for text in texts:
        if found := found_by.search(text):
            return found.group().strip()
    return None


def without(blanked: re.Pattern[str], text: str) -> str:
    """Return `text` with every match blanked."""
    return " ".join(blanked.sub(" ", text).split())


@lru_cache(maxsize=8)
def _book(book: str) -> dict[str, dict[str, dict[str, list[str]]]]:
    path = Path(__file__).with_name("phrases") / f"{book}.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _expanded(text: str, macros: object) -> str:
    known = macros if isinstance(macros, dict) else {}
    while _MACRO.search(text):
        text = _MACRO.sub(lambda found: str(known[found[1]]), text)
    return text
