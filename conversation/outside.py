"""A text that left the merchant's number without us: somebody speaks there whom we cannot see, so the AI falls silent.

It is kept in its place in the log as what it is: A2P, for there is no evidence of who wrote it.
"""

from dataclasses import dataclass
from datetime import datetime

from conversation.cases import note_first_reply
from conversation.control import fall_silent_for, plan_idle_return
from conversation.conversation import Control
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import OUTSIDE, new_id
from conversation.ledger import Books
from conversation.message import Author, Body, Direction, Message, Purpose, TrafficType
from conversation.outbox import OutboxRow, OutboxState
from conversation.sender import Sender

UNSETTLED = frozenset({OutboxState.CLAIMED, OutboxState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class OutsideText:
    """A text as the carrier lists it. Phones are E.164; `at` is when the carrier took it."""

    carrier: str
    provider_id: str
    from_phone: str
    to_phone: str
    body: str
    at: datetime


EARLIER_TRY = "tried"


def note_earlier_try(books: Books, provider_id: str, now: datetime) -> None:
    """Remember a text of ours that the carrier still lists, when its row forgets it for another try."""
    books.first_sight(EARLIER_TRY, provider_id, now)


def take_outside(books: Books, text: OutsideText, now: datetime) -> Message | None:
    """Keep a text that is not ours and let its unknown author have control.

    None where it is ours or may still turn out to be, where it was kept before, and where no conversation is open with
    that number: then there is nobody to keep silent for.
    """
    sender = books.sender_by_phone(text.from_phone)
    if sender is None or sender.carrier != text.carrier:
        return None
    books.lock_contact(sender.merchant_id, text.to_phone)
    contact = books.contact_by_phone(sender.merchant_id, text.to_phone)
    running = books.open_conversations(sender.merchant_id, contact.id) if contact else ()
    if not running:
        return None
    with hold(books, sender.merchant_id, running[0].id, now) as held:
        if books.outbox_by_provider_id(text.provider_id) is not None or _may_be_ours(held, text):
            return None
        if not books.first_sight(EARLIER_TRY, text.provider_id, now):
            return None
        if held.row.control in (Control.AI, Control.ESCALATED):
            _give_to_outside(held, text)
        message = _kept(held, sender, text)
        held.record(EventKind.OUTSIDE_TEXT, OUTSIDE, message=message.id, provider_id=text.provider_id)
        held.change(handled_seq=held.row.last_inbound_seq)
        note_first_reply(held)
    return message


def _give_to_outside(held: Held, text: OutsideText) -> None:
    previous = held.row.control
    fall_silent_for(held, OUTSIDE, "a text left outside Twolane")
    held.record(
        EventKind.TAKEN_OUTSIDE,
        OUTSIDE,
        previous=previous.value,
        epoch=str(held.row.epoch),
        sent_at=text.at.isoformat(),
    )
    plan_idle_return(held)


def _may_be_ours(held: Held, text: OutsideText) -> bool:
    """Tell whether a text of ours with these words was handed over and is not settled yet."""
    for row in held.books.outbox_rows(held.row.merchant_id, held.row.id):
        if row.state in UNSETTLED:
            message = held.books.message(row.merchant_id, row.message_id)
            if message is not None and message.text.strip() == text.body.strip():
                return True
    return False


def _kept(held: Held, sender: Sender, text: OutsideText) -> Message:
    answers = held.row.last_inbound_seq > 0
    message = Message(
        id=new_id("msg", held.now),
        merchant_id=held.row.merchant_id,
        conversation_id=held.row.id,
        exchange_id=held.row.exchange_id,
        seq=held.row.last_seq + 1,
        direction=Direction.OUT,
        author=Author.OUTSIDE,
        body=Body(text.body),
        epoch=held.row.epoch,
        created_at=held.now,
        purpose=Purpose.REPLY if answers else Purpose.CAMPAIGN,
        traffic_type=TrafficType.A2P,
        provider_id=text.provider_id,
    )
    held.books.add_message(message)
    held.change(last_seq=message.seq)
    held.books.save_outbox_row(
        OutboxRow(
            message_id=message.id,
            merchant_id=message.merchant_id,
            conversation_id=message.conversation_id,
            sender_id=sender.id,
            to=text.to_phone,
            author=message.author,
            purpose=Purpose.REPLY if answers else Purpose.CAMPAIGN,
            epoch=message.epoch,
            state=OutboxState.SENT,
            until=held.now,
            expires_at=held.now,
            queued_at=held.now,
            provider_id=text.provider_id,
            settled_at=held.now,
        )
    )
    return message
