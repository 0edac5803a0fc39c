"""Does the text ask for a person, for help, who is texting, or to be texted again?"""

import re

from compliance.intents.normalise import Text
from compliance.intents.words import first_match, keywords, pattern, without, without_courtesies

_BOOK = "asking"
_QUESTION_MARKS = re.compile(r"[\s?\u00bf]*\?[\s?]*")


def asks_for_person(text: Text) -> str | None:
    """Return the words that ask for a person; a question whether this is one is not among them."""
    if not text.plain.endswith("?") and (alone := without_courtesies(text.flat)) in keywords("human"):
        return alone
    if len(text.clauses) > 1:
        for clause in text.clauses:
            if without_courtesies(clause) in keywords("human"):
                return clause
    words = without(pattern(_BOOK, "wares"), without(pattern(_BOOK, "identity"), text.flat))
    return first_match(pattern(_BOOK, "to_person"), (words,))


def asks_identity(text: Text) -> str | None:
    """Return the words that ask who or what is texting."""
    if (alone := without_courtesies(text.flat)) in keywords("human"):
        return alone
    return first_match(pattern(_BOOK, "identity"), (*text.clauses, text.flat))


def asks_for_help(text: Text) -> str | None:
    """Return the words that ask for help with these texts, or about where they come from."""
    if (alone := without_courtesies(text.flat)) in keywords("help"):
        return alone
    if (only := first_match(pattern(_BOOK, "only_help"), (text.flat,))) is not None:
        return only
    if not text.flat and _QUESTION_MARKS.fullmatch(text.plain):
        return "?"
    for words in (*text.clauses, text.flat):
        if pattern(_BOOK, "not_help").search(words) is None and (
            found := first_match(pattern(_BOOK, "help"), (words,))
        ):
            return found
    return None


def opts_in(text: Text, *, pending: bool) -> str | None:
    """Return the words that agree to texts; a YES only against a pending prompt."""
    alone = without_courtesies(text.flat)
    if {text.flat, alone} & keywords("start") or (alone and set(alone.split()) <= keywords("start")):
        return alone or text.flat
    if pending and _says_yes(text, alone):
        return text.words[0]
    if pattern(_BOOK, "not_start").search(text.flat) is not None:
        return None
    return first_match(pattern(_BOOK, "start"), (*text.clauses, text.flat))


def _says_yes(text: Text, alone: str) -> bool:
    """An explicit YES, maybe with courtesies; a thumb or an okay is none."""
    if text.flat in keywords("agreeing") or alone in keywords("agreeing"):
        return True
    return not alone and bool(text.words) and text.words[0] in ("yes", "y", "si")
