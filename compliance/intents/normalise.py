"""A shopper's text in the forms that intents are read from (compliance.md, section 9)."""

import re
from dataclasses import dataclass

from compliance.intents.own_words import own_words
from compliance.intents.words import keywords, mended, without_courtesies
from compliance.plain_text import fold_lookalikes, plain, without_accents
from compliance.redaction import without_marks

_STOP_SIGNS = re.compile("[\U0001f6d1\u270b\u26d4\U0001f6ab\U0001f645\U0001f91a\U0001f590\U0001f515\U0001f4f5\u26a0]")
_STOP_SIGN = "\U0001f6d1"
_SILENCE_SIGNS = re.compile("[\U0001f6d1\u26d4\U0001f6ab\U0001f515\U0001f4f5\U0001f507]")
_SAID_WITH_A_SIGN = frozenset({"stop", "please", "pls", "plz", "me", "now", "thx", "thanks", "already"})
_BREAKS = re.compile(r"[.!?;,:()\n\u2026\u3002\uff0c\uff01\uff1f|]+|\s-+\s|--+")
_LINES = re.compile(r"\s*\n\s*")
_INITIALS = re.compile(r"\ba\.i\b", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[^\w\s]|_")
_SLIPPED = re.compile(r"(?<=n)[,;](?=t\b)|(?<=\bdo) (?=nt\b)", re.IGNORECASE)
_HASH = re.compile(r"(?<!#)#(?!#|\w|\s\d)")
_DOLLAR_FOR_S = re.compile(r"\$(?=\$?[a-z])")
_DIGITS_FOR_LETTERS = str.maketrans("013457", "oieast")
_HYPHENATED = re.compile(r"(?<![\w-])[a-z]{1,6}(?:[-~/][a-z]{1,6})+(?![\w-])")
_RUN = re.compile(r"(?!\bbbb\b)([a-z])\1{2,}")
_SPELLED = re.compile(r"(?<!\w)(?:[a-z] ){2,}[a-z](?!\w)")
_WORTH_SPELLING = frozenset(
    {"stop", "end", "quit", "cancel", "unsub", "unsubscribe", "help", "start", "stopall", "optout"}
)
_WORTH_BREAKING = ("unsubscribe", "cancel", "stop", "quit")
"""Words that others follow where a whole text is spelled letter by letter."""

_FEWEST_MENDED, _FEWEST_LETTERS = 2, 2
_LONGEST = 2000
"""Characters that are read. Carriers deliver at most 1600 (Twilio's Messages API), so that nothing real is cut."""


@dataclass(frozen=True, slots=True)
class Text:
    """`plain` keeps case and marks. `flat` is lower case, unaccented, without marks and apostrophes, `bare` is that
    without courtesies. `clauses` are the parts of `flat` between marks. `is_stop_sign` means nothing but emoji of a
    hand or sign that says stop."""

    plain: str
    flat: str
    bare: str
    clauses: tuple[str, ...]
    is_stop_sign: bool

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.flat.split())


def normalise(text: str) -> Text:
    """Return `text` without quoted lines and tapbacks, in every form; an empty one where nothing else was there."""
    own = own_words(without_marks(text[:_LONGEST]))
    readable = _SLIPPED.sub("", plain(_LINES.sub(" | ", own.strip().replace(_STOP_SIGN, " stop "))))
    clauses = tuple(filter(None, map(_flat, _BREAKS.split(_INITIALS.sub("ai", readable)))))
    flat = clauses[0] if len(clauses) == 1 else _unspelled(" ".join(clauses).split())
    flat = _mend(flat)
    bare = without_courtesies(flat)
    return Text(readable, flat, bare, tuple(map(_mend, clauses)), not own.isascii() and _is_stop_sign(own, flat))


def _is_stop_sign(own: str, flat: str) -> bool:
    """Tell whether signs speak for themselves; a raised hand also greets, so that no word may stand beside it."""
    if not flat and not re.search(r"\w", own):
        return bool(_STOP_SIGNS.search(own))
    return bool(_SILENCE_SIGNS.search(own)) and _SAID_WITH_A_SIGN.issuperset(flat.split())


def _flat(readable: str) -> str:
    """Return plain text lower case, unaccented, without apostrophes and marks, long runs of a letter cut to one."""
    folded = readable.lower() if readable.isascii() else without_accents(readable.casefold())
    folded = folded.replace("'", "").replace("*", "")
    if "-" in folded or "~" in folded or "/" in folded:
        folded = _HYPHENATED.sub(_unhyphened, folded)
    if "&" in folded:
        folded = folded.replace("&", " and ")
    if "$" in folded:
        folded = _DOLLAR_FOR_S.sub("s", folded)
    if "#" in folded:
        folded = _HASH.sub(" number ", folded)
    words = [_lettered(word) for word in _NOT_WORDS.sub(" ", folded).split()]
    return _RUN.sub(r"\1", _unspelled(words if folded.isascii() else [*map(_fold, words)]))


def _lettered(word: str) -> str:
    """Return a keyword that was written with digits for letters as it is spelled."""
    if word.isalpha() or word.isdigit():
        return word
    meant = word.translate(_DIGITS_FOR_LETTERS)
    return meant if meant in _WORTH_SPELLING else word


def _unspelled(words: list[str]) -> str:
    """Return `words` as a text, those made whole that stood there letter by letter."""
    spaced = " ".join(words)
    return _SPELLED.sub(_joined, spaced) if sum(len(word) == 1 for word in words) > _FEWEST_LETTERS else spaced


def _fold(word: str) -> str:
    """Make Latin what only looks so, but leave words alone that another alphabet really spells."""
    folded = fold_lookalikes(word)
    return folded if folded.isascii() else word


def _mend(flat: str) -> str:
    """Make slips good; a text of one word is left to the list of keywords' slips (`typos`)."""
    words, slips = flat.split(), mended()
    if slips.keys().isdisjoint(words):
        return flat
    kept = keywords("typos") if len(words) < _FEWEST_MENDED else ()
    return " ".join(word if word in kept else slips.get(word, word) for word in words)


def _joined(found: re.Match[str]) -> str:
    """Join ``s t o p`` and ``s t o p p l e a s e``, but not ``r u a``."""
    word = found.group().replace(" ", "")
    if word in _WORTH_SPELLING:
        return word
    first = next((first for first in _WORTH_BREAKING if word.startswith(first)), None)
    return f"{first} {word.removeprefix(first)}" if first else found.group()


def _unhyphened(found: re.Match[str]) -> str:
    """Join ``s-top``, but not ``pit-stop`` or ``opt-out``, which are read as they stand."""
    word = re.sub("[^a-z]", "", found.group())
    return word if word in _WORTH_SPELLING and word != "optout" else found.group()
