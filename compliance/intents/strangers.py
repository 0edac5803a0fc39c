"""Does the number reach somebody else, or a child?"""

import re

from compliance.intents.normalise import Text
from compliance.intents.words import first_match, keywords, pattern

_BOOK = "strangers"
_HEIGHT = re.compile(r"\b[4-7]\s?'\s?\d")
_ABOUT_SOMEBODY = ("named", "knows_no", "somebody")


def is_minor(text: Text) -> str | None:
    """Return the words by which a child, or a child's parent, tells whose phone this is."""
    if pattern(_BOOK, "not_minor").search(text.flat) is not None or _HEIGHT.search(text.plain):
        return None
    return first_match(pattern(_BOOK, "minor"), (*text.clauses, text.flat))


def is_wrong_number(text: Text) -> str | None:
    """Return the words that say the number is not the shopper's."""
    if pattern(_BOOK, "not_belongs").search(text.flat) is None:
        belongs = first_match(pattern(_BOOK, "belongs"), (*text.clauses, text.flat))
        if belongs is not None:
            return belongs
    return _is_not_them(text) or _speaks_of_somebody(text)


def _is_not_them(text: Text) -> str | None:
    """Find "this isn't Sarah": a common name in any case, or any capitalised word that is no ordinary one."""
    for denial in pattern(_BOOK, "not_named").finditer(text.plain):
        name = denial["name"]
        is_bare = denial.group().lower().startswith("not ")
        is_capitalised = name[0].isupper() and not text.plain.isupper() and not is_bare
        if name.lower() in keywords("names") or (is_capitalised and name.lower() not in keywords("no_names")):
            return denial.group().strip()
    return None


def _speaks_of_somebody(text: Text) -> str | None:
    """Find "Amy changed her number", "I know no Amy", "who is Amy": only with a common name."""
    for clause in (*text.clauses, text.flat):
        for name in _ABOUT_SOMEBODY:
            about = pattern(_BOOK, name).search(clause)
            if about is not None and about["name"] in keywords("names"):
                return about.group()
    for clause in text.clauses:
        about = pattern(_BOOK, "who_is").search(clause)
        if about is not None and about["name"] in keywords("names"):
            return about.group()
    return None
