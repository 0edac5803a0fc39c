"""Facts are read from a ledger: what the gate needs, and no more than it needs."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from compliance.facts import Facts, load
from compliance.gate import review, review_row
from conversation.cart import ReminderSlot
from conversation.draft import CauseKind
from conversation.errors import Unknown
from conversation.ledger import Books
from conversation.message import Author, Message, Purpose
from conversation.outbox import OutboxRow, OutboxState
from conversation.store_memory import MemoryLedger
from conversation.verdict import Allow, Defer, Refuse
from tests.compliance.cases import (
    CART,
    CONSENT,
    CONTACT,
    CONVERSATION,
    DANA,
    MERCHANT,
    NIGHT,
    NOON,
    OFFER,
    RULEBOOK,
    SENDER,
    draft,
    inbound,
    sent,
    suppressed,
)

REMINDER = draft("Your cart waits.", CauseKind.CART, "crt_1")


def seed(books: Books) -> None:
    books.save_merchant(MERCHANT)
    books.save_sender(SENDER)
    books.save_user(DANA)
    books.save_contact(CONTACT)
    books.save_cart(CART)
    books.save_offer(OFFER)
    books.save_consent(CONSENT)
    books.add_message(inbound(at=NOON - timedelta(hours=2)))
    books.save_conversation(replace(CONVERSATION, last_inbound_seq=1))


def send(books: Books, message: Message, state: OutboxState = OutboxState.SENT) -> OutboxRow:
    books.add_message(message)
    row = OutboxRow(
        message.id,
        "mer_1",
        "cvn_1",
        "snd_1",
        CONTACT.phone,
        message.author,
        message.purpose or Purpose.REPLY,
        1,
        state,
        NOON,
        NOON + timedelta(days=1),
        message.created_at,
    )
    books.save_outbox_row(row)
    return row


@pytest.fixture
async def ledger() -> MemoryLedger:
    opened = MemoryLedger()
    await opened.write(seed)
    return opened


async def read(ledger: MemoryLedger, now: datetime = NOON, **fields: object) -> Facts:
    one = replace(draft(), **fields)  # type: ignore[arg-type]
    return await ledger.read(lambda books: load(books, one, now))


async def test_everything_about_the_shopper(ledger: MemoryLedger) -> None:
    known = await read(ledger, user_id=DANA.id)
    assert (known.merchant, known.contact, known.sender, known.user) == (MERCHANT, CONTACT, SENDER, DANA)
    assert (known.cart, known.offers, known.consents) == (CART, (OFFER,), (CONSENT,))
    assert known.asked is not None
    assert known.asked == known.last_inbound
    assert known.suppression is None


async def test_texts_of_other_conversations_and_our_own_are_not_asked_about(ledger: MemoryLedger) -> None:
    await ledger.write(lambda books: send(books, sent(Purpose.REPLY)))
    for ref in ("msg_2", "msg_nowhere", ""):
        known = await read(ledger, cause=replace(draft().cause, ref=ref))
        assert known.asked is None


async def test_what_was_sent_since_the_newest_text_counts_even_after_days(ledger: MemoryLedger) -> None:
    await ledger.write(lambda books: send(books, sent(Purpose.REPLY, NOON - timedelta(hours=1))))
    later = NOON + timedelta(days=3)
    known = await read(ledger, later)
    assert [message.seq for message in known.outbound] == [2]
    assert known.sent_within(timedelta(hours=24), later) == ()


async def test_what_never_left_does_not_count(ledger: MemoryLedger) -> None:
    await ledger.write(lambda books: send(books, sent(Purpose.REPLY), OutboxState.CANCELLED))
    assert (await read(ledger)).outbound == ()


async def test_the_seats_are_remembered_for_a_week_in_their_exchange(ledger: MemoryLedger) -> None:
    spoke = NOON - timedelta(hours=1)
    await ledger.write(lambda books: send(books, sent(Purpose.REPLY, spoke)))
    known = await read(ledger)
    assert (known.ai_spoke_at, known.human_spoke_at, known.last_spoke_at) == (spoke, None, spoke)
    days_later = await read(ledger, NOON + timedelta(days=6))
    assert days_later.ai_spoke_at == spoke
    idle = await read(ledger, NOON + timedelta(days=8))
    assert (idle.ai_spoke_at, idle.last_spoke_at) == (None, spoke)
    silent = await read(ledger, NOON + timedelta(days=31))
    assert silent.last_spoke_at is None
    back = replace(CONVERSATION, exchange_id="exc_2", last_inbound_seq=1)
    await ledger.write(lambda books: books.save_conversation(back))
    assert (await read(ledger)).ai_spoke_at is None


async def test_a_conversation_that_is_not_there_is_unknown(ledger: MemoryLedger) -> None:
    with pytest.raises(Unknown):
        await read(ledger, conversation_id="cvn_9")


async def test_a_long_history_is_not_read_through(ledger: MemoryLedger) -> None:
    def chat(books: Books) -> None:
        for seq in range(2, 500):
            at = NOON - timedelta(days=2) + timedelta(minutes=seq)
            if seq % 2:
                books.add_message(inbound(at=at, seq=seq, ref=f"in_{seq}"))
            else:
                send(books, sent(Purpose.REPLY, at, seq=seq))
        books.add_message(inbound(at=NOON, seq=500, ref="in_500"))
        books.save_conversation(replace(CONVERSATION, last_seq=500, last_inbound_seq=500))

    await ledger.write(chat)
    known = await read(ledger, cause=replace(draft().cause, ref="in_500"))
    assert known.last_inbound is not None
    assert known.last_inbound.seq == 500
    assert known.outbound == ()


async def test_review_reads_derives_completes_and_decides(ledger: MemoryLedger) -> None:
    decision = await ledger.read(lambda books: review(books, REMINDER, RULEBOOK, NOON))
    assert isinstance(decision.verdict, Allow)
    assert decision.purpose is Purpose.REMINDER
    assert decision.body.composed == "Your cart waits."
    assert decision.body.text.startswith("Tidewater's automated assistant here:")


async def test_a_row_is_decided_again_as_if_it_had_never_been_queued(ledger: MemoryLedger) -> None:
    decision = await ledger.read(lambda books: review(books, REMINDER, RULEBOOK, NOON))
    message = replace(sent(Purpose.REMINDER), body=decision.body)
    row = await ledger.write(lambda books: send(books, message, OutboxState.QUEUED))
    slot = ReminderSlot("mer_1", "tidewater.example", "tok1", message.id, Author.AI, NOON)
    await ledger.write(lambda books: books.take_reminder_slot(slot))
    later = NOON + timedelta(hours=1)
    assert isinstance(await ledger.read(lambda books: review_row(books, row, RULEBOOK, later)), Allow)
    assert isinstance(await ledger.read(lambda books: review_row(books, row, RULEBOOK, NIGHT)), Defer)
    await ledger.write(lambda books: books.save_suppression(suppressed()))
    assert isinstance(await ledger.read(lambda books: review_row(books, row, RULEBOOK, later)), Refuse)


async def test_a_row_whose_text_is_gone_is_unknown(ledger: MemoryLedger) -> None:
    row = await ledger.write(lambda books: send(books, replace(sent(Purpose.REPLY), body=None)))
    with pytest.raises(Unknown):
        await ledger.read(lambda books: review_row(books, row, RULEBOOK, NOON))
