"""Does a reasonable person read a wish for no more texts?

Keywords that stand alone or lead, then phrases with a look at what they are about: `stop texting me` but not
`stop by`, `unsubscribe` but not from mails only, and not what is negated.
"""

import re

from compliance.intents.asking import asks_for_person
from compliance.intents.keywords import (
    COURTESIES,
    HELP,
    OBJECTS,
    OPT_OUT,
    OPT_OUT_PAIRS,
    SLIPS,
    START,
    TYPOS,
    UNSUBSCRIBE,
)
from compliance.intents.matching import any_of, first_match, without
from compliance.intents.normalise import Text
from compliance.intents.opt_out_phrases import (
    ABOUT_TEXTS,
    ACCIDENT,
    ADMIRING,
    ANOTHER_LANGUAGE,
    BENIGN_STOP,
    FROM_THE_BOT,
    HYPOTHETICAL,
    MAIL_ONLY,
    NEGATED_STOP,
    NOT_ABOUT_TEXTS,
    PHRASES,
    STILL_STOP,
)

_STRONG = any_of("stop", "stopall", "unsubscribe", "unsub", "optout", "quit")
_LEADING_CAPITALS = re.compile(
    r"^\W*(STOP|STOPALL|UNSUBSCRIBE|QUIT|OPTOUT|REVOKE)\b(?!\s+(?:BY|AT|IN)\b)[\s.,!:;-]+(?=.*[a-z])"
)


def opts_out(text: Text) -> str | None:
    """Return the words that ask for an end to the texts, or None."""
    if text.is_stop_sign:
        return "stop sign"
    return _keyword(text) or _phrase(text)


def _keyword(text: Text) -> str | None:
    if (alone := _only_keyword(text.flat)) is not None:
        return alone
    if _is_mail_only(text.flat) or HYPOTHETICAL.search(text.flat) or ADMIRING.search(text.flat):
        return None
    for clause in text.clauses:
        if _STRONG.search(clause) and (alone := _only_keyword(clause)) is not None:
            return alone
        if without(_POLITE, clause) in _CLAUSES:
            return clause
    if (said := _TRAILING_CAPITALS.search(text.plain)) and not text.plain.isupper():
        return said.group().strip()
    if (led := _LEADING_CAPITALS.match(text.plain)) and not FROM_THE_BOT.search(text.flat):
        return led.group(1)
    return None


_TRAILING_CAPITALS = re.compile(
    r"(?<!reply )(?<!text )(?<!say )(?<!type )(?<!says )(?<!bus )(?<!TO )(?<!send )(?<!Reply )(?<!Text )\bSTOP(?=\s*[.!]*\s*$)"
)
_POLITE = any_of("please", "pls", "plz", "kindly", "just", "thanks", "thank you", "now", "and", "so")
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


def _only_keyword(words: str) -> str | None:
    """Return the keyword when nothing but it, courtesies and talk of texts is there."""
    if words in OPT_OUT_PAIRS or words in OPT_OUT or words in TYPOS:
        return words
    kept = [word for word in words.split() if word not in COURTESIES]
    rest = " ".join(kept)
    if not kept:
        return None
    if rest in OPT_OUT_PAIRS or rest in OPT_OUT or (len(kept) <= 2 and rest in TYPOS):
        return rest
    if len(kept) <= 2 and all(word in OPT_OUT or word in TYPOS or UNSUBSCRIBE.fullmatch(word) for word in kept):
        return rest
    if set(kept) & {"stop", "unsubscribe", "quit"} and set(kept) <= OPT_OUT | HELP | START:
        return rest
    if kept[0] in ("stop", "stopall", "unsubscribe", "unsub", "quit", "optout") and set(kept[1:]) <= OBJECTS | OPT_OUT:
        return rest
    return None


def _phrase(text: Text) -> str | None:
    if (foreign := first_match(ANOTHER_LANGUAGE, (text.flat,))) is not None:
        return foreign
    flat = without(HYPOTHETICAL, text.flat)
    is_mail_only = _is_mail_only(flat)
    if (still := first_match(STILL_STOP, (flat,))) is not None:
        return still
    is_for_person = FROM_THE_BOT.search(flat) is not None and asks_for_person(text) is not None
    for clause in (*text.clauses, text.flat):
        if (found := _in_clause(clause, is_for_person=is_for_person, is_mail_only=is_mail_only)) is not None:
            return found
    return None


def _in_clause(clause: str, *, is_for_person: bool, is_mail_only: bool) -> str | None:
    words = SLIPS.sub("stop", without(HYPOTHETICAL, clause))
    words = without(NEGATED_STOP, words)
    words = without(BENIGN_STOP, words)
    if is_mail_only:
        words = without(MAIL_ONLY, words)
    if is_for_person:
        words = without(FROM_THE_BOT, words)
    if NOT_ABOUT_TEXTS.search(words) is not None:
        return None
    if (gone := _unsubscribes(words)) is not None:
        return gone
    return first_match(PHRASES, (words,))


def _unsubscribes(words: str) -> str | None:
    found = UNSUBSCRIBE.search(words)
    return None if found is None or ACCIDENT.search(words) else found.group()


def _is_mail_only(words: str) -> bool:
    return MAIL_ONLY.search(words) is not None and ABOUT_TEXTS.search(words) is None
