"""Does a reasonable person read a wish for no more texts?

Keywords that stand alone or lead, then phrases with a look at what they are about: `stop texting me` but not
`stop by`, `unsubscribe` but not from mails only, and not what is negated.
"""

import re
from collections.abc import Sequence

from compliance.intents.asking import asks_for_person
from compliance.intents.intent import Finding
from compliance.intents.normalise import Text
from compliance.intents.phrases import Rule, Suspects, find, part, without
from compliance.intents.words import keywords, without_courtesies

_BOOK = "opt_out"
_UNSUBSCRIBE = "opt_out.unsubscribe"
_SHORT = 8
"""Words of a text that can be about little else than one thing."""

_STRONG = frozenset({"stop", "stopall", "unsubscribe", "unsub", "quit", "optout"})
"""Keywords that a clause of a longer text may be, and that may be followed by what should stop."""

_ALONE = frozenset({"stop", "end", "quit", "cancel", "unsubscribe", "revoke", "enough", "basta", "remove", "cease"})
"""Keywords that may be repeated, alone or among themselves."""

_IN_CAPITALS = ("STOP", "UNSUBSCRIBE", "QUIT", "OPTOUT", "REVOKE")
_LEADING_CAPITALS = re.compile(
    r"^\W*(STOP|STOPALL|UNSUBSCRIBE|QUIT|OPTOUT|REVOKE)\b(?!\s+(?i:by|at|in|sign|light|watch|loss|motion)\b)[\s.,!:;-]+(?=.*[a-z])"
)
_TRAILING_CAPITALS = re.compile(r"(?P<before>\w*)\W*\bSTOP(?=\s*[.!]*\s*$)")
_TALKED_OF = frozenset({"reply", "text", "say", "type", "says", "bus", "to", "send", "word"})
_SMALL = frozenset({"please", "pls", "plz", "kindly", "just", "thanks", "thank", "you", "now", "and", "so"})
_EXCLAIMED = frozenset({"stop", "stop it", "stop this", "omg stop", "shut up"})
"""Clauses that only exclaim where the rest admires."""

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


def opts_out(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words that ask for an end to the texts, or None."""
    if text.is_stop_sign:
        return Finding("opt_out.stop_sign", "stop sign")
    return _only_keyword(text.flat, text.bare) or _keyword_within(text) or _phrase(text, suspects)


def most_likely_opts_out(text: Text, suspects: Suspects) -> Finding | None:
    """Return a short text that no other rule knows, but that speaks of texts, of an end, and of nothing else.

    The last resort of code, after every other reading: an opt-out in a wording that nobody thought of.
    """
    if not keywords("texts").isdisjoint(text.words) and len(text.words) <= _SHORT:
        kept = text.flat
        for other in ("negated_stop", "benign_stop", "missing_text", "mail_only", "texts_are_fine"):
            kept = without(part(_BOOK, other), kept)
        words = frozenset(kept.split())
        if words & keywords("texts") and words & keywords("ending") and not words & keywords("other_matters"):
            return Finding("opt_out.most_likely", text.flat)
    return None


def _only_keyword(words: str, bare: str) -> Finding | None:
    """Return the keyword when nothing but it, courtesies and talk of texts is there."""
    rest = words if _is_keyword(words) else bare
    kept = rest.split()
    if not kept:
        return None
    if _is_keyword(rest) or set(kept) <= _ALONE:
        return Finding("opt_out.typo" if rest in keywords("typos") else "opt_out.keyword", rest)
    if len(kept) <= 2 and all(map(_is_slip, kept)):
        return Finding("opt_out.typo", rest)
    if _STRONG.isdisjoint(kept):
        return None
    if set(kept) <= keywords("opt_out") | keywords("help") | keywords("start"):
        return Finding("opt_out.keyword", rest)
    if kept[0] in _STRONG and set(kept[1:]) <= keywords("objects") | keywords("opt_out"):
        return Finding("opt_out.keyword_object", rest)
    return None


def _is_keyword(words: str) -> bool:
    return words in keywords("opt_out") or words in keywords("opt_out_pairs") or words in keywords("typos")


def _is_slip(word: str) -> bool:
    return word in keywords("opt_out") or word in keywords("typos")


def _keyword_within(text: Text) -> Finding | None:
    """Return a keyword that is a whole clause, or that stands out in capitals."""
    found = _keyword_clause(text) or _in_capitals(text)
    if found is None or part(_BOOK, "hypothetical").search(text.flat) or part(_BOOK, "admiring").search(text.flat):
        return None
    return None if _is_mail_only(text.flat) else found


def _keyword_clause(text: Text) -> Finding | None:
    for clause in text.clauses:
        if (
            not _STRONG.isdisjoint(clause.split())
            and (alone := _only_keyword(clause, without_courtesies(clause))) is not None
        ):
            return Finding("opt_out.clause", alone.matched)
        if " ".join(word for word in clause.split() if word not in _SMALL) in _CLAUSES:
            return Finding("opt_out.clause", clause)
    return None


def _in_capitals(text: Text) -> Finding | None:
    if text.plain.isupper() or not any(word in text.plain for word in _IN_CAPITALS):
        return None
    led, ends = _LEADING_CAPITALS.match(text.plain), _TRAILING_CAPITALS.search(text.plain)
    stands_out = led[1] if led else "STOP" if ends and ends["before"].lower() not in _TALKED_OF else ""
    if not stands_out or part(_BOOK, "from_the_bot").search(text.flat) is not None:
        return None
    return Finding("opt_out.capitals", stands_out)


def _phrase(text: Text, suspects: Suspects) -> Finding | None:
    if (foreign := find(suspects.get("opt_out_abroad", ()), text.flat)) is not None:
        return foreign
    rules = suspects.get(_BOOK)
    if not rules or find(rules, text.flat, text.clauses) is None:
        return None
    flat = without(part(_BOOK, "hypothetical"), text.flat)
    if (still := part(_BOOK, "still_stop").search(flat)) is not None:
        return Finding("opt_out.still_not_stopped", still.group())
    others = _what_else_is_asked(text, flat, suspects)
    admires = "admiring" in others
    for clause in (*text.clauses, text.flat):
        if admires and clause in _EXCLAIMED:
            continue
        if (found := _in_clause(clause, others, rules)) is not None:
            return found
    return None


def _what_else_is_asked(text: Text, flat: str, suspects: Suspects) -> tuple[str, ...]:
    """Return the phrases that in this text are about other things: mails only, or a bot instead of a person."""
    others = ["hypothetical", "negated_stop", "benign_stop", "missing_text"]
    if part(_BOOK, "admiring").search(flat) is not None:
        others.append("admiring")
    if _is_mail_only(flat):
        others += ["mail_only", "texts_are_fine"]
    if part(_BOOK, "from_the_bot").search(flat) is not None and asks_for_person(text, suspects) is not None:
        others.append("from_the_bot")
    if part(_BOOK, "texts_are_fine").search(flat) is not None:
        others.append("calls_only")
    return tuple(others)


def _in_clause(clause: str, others: tuple[str, ...], rules: Sequence[Rule]) -> Finding | None:
    words = clause
    for other in others:
        words = without(part(_BOOK, other), words)
    if part(_BOOK, "not_about_texts").search(words) is not None:
        return None
    if part(_BOOK, "accident").search(words):
        rules = [rule for rule in rules if rule.id != _UNSUBSCRIBE]
    return find(rules, words)


def _is_mail_only(words: str) -> bool:
    """Tell whether only mails should end: no text is named but as what may go on."""
    if part(_BOOK, "mail_only").search(words) is None:
        return False
    ended = without(part(_BOOK, "texts_are_fine"), words)
    return part(_BOOK, "about_texts").search(ended) is None
