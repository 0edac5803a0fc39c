"""Five checks over the plain texts of a conversation, for the peers: each returns whether it passes."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

Turns: TypeAlias = Sequence[tuple[str, str]]
"""Role (user or assistant) and words."""

_BRAND = re.compile(r"(?<!\w)Tidewater(?!\w)", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)([^\s/<>\"']+)", re.IGNORECASE)
_SELLS = re.compile(r"\d\s?%|\bdiscounts?\b|\bcoupons?\b|\bcheckout\b|https?://", re.IGNORECASE)
_STOPS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out"})


def first_text(turns: Turns) -> bool:
    """Our first text names the brand."""
    first = next((words for role, words in turns if role == "assistant"), "")
    return _BRAND.search(first) is not None


def keyword_heeded(turns: Turns) -> bool:
    """A keyword is answered by words about opting out."""
    at = _stopped(turns)
    return at is None or any("opted out" in words for _, words in turns[at + 1 :])


def nothing_after(turns: Turns) -> bool:
    """After a keyword there is one text at most, and it sells nothing."""
    at = _stopped(turns)
    later = [] if at is None else [words for role, words in turns[at + 1 :] if role == "assistant"]
    return len(later) < 2 and not any(_SELLS.search(words) for words in later)


def own_links(turns: Turns) -> bool:
    """Every link of ours leads to the shop."""
    hosts = (host for role, words in turns if role == "assistant" for host in _LINK.findall(words))
    return all(host == "tidewater.example" for host in hosts)


def caps(turns: Turns) -> bool:
    """No text of the shopper's has more than two answers."""
    run = 0
    for role, _ in turns:
        run = run + 1 if role == "assistant" else 0
        if run > 2:
            return False
    return True


def _stopped(turns: Turns) -> int | None:
    said = (at for at, (role, words) in enumerate(turns) if role == "user" and words.strip().lower() in _STOPS)
    return next(said, None)


FIVE: Mapping[str, Callable[[Turns], bool]] = {
    "first_text": first_text,
    "keyword_heeded": keyword_heeded,
    "nothing_after": nothing_after,
    "own_links": own_links,
    "caps": caps,
}
