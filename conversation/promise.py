"""Promises: what a person told a shopper they would still do."""

import re
from collections.abc import Iterable

from conversation.message import Author, Message

_PROMISE = re.compile(
    r"\b(i|we)('?ll| will| am going to|'?m going to| are going to|'?re going to)\s+(?!be happy|be glad)(\w+)"
    r"|\blet me (check|find out|ask|look|see|get back|call|confirm)\b"
    r"|\b(get|getting|be|come|coming) back to you\b|\bhear (back )?from (me|us)\b|\bkeep you posted\b"
    r"|\b(later today|by (tomorrow|tonight|the end of|(mon|tues|wednes|thurs|fri)day)|within \w+ (hour|day)s?)\b"
    r"|\bgive me (a|one|\w+) (moment|minute|minutes|sec|second|hour|day)\b",
    re.IGNORECASE,
)


def open_promise(messages: Iterable[Message]) -> Message | None:
    """Return a person's newest text if it says what will still be done; a later text of theirs settles it."""
    said = [message for message in messages if message.author is Author.HUMAN]
    return said[-1] if said and promises(said[-1].text) else None


def promises(text: str) -> bool:
    """Tell whether the text says that its writer, or the team, will still do something."""
    return _PROMISE.search(text.replace("\u2019", "'")) is not None
