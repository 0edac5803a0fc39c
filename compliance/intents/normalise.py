"""A shopper's text in the forms that intents are read from (compliance.md, section 9)."""

import re
from dataclasses import dataclass

from compliance.intents.words import keywords, mended
from compliance.plain_text import fold_lookalikes, plain, without_accents
from compliance.redaction import without_marks

_TAPBACK = re.compile(
    r"^\s*(?:(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned)\s+(?:an?\s+(?:image|message|photo)\b|[\"'])"
    r"|removed an?\s+\w+(?:\s+\w+)?\s+from\s+[\"']|reacted\s+\S+\s+to\s+[\"']|\S{1,4}\s+to\s+[\"']"
    r"|(?:le gust[oó]|me gusta|le encant[oó]|no le gust[oó]|enfatiz[oó])\s+[\"'])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"([^\"]*)\"|(?<!\w)'([^']{3,})'(?!\w)")
_STOP_SIGNS = re.compile("[\U0001f6d1\u270b\u26d4\U0001f6ab\U0001f645\U0001f91a\U0001f590\U0001f515\u26a0]")
_STOP_SIGN = "\U0001f6d1"
_BREAKS = re.compile(r"[.!?;,:()\n\u2026\u3002\uff0c\uff01\uff1f|]+|\s-+\s|--+")
_INITIALS = re.compile(r"\ba\.i\b")
_NOT_WORDS = re.compile(r"[^\w\s]|_")
_SLIPPED = re.compile(r"(?<=n)[,;](?=t\b)|(?<=\bdo) (?=nt\b)", re.IGNORECASE)
_HASH = re.compile(r"#(?!\w|\s\d)")
_RUN = re.compile(r"([a-z])\1{2,}")
_SPELLED = re.compile(r"(?<!\w)(?:[a-z] ){2,}[a-z](?!\w)")
_WORTH_SPELLING = frozenset(
    {"stop", "end", "quit", "cancel", "unsub", "unsubscribe", "help", "start", "stopall", "optout"}
)
_SIGNATURE = re.compile(r"^\s*(?:sent (?:from|via|with) |get outlook |enviado desde |-{2,}\s*$)", re.IGNORECASE)
_FEWEST_MENDED = 2
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<![\w.])[\w-]+\.(?:com|net|org|io|shop|store|co)\b(?:/\S*)?", re.IGNORECASE
)
_QUOTES_BELOW = re.compile(r"^\s*(?:on .{4,60} wrote:|-+ ?original message ?-+|from: \S+)", re.IGNORECASE)
_LONGEST = 2000
"""Characters that are read. Carriers deliver at most 1600 (Twilio's Messages API), so that nothing real is cut."""


@dataclass(frozen=True, slots=True)
class Text:
    """`plain` keeps case and marks. `flat` is lower case, unaccented, without marks and apostrophes. `clauses` are the
    parts of `flat` between marks. `is_stop_sign` means nothing but emoji of a hand or sign that says stop."""

    plain: str
    flat: str
    clauses: tuple[str, ...]
    is_stop_sign: bool

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.flat.split())


def normalise(text: str) -> Text:
    """Return `text` without quoted lines and tapbacks, in every form; an empty one where nothing else was there."""
    own = _own_words(without_marks(text[:_LONGEST]))
    readable = _SLIPPED.sub("", plain(own.replace(_STOP_SIGN, " stop ")))
    flat = _mend(_flat(readable))
    parts = _BREAKS.split(readable)
    clauses = tuple(_mend(clause) for part in parts if (clause := _flat(part))) if len(parts) > 1 else (flat,)
    stop_sign = bool(_STOP_SIGNS.search(own)) and not re.search(r"\w", own)
    return Text(readable, flat, clauses, stop_sign)


def flatten(text: str) -> str:
    """Return `text` lower case, unaccented, without apostrophes and marks, long runs of a letter cut to one."""
    return _flat(plain(text))


def _flat(readable: str) -> str:
    folded = readable.lower() if readable.isascii() else without_accents(readable.casefold())
    folded = _INITIALS.sub("ai", folded).replace("'", "").replace("*", "")
    if "#" in folded:
        folded = _HASH.sub(" number ", folded)
    words = _NOT_WORDS.sub(" ", folded).split()
    spaced = " ".join(words if folded.isascii() else map(_fold, words))
    return _RUN.sub(r"\1", _SPELLED.sub(_joined, spaced))


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
    """Join ``s t o p``, but not ``r u a``."""
    word = found.group().replace(" ", "")
    return word if word in _WORTH_SPELLING else found.group()


def _is_own(line: str) -> bool:
    """Tell whether a line is the shopper's, and no quote, its heading, or a mail program's signature."""
    return not (line.lstrip().startswith((">", "|")) or _SIGNATURE.match(line) or _QUOTES_BELOW.match(line))


def _own_words(text: str) -> str:
    own = "\n".join(filter(_is_own, text.splitlines())) if "\n" in text or ">" in text else text
    if "." in own:
        own = _ADDRESS.sub(" ", own)
    if _TAPBACK.match(plain(own)):
        return ""
    marked = re.sub(r"[\u201c\u201d\u201e\u00ab\u00bb]", '"', own)
    without = _QUOTED.sub(_without_long_quote, marked)
    return without if re.search(r"\w", without) else marked


def _without_long_quote(found: re.Match[str]) -> str:
    inside = found.group(1) if found.group(1) is not None else found.group(2)
    return f" {inside} " if len(inside.split()) <= 2 else " "
