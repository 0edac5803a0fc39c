"""What a search finds: conversations by the shopper's name or number, then by what was texted in them."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from conversation.filter import Listed
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Reader
from conversation.searching import Found, Sought, TextFound, is_beginning, sought, words_of_text

MOST_FOUND = 50
"""So many conversations are shown at most."""
MOST_ROWS = 200
"""So many contacts and texts are looked at: a common word is in many texts of one conversation."""
BEFORE, LONGEST = 24, 120
"""Characters of a text that are shown before the first word that was sought, and in all."""

_WORD = re.compile(r"[^\W_]+")

Excerpt = tuple[tuple[str, bool], ...]
"""A text in pieces; those that are marked were sought."""


@dataclass(frozen=True, slots=True)
class Match:
    """A conversation that was found; without an excerpt it was found by name or number."""

    listed: Listed
    excerpt: Excerpt = ()


Wanted = Callable[[Listed], bool]
"""Tells of a conversation that was found whether it is one of those that were asked for."""


def find(
    books: Reader, merchants: tuple[MerchantId, ...], typed: str, wanted: Wanted = lambda listed: True
) -> list[Match]:
    """Return what was found, each conversation once: by name or number first, then by its newest text."""
    looked_for = sought(typed)
    if looked_for is None:
        return []
    found = books.search(merchants, looked_for, limit=MOST_ROWS)
    firsts: dict[ConversationId, Match] = {}
    for match in _matches(books, found, looked_for):
        if wanted(match.listed):
            firsts.setdefault(match.listed.conversation.id, match)
        if len(firsts) == MOST_FOUND:
            break
    return list(firsts.values())


def _matches(books: Reader, found: Found, looked_for: Sought) -> Iterator[Match]:
    talks = [
        talk
        for merchant, contact in islice(found.contacts, MOST_FOUND)
        for talk in books.conversations_of(merchant, contact)
    ]
    for talk in sorted(talks, key=lambda row: (row.updated_at, row.id), reverse=True):
        yield Match(Listed(talk, books.open_case(talk.merchant_id, talk.id)))
    seen: set[ConversationId] = set()
    for text in found.texts:
        if text.conversation_id not in seen:
            seen.add(text.conversation_id)
            yield from _match_of_text(books, text, looked_for)


def _match_of_text(books: Reader, text: TextFound, looked_for: Sought) -> Iterator[Match]:
    listed = _listed(books, text.merchant_id, text.conversation_id)
    message = books.message(text.merchant_id, text.message_id)
    if listed is not None and message is not None and message.body is not None:
        yield Match(listed, excerpt_of(message.body.composed, looked_for))


def _listed(books: Reader, merchant_id: MerchantId, conversation_id: ConversationId) -> Listed | None:
    row = books.conversation(merchant_id, conversation_id)
    return None if row is None else Listed(row, books.open_case(merchant_id, conversation_id))


def excerpt_of(text: str, looked_for: Sought) -> Excerpt:
    """Return the part of a text around the first word that was sought, with all of them marked."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    spans = [match.span() for match in _WORD.finditer(text) if _is_sought(match[0], looked_for)]
    begin = text.rfind(" ", 0, max(0, spans[0][0] - BEFORE)) + 1 if spans else 0
    end = begin + LONGEST
    pieces, at = [("…" if begin else "", False)], begin
    for start, stop in spans:
        if stop <= end:
            pieces += [(text[at:start], False), (text[start:stop], True)]
            at = stop
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _is_sought(word: str, looked_for: Sought) -> bool:
    folded, last = words_of_text(word), looked_for.words[-1]
    return folded in looked_for.words or (is_beginning(last) and folded.startswith(last))
