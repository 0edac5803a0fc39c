"""Does a reasonable person read a wish for no more texts?

Keywords that stand alone or lead, then phrases with a look at what they are about: `stop texting me` but not
`stop by`, `unsubscribe` but not from mails only, and not what is negated.
"""

import re

from compliance.intents.asking import asks_for_person
from compliance.intents.normalise import Text
from compliance.intents.words import first_match, keywords, pattern, without, without_courtesies

_BOOK = "opt_out"
_STRONG = frozenset({"stop", "stopall", "unsubscribe", "unsub", "quit", "optout"})
"""Keywords that a clause of a longer text may be, and that may be followed by what should stop."""

_ALONE = frozenset({"stop", "end", "quit", "cancel", "unsubscribe", "revoke", "enough", "basta"})
"""Keywords that may be repeated, alone or among themselves."""

_LEADING_CAPITALS = re.compile(
    r"^\W*(STOP|STOPALL|UNSUBSCRIBE|QUIT|OPTOUT|REVOKE)\b(?!\s+(?:BY|AT|IN)\b)[\s.,!:;-]+(?=.*[a-z])"
)
_TRAILING_CAPITALS = re.compile(r"(?P<before>\w*)\W*\bSTOP(?=\s*[.!]*\s*$)")
_TALKED_OF = frozenset({"reply", "text", "say", "type", "says", "bus", "to", "send", "word"})
_SMALL = frozenset({"please", "pls", "plz", "kindly", "just", "thanks", "thank", "you", "now", "and", "so"})
_CLAUSES = frozenset(
    {
        "delete me",
        "enough",
        "enough already",
        "enough is enough",
        "basta",
        "basta ya",
        "ya basta",
        "remove me",
        "no more",
        "remove",
    }
)
"""Clauses that end the texts inside a longer one; end and cancel do not, for they may be about an order."""


def opts_out(text: Text) -> str | None:
    """Return the words that ask for an end to the texts, or None."""
    if text.is_stop_sign:
        return "stop sign"
    return _only_keyword(text.flat) or _keyword_within(text) or _phrase(text)


def _only_keyword(words: str) -> str | None:
    """Return the keyword when nothing but it, courtesies and talk of texts is there."""
    rest = words if _is_keyword(words) else without_courtesies(words)
    kept = rest.split()
    if not kept:
        return None
    if _is_keyword(rest) or set(kept) <= _ALONE or (len(kept) <= 2 and all(map(_is_slip, kept))):
        return rest
    others = keywords("opt_out") | keywords("help") | keywords("start")
    if _STRONG & set(kept) and set(kept) <= others:
        return rest
    if kept[0] in _STRONG and set(kept[1:]) <= keywords("objects") | keywords("opt_out"):
        return rest
    return None


def _is_keyword(words: str) -> bool:
    return words in keywords("opt_out") or words in keywords("opt_out_pairs") or words in keywords("typos")


def _is_slip(word: str) -> bool:
    known = word in keywords("opt_out") or word in keywords("typos")
    return known or pattern(_BOOK, "unsubscribe").fullmatch(word) is not None


def _keyword_within(text: Text) -> str | None:
    """Return a keyword that is a whole clause, or that stands out in capitals."""
    talked_of = pattern(_BOOK, "hypothetical").search(text.flat) or pattern(_BOOK, "admiring").search(text.flat)
    if talked_of or _is_mail_only(text.flat):
        return None
    for clause in text.clauses:
        if set(clause.split()) & _STRONG and (alone := _only_keyword(clause)) is not None:
            return alone
        if " ".join(word for word in clause.split() if word not in _SMALL) in _CLAUSES:
            return clause
    return _in_capitals(text)


def _in_capitals(text: Text) -> str | None:
    if pattern(_BOOK, "from_the_bot").search(text.flat) is not None or text.plain.isupper():
        return None
    if led := _LEADING_CAPITALS.match(text.plain):
        return led[1]
    ends = _TRAILING_CAPITALS.search(text.plain)
    return "STOP" if ends is not None and ends["before"].lower() not in _TALKED_OF else None


def _phrase(text: Text) -> str | None:
    if (foreign := first_match(pattern(_BOOK, "another_language"), (text.flat,))) is not None:
        return foreign
    flat = without(pattern(_BOOK, "hypothetical"), text.flat)
    if (still := first_match(pattern(_BOOK, "still_stop"), (flat,))) is not None:
        return still
    others = _what_else_is_asked(text, flat)
    for clause in (*text.clauses, text.flat):
        if (found := _in_clause(clause, others)) is not None:
            return found
    return None


def _what_else_is_asked(text: Text, flat: str) -> tuple[str, ...]:
    """Return the phrases that in this text are about other things: mails only, or a bot instead of a person."""
    others = ["hypothetical", "negated_stop", "benign_stop"]
    if _is_mail_only(flat):
        others += ["mail_only", "texts_are_fine"]
    if pattern(_BOOK, "from_the_bot").search(flat) is not None and asks_for_person(text) is not None:
        others.append("from_the_bot")
    return tuple(others)


def _in_clause(clause: str, others: tuple[str, ...]) -> str | None:
    words = pattern(_BOOK, "slips").sub("stop", clause)
    for other in others:
        words = without(pattern(_BOOK, other), words)
    if pattern(_BOOK, "not_about_texts").search(words) is not None:
        return None
    return _unsubscribes(words) or first_match(pattern(_BOOK, "phrases"), (words,))


def _unsubscribes(words: str) -> str | None:
    found = pattern(_BOOK, "unsubscribe").search(words)
    return None if found is None or pattern(_BOOK, "accident").search(words) else found.group()


def _is_mail_only(words: str) -> bool:
    """Tell whether only mails should end: no text is named but as what may go on."""
    ended = without(pattern(_BOOK, "texts_are_fine"), words)
    ends_mail = pattern(_BOOK, "mail_only").search(words) is not None
    return ends_mail and pattern(_BOOK, "about_texts").search(ended) is None
