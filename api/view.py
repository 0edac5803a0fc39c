"""Reading what a turn needs: one consistent look at the conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from agent.transcript import surplus
from agent.view import NO_PAST, HandBack, Occasion, Past, TurnView
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.due import DueKind, DueRow, DueState
from conversation.errors import Unknown
from conversation.event import EventKind
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Reader
from conversation.memory import memory_of
from conversation.message import Author, Message, Origin
from conversation.shelf import Shelves
from conversation.spend_limits import allowance_of
from conversation.spoken import spoken

_OCCASIONS: Mapping[DueKind, Occasion] = MappingProxyType(
    {DueKind.REMINDER: Occasion.REMINDER, DueKind.FOLLOWUP: Occasion.FOLLOWUP}
)
_CAUSES: Mapping[DueKind, CauseKind] = MappingProxyType(
    {DueKind.REMINDER: CauseKind.CART, DueKind.FOLLOWUP: CauseKind.FOLLOWUP}
)
MOST_PAST = 160
"""Texts before those that the AI reads of which a summary is made: the newest."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a turn has to do: a reply, or the reminder or follow-up whose due row is `reminder`."""

    view: TurnView
    reminder: DueRow | None = None


def find_work(
    books: Reader,
    merchant_id: MerchantId,
    conversation_id: ConversationId,
    now: datetime,
    shelves: Shelves,
) -> Work | None:
    """Return what the AI's seat must do now; None while somebody else has control or nothing is due.

    A reminder that is due to a suppressed number is work too: the gate refuses it, and so it is due no longer.
    """
    conversation = books.conversation(merchant_id, conversation_id)
    if conversation is None:
        raise Unknown("conversation", conversation_id)
    if conversation.control is not Control.AI:
        return None
    if conversation.has_unhandled_text:
        contact = books.contact(merchant_id, conversation.contact_id)
        if contact is not None and _is_suppressed(books, contact):
            return None
        return Work(view_of(books, conversation, now, Occasion.REPLY, shelves, contact))
    reminder = due_reminder(books, conversation, now)
    if reminder is None:
        return None
    view = view_of(books, conversation, now, _OCCASIONS[reminder.kind], shelves)
    return Work(replace(view, asked_id=reminder.ref) if reminder.kind is DueKind.FOLLOWUP else view, reminder)


def probe_of(view: TurnView, reminder: DueRow) -> Draft:
    """Return a reminder's draft before it has words, so that the gate can be asked first."""
    return Draft(
        merchant_id=view.merchant.id,
        conversation_id=view.conversation.id,
        body="",
        author=Author.AI,
        origin=Origin.GENERATED,
        cause=Cause(_CAUSES[reminder.kind], reminder.ref or ""),
        epoch=view.conversation.epoch,
        seen_seq=view.conversation.last_inbound_seq,
        composed_at=view.now,
    )


def _is_suppressed(books: Reader, contact: Contact) -> bool:
    standing = books.suppression(contact.merchant_id, contact.phone)
    return standing is not None and standing.is_live


def due_reminder(books: Reader, conversation: Conversation, now: datetime) -> DueRow | None:
    """Return the cart reminder or the follow-up that is due."""
    rows = books.due_rows(conversation.merchant_id, conversation.id)
    return next((row for row in rows if row.kind in _OCCASIONS and _is_due(row, row.kind, now)), None)


def due_besides_reminders(
    books: Reader, merchant_id: MerchantId, conversation_id: ConversationId, now: datetime
) -> tuple[DueRow, ...]:
    """Return the deferred drafts and the chores whose moment has come: what needs no seat.

    The moment of a flow that listens has come when there is a text to hear.
    """
    rows = books.due_rows(merchant_id, conversation_id)
    due = tuple(row for row in rows if row.kind not in _OCCASIONS and _is_due(row, row.kind, now))
    listening = tuple(row for row in rows if _is_due(row, DueKind.FLOW, row.due_at) and row not in due)
    if listening and _has_unhandled_text(books, merchant_id, conversation_id):
        return *due, *listening
    return due


def _has_unhandled_text(books: Reader, merchant_id: MerchantId, conversation_id: ConversationId) -> bool:
    conversation = books.conversation(merchant_id, conversation_id)
    return conversation is not None and conversation.has_unhandled_text


def _is_due(row: DueRow, kind: DueKind, now: datetime) -> bool:
    return row.kind is kind and row.state is DueState.WAITING and row.due_at <= now


def view_of(
    books: Reader,
    conversation: Conversation,
    now: datetime,
    occasion: Occasion,
    shelves: Shelves,
    contact: Contact | None = None,
) -> TurnView:
    """Return what the AI's seat may know of `conversation` now; `contact` where it was read. Raises Unknown."""
    merchant = books.merchant(conversation.merchant_id)
    contact = contact or books.contact(conversation.merchant_id, conversation.contact_id)
    if merchant is None or contact is None:
        raise Unknown("merchant or contact of conversation", conversation.id)
    beyond = min(surplus(conversation.last_seq), conversation.handled_seq)
    said = spoken(books, conversation, after_seq=max(0, beyond - MOST_PAST))
    return TurnView(
        merchant=merchant,
        contact=contact,
        conversation=conversation,
        messages=tuple(text for text in said if text.seq > beyond),
        past=_past(books, conversation, said, beyond) if beyond else NO_PAST,
        occasion=occasion,
        now=now,
        cart=books.cart(conversation.merchant_id, conversation.cart_id) if conversation.cart_id else None,
        offers=books.offers_of_conversation(conversation.merchant_id, conversation.id),
        hand_back=_newest_hand_back(books, conversation),
        shelf=shelves.of(books, conversation.merchant_id),
        allowance=allowance_of(books, merchant, conversation, now),
        memory=memory_of(books, merchant, contact, conversation, now),
    )


def _past(books: Reader, conversation: Conversation, said: tuple[Message, ...], through_seq: int) -> Past:
    """Return what is summed up of the texts up to `through_seq`, which the AI does not read any more."""
    happened = books.milestones(conversation.merchant_id, conversation.id, through_seq=through_seq)
    return Past(tuple(text for text in said if text.seq <= through_seq), happened)


def _newest_hand_back(books: Reader, conversation: Conversation) -> HandBack | None:
    if len(books.exchanges(conversation.merchant_id, conversation.id)) < 2:
        return None
    events = books.events(conversation.merchant_id, conversation.id)
    returned = [event for event in events if event.kind is EventKind.HANDED_BACK]
    if not returned:
        return None
    newest = returned[-1]
    return HandBack(newest.after_seq, newest.details.get("summary", ""), newest.details.get("note", ""))
