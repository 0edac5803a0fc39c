"""Receiving a text from a shopper: stored once, in order, and made due."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.cases import wake_case
from conversation.conversation import Control, Conversation
from conversation.due import DueKind, DueRow
from conversation.errors import Unknown
from conversation.fence import hold
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.message import Author, Body, Direction, Message
from conversation.opening import find_or_add_contact, find_or_open
from conversation.photos import MOST_PHOTOS, expect_photos
from conversation.reachability import mark_reachable
from conversation.sender import Sender
from conversation.sticky import written_to
from conversation.undoing import take_back_unsaid

SIMULATED = "simulator"
WROTE_AGAIN = "the shopper wrote again"
STALE_AFTER_A_TEXT = frozenset({DueKind.DRAFT, DueKind.SUGGESTION, DueKind.FOLLOWUP})


class Keyword(StrEnum):
    """What a carrier may read in a text and act on by itself."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text as the carrier told it. `provider_id` is unique for each `carrier`; phones are E.164.

    `answered`: the carrier itself read a keyword in it, and has answered it. `photos` are where it keeps those that
    came with the text.
    """

    carrier: str
    provider_id: str
    from_phone: str
    to_phone: str
    body: str
    answered: Keyword | None = None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What `receive` stored. `others_wait`: older texts of the shopper are still to be dealt with.

    `answered` is what the carrier has read in it and answered already.
    """

    conversation: Conversation
    message: Message
    others_wait: bool
    answered: Keyword | None = None


def receive(books: Books, text: InboundText, now: datetime) -> Received | None:
    """Store `text` and wake its conversation. None when it had been received before.

    Raises Unknown when no merchant has the number on such a network; nothing is stored then.
    """
    sender = books.sender_by_phone(text.to_phone)
    if sender is None or not _may_tell(text.carrier, sender):
        raise Unknown("sender", text.to_phone)
    if not books.first_sight(f"text:{text.carrier}", text.provider_id, now):
        return None
    contact = find_or_add_contact(books, sender.merchant_id, text.from_phone, now)
    contact = mark_reachable(books, contact)
    conversation = find_or_open(books, contact, now, sender.id)
    with hold(books, sender.merchant_id, conversation.id, now) as held:
        if not sender.may_send or held.row.sender_id != sender.id:
            written_to(held, sender, contact)
        others_wait = held.row.has_unhandled_text
        seq = held.row.last_seq + 1
        message = Message(
            id=new_id("msg", now),
            merchant_id=sender.merchant_id,
            conversation_id=conversation.id,
            exchange_id=held.row.exchange_id,
            seq=seq,
            direction=Direction.IN,
            author=Author.CONTACT,
            body=Body(text.body),
            epoch=held.row.epoch,
            created_at=now,
            provider_id=text.provider_id,
            photos=min(len(text.photos), MOST_PHOTOS),
        )
        books.add_message(message)
        expect_photos(books, message, text.carrier, text.photos)
        answered = take_back_unsaid(held, WROTE_AGAIN)
        stale = held.cancel_due(WROTE_AGAIN, kinds=STALE_AFTER_A_TEXT)
        held.change(
            last_seq=seq, last_inbound_seq=seq, handled_seq=_handled_without(stale, answered, held.row.handled_seq)
        )
        if held.row.control is not Control.AI:
            wake_case(held, WROTE_AGAIN)
        books.wake(sender.merchant_id, conversation.id, now)
    return Received(held.row, message, others_wait, text.answered)


def _may_tell(carrier: str, sender: Sender) -> bool:
    """A number that moves is told of by its old carrier for a while; only the simulated network has its own phones."""
    return sender.carrier == carrier or SIMULATED not in (sender.carrier, carrier)


def _handled_without(stale: tuple[DueRow, ...], answered: int | None, handled: int) -> int:
    """Return what is still dealt with: a text whose answer nobody sent is to be answered together with the new one."""
    unsent = [int(row.ref) for row in stale if row.kind is DueKind.SUGGESTION and row.ref]
    return min([handled, *unsent, *([] if answered is None else [answered])])
