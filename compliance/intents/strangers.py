"""Does the number reach somebody else, or a child?"""

import re
from functools import cache
from itertools import chain

from compliance.intents.intent import Finding
from compliance.intents.normalise import Text
from compliance.intents.phrases import Suspects, find, part
from compliance.intents.words import keywords
from compliance.plain_text import without_accents

_BOOK = "wrong_number"
_HEIGHT = re.compile(r"\b[4-7]\s?'\s?\d")
_LONGEST_QUESTION = 6
"""Words of a text that asks who somebody is; in a longer one the question is about something else."""

_ABOUT_SOMEBODY = ("named", "other_name", "gone", "lost", "knows_no", "somebody")
_OPENINGS = re.compile(r"(?:.*[.!?]|(?:no|nope|sorry|hi|hey|hello|um|uh|lol|im)\W+)*\W*", re.IGNORECASE)
"""What may stand before a bare "not Sara"; "it's Sarah, not Sara" only spells a name."""

_ADJECTIVES = ("ian", "ican", "ish", "ese", "ing", "able", "ful", "less", "ous")
"""Endings of capitalised words that are no names; the names that have them are known."""

_DENIALS = frozenset({"no", "not", "isnt", "aint", "soy", "es"})


def is_minor(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words by which a child, or a child's parent, tells whose phone this is."""
    rules = suspects.get("minor")
    if not rules or part("minor", "not_minor").search(text.flat) is not None or _HEIGHT.search(text.plain):
        return None
    return find(rules, text.flat, text.clauses)


def is_wrong_number(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words that say the number is not the shopper's."""
    rules = suspects.get(_BOOK)
    if rules and part(_BOOK, "not_belongs").search(text.flat) is None:
        belongs = find(rules, text.flat, text.clauses)
        if belongs is not None:
            return belongs
    return _is_not_them(text) or _speaks_of_somebody(text)


def _is_not_them(text: Text) -> Finding | None:
    """Find "this isn't Sarah": a common name in any case, or any capitalised word that is no ordinary one."""
    if _DENIALS.isdisjoint(text.words):
        return None
    own = without_accents(text.plain)
    for denial in chain(part(_BOOK, "not_named").finditer(own), part(_BOOK, "no_named").finditer(own)):
        name = denial["name"]
        is_bare = denial.group().lower().startswith("not ")
        if is_bare and not _OPENINGS.fullmatch(text.plain[: denial.start()]):
            continue
        is_capitalised = name[0].isupper() and not text.plain.isupper() and not is_bare
        is_ordinary = name.lower() in keywords("no_names") or name.lower().endswith(_ADJECTIVES)
        if name.lower() in keywords("names") or (is_capitalised and not is_ordinary):
            return Finding("wrong_number.not_named", denial.group().strip())
    return None


@cache
def _names_and_theirs() -> frozenset[str]:
    names = keywords("names")
    return names | {f"{name}s" for name in names}


def _speaks_of_somebody(text: Text) -> Finding | None:
    """Find "Amy changed her number", "I know no Amy", "who is Amy": only with a common name."""
    names = keywords("names")
    if _names_and_theirs().isdisjoint(text.words):
        return None
    for clause in (*text.clauses, text.flat):
        for name in _ABOUT_SOMEBODY:
            about = part(_BOOK, name).search(clause)
            if about is not None and about["name"] in names:
                return Finding(f"wrong_number.{name}", about.group().strip())
    if len(text.words) > _LONGEST_QUESTION:
        return None
    for clause in text.clauses:
        for name in ("who_is", "name_who"):
            about = part(_BOOK, name).search(clause)
            if about is not None and about["name"] in names:
                return Finding(f"wrong_number.{name}", about.group().strip())
    return None
