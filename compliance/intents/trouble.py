"""Is somebody in danger, or is the text a threat or abuse?"""

from compliance.intents.normalise import Text
from compliance.intents.words import first_match, pattern, without

_BOOK = "trouble"


def is_crisis(text: Text) -> str | None:
    """Return the words that tell of danger to a life."""
    return first_match(pattern(_BOOK, "crisis"), (without(pattern(_BOOK, "not_crisis"), text.flat),))


def is_hostile(text: Text) -> str | None:
    """Return the words of a threat, a legal threat or abuse."""
    not_meant = pattern(_BOOK, "not_abuse")
    words = without(not_meant, text.flat)
    clauses = [without(not_meant, clause) for clause in text.clauses]
    return first_match(pattern(_BOOK, "threat"), (words,)) or first_match(pattern(_BOOK, "abuse"), (*clauses, words))
