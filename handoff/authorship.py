"""Whose words a person sends: what the ledger knows of AI drafts and canned texts, whatever the caller says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from conversation.conversation import Conversation
from conversation.draft import Draft
from conversation.label import MOST_VERBATIM_SHARE, TELLING_RUN, folded, taken_share, verbatim_share
from conversation.ledger import Reader
from conversation.message import Author, Direction, Message, Origin
from conversation.user import User
from handoff.canned import filled_replies
from handoff.offer_words import offer_words

RECENT_TEXTS = 60
"""How many of the newest texts are compared: a person who copies older ones scrolls far."""
CANNED_AUTHORS = frozenset({Author.TEMPLATE, Author.SYSTEM})
UNTOUCHED = frozenset({Origin.AI_DRAFT, Origin.CANNED})


@dataclass(frozen=True, slots=True)
class ForeignWords:
    """Words that no person typed, and since when they could be read."""

    text: str
    at: datetime
    is_canned: bool


@dataclass(frozen=True, slots=True)
class Authorship:
    """How a person's text came about. `share` is the share (0 to 1) of it that was taken verbatim.

    `readable_since` says since when the ledger had an AI draft or canned text that was sent as it was; None for
    words that the ledger does not know.
    """

    origin: Origin
    share: float
    readable_since: datetime | None = None


def authorship_of(
    reader: Reader, row: Conversation, user: User, body: str, source: str, source_is_canned: bool
) -> Authorship:
    """Compare `body` with the `source` that the caller names and with every foreign text that `user` can read here."""
    known = (*foreign_words(reader, row), *canned_words(reader, row, user))
    taken = taken_share(body, [words.text for words in known])
    share = max(taken, verbatim_share(body, source))
    if (same := _the_same(body, known)) is not None:
        return Authorship(Origin.CANNED if same.is_canned else Origin.AI_DRAFT, 1.0, same.at)
    if source.strip():
        untouched = folded(body) == folded(source)
        return Authorship(_origin(is_canned=source_is_canned, untouched=untouched), share)
    if share < MOST_VERBATIM_SHARE:
        return Authorship(Origin.TYPED, share)
    return Authorship(_origin(is_canned=_is_mostly_canned(body, known), untouched=False), share)


def foreign_words(reader: Reader, row: Conversation) -> Iterable[ForeignWords]:
    """Yield what the AI and templates said or meant to say here: sent, cancelled, waiting, refused or discarded."""
    for message in reader.messages(row.merchant_id, row.id, after_seq=max(0, row.last_seq - RECENT_TEXTS)):
        if message.direction is Direction.OUT and message.body is not None and _is_foreign(message):
            yield ForeignWords(message.body.composed, message.created_at, _is_canned(message))
    for due in reader.due_rows(row.merchant_id, row.id):
        if due.draft is not None and _is_foreign(due.draft):
            yield ForeignWords(due.draft.body, due.draft.composed_at, _is_canned(due.draft))


def canned_words(reader: Reader, row: Conversation, user: User) -> Iterable[ForeignWords]:
    """Yield what the merchant's canned replies say here, and how the house words the offers made here."""
    for filled in filled_replies(reader, row, user):
        if filled.words is not None:
            yield ForeignWords(filled.words, filled.reply.saved_at, is_canned=True)
    merchant = reader.merchant(row.merchant_id)
    contact = reader.contact(row.merchant_id, row.contact_id)
    if merchant is not None and contact is not None:
        for offer in reader.offers_of_conversation(row.merchant_id, row.id):
            yield ForeignWords(offer_words(offer, contact, merchant), offer.reserved_at, is_canned=True)


def _is_mostly_canned(body: str, known: Collection[ForeignWords]) -> bool:
    shares = [taken_share(body, [words.text for words in known if words.is_canned is kind]) for kind in (True, False)]
    return shares[0] >= shares[1]


def _is_foreign(words: Message | Draft) -> bool:
    return words.author is not Author.HUMAN or words.origin in UNTOUCHED


def _is_canned(words: Message | Draft) -> bool:
    return words.author in CANNED_AUTHORS or words.origin is Origin.CANNED


def _the_same(body: str, known: Iterable[ForeignWords]) -> ForeignWords | None:
    sent = folded(body)
    if len(sent) < TELLING_RUN:
        return None
    return next((words for words in known if folded(words.text) == sent), None)


def _origin(*, is_canned: bool, untouched: bool) -> Origin:
    if is_canned:
        return Origin.CANNED if untouched else Origin.CANNED_EDITED
    return Origin.AI_DRAFT if untouched else Origin.AI_DRAFT_EDITED
