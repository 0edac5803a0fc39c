"""What of a text the shopper wrote, and not the phone, the mail program or we."""

import re

from compliance.plain_text import plain

_TAPBACK = re.compile(
    r"^\s*[\"']?(?:(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned)"
    r"\s+(?:an?\s+(?:image|message|photo)\b|[\"'])"
    r"|removed an?\s+\w+(?:\s+\w+)?\s+from\s+[\"']|reacted\s+\S+\s+to\s+[\"']|\S{1,4}\s+to\s+[\"']"
    r"|(?:le gust[oó]|me gusta|le encant[oó]|no le gust[oó]|enfatiz[oó])\s+[\"'])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"([^\"]*)\"|(?<!\w)'([^']{3,})'(?!\w)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<![\w.])[\w-]+\.(?:com|net|org|io|shop|store|co)\b(?:/\S*)?", re.IGNORECASE
)
_SIGNATURE = re.compile(r"^\s*(?:sent (?:from|via|with) |get outlook |enviado desde |-{2,}\s*$)", re.IGNORECASE)
_QUOTES_BELOW = re.compile(r"^\s*(?:on .{4,60} wrote:|-+ ?original message ?-+|from: \S+)", re.IGNORECASE)
_CURLED = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))


def own_words(text: str) -> str:
    """Return `text` without quoted lines, tapbacks, long quotes, addresses and a mail program's signature."""
    own = "\n".join(filter(_is_own, text.splitlines())) if "\n" in text or ">" in text else text
    if "." in own:
        own = _ADDRESS.sub(" ", own)
    marked = own if own.isascii() else own.translate(_CURLED)
    if _TAPBACK.match(plain(own)):
        return _after_the_quote(marked)
    if "'" not in marked and '"' not in marked:
        return marked
    without = _QUOTED.sub(_without_long_quote, marked)
    return without if re.search(r"\w", without) else marked


def _is_own(line: str) -> bool:
    """Tell whether a line is the shopper's, and no quote, its heading, or a mail program's signature."""
    return not (line.lstrip().startswith((">", "|")) or _SIGNATURE.match(line) or _QUOTES_BELOW.match(line))


def _after_the_quote(tapback: str) -> str:
    """Return what was written behind a tapback's quote: mostly nothing."""
    return tapback.rpartition('"')[2] if tapback.count('"') > 1 else ""


def _without_long_quote(found: re.Match[str]) -> str:
    inside = found.group(1) if found.group(1) is not None else found.group(2)
    return f" {inside} " if len(inside.split()) <= 2 else " "
