"""Does the text ask for a person, for help, who is texting, or to be texted again?"""

import re

from compliance.intents.intent import Finding
from compliance.intents.normalise import Text
from compliance.intents.phrases import Suspects, compiled, find, part, without
from compliance.intents.words import keywords, without_courtesies

_QUESTION_MARKS = re.compile(r"[\s?\u00bf]*\?[\s?]*")


def asks_for_person(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words that ask for a person; a question whether this is one is not among them."""
    if not text.plain.endswith("?") and text.bare in keywords("human"):
        return Finding("human_request.keyword", text.bare)
    if len(text.clauses) > 1:
        for clause in text.clauses:
            if without_courtesies(clause) in keywords("human"):
                return Finding("human_request.keyword", clause)
    rules = suspects.get("human_request")
    if not rules:
        return None
    words = text.flat
    for identity in suspects.get("identity", ()):
        words = without(compiled(identity.source), words)
    return find(rules, without(part("human_request", "wares"), words))


def asks_identity(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words that ask who or what is texting."""
    if text.bare in keywords("human"):
        return Finding("help.identity.keyword", text.bare)
    rules = suspects.get("identity")
    return find(rules, text.flat, text.clauses) if rules else None


def asks_for_help(text: Text, suspects: Suspects) -> Finding | None:
    """Return the words that ask for help with these texts, or about where they come from."""
    if text.bare in keywords("help"):
        return Finding("help.keyword", text.bare)
    if not text.flat and _QUESTION_MARKS.fullmatch(text.plain):
        return Finding("help.question_mark", "?")
    rules = suspects.get("help")
    if not rules:
        return None
    not_help = part("help", "not_help")
    clauses = [clause for clause in text.clauses if not_help.search(clause) is None]
    return find(rules, text.flat if not_help.search(text.flat) is None else "", clauses)


def opts_in(text: Text, suspects: Suspects, *, pending: bool) -> Finding | None:
    """Return the words that agree to texts; a YES only against a pending prompt."""
    start = keywords("start")
    if text.flat in start or text.bare in start or (text.bare and start.issuperset(text.bare.split())):
        return Finding("opt_in.keyword", text.bare or text.flat)
    if pending and _says_yes(text):
        return Finding("opt_in.answer", text.words[0])
    rules = suspects.get("opt_in")
    if not rules or part("opt_in", "not_start").search(text.flat) is not None:
        return None
    return find(rules, text.flat, text.clauses)


def _says_yes(text: Text) -> bool:
    """An explicit YES, maybe with courtesies; a thumb or an okay is none."""
    if text.flat in keywords("agreeing") or text.bare in keywords("agreeing"):
        return True
    return not text.bare and bool(text.words) and text.words[0] in ("yes", "y", "si")
