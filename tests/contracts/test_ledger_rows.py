"""What every ledger promises about finding rows: whose they are, in which order, and which may not be stored twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from conversation.conversation import Control, Conversation
from conversation.due import DueKind, DueRow, DueState
from conversation.errors import Conflict
from conversation.event import Event, EventKind
from conversation.ledger import Books, Ledger, Reader
from conversation.merchant_fact import MerchantFact
from conversation.merchant_facts import retire_fact
from conversation.message import Author, Body, Direction, Message, Origin, Purpose
from conversation.offer import Offer, OfferState
from conversation.outbox import OutboxRow, OutboxState
from conversation.receiving import receive
from conversation.verdict import VerdictNote
from conversation.work import Work
from tests.conversation.world import MERCHANT, NOW, SHOPPER, cart_of, meet, seed, talk_to, text_from

OTHER = "mer_2"


@pytest.fixture
async def talk(ledger: Ledger) -> Conversation:
    await ledger.write(seed)
    return await ledger.write(talk_to)


def text(talk: Conversation, seq: int, *, minutes: int = 0) -> Message:
    return Message(
        id=f"msg_{seq}",
        merchant_id=talk.merchant_id,
        conversation_id=talk.id,
        exchange_id=talk.exchange_id,
        seq=seq,
        direction=Direction.OUT,
        author=Author.AI,
        body=Body(f"text {seq}"),
        epoch=1,
        created_at=NOW + timedelta(minutes=minutes),
        origin=Origin.GENERATED,
        purpose=Purpose.REPLY,
    )


def outgoing(message: Message, state: OutboxState = OutboxState.QUEUED, **changes: Any) -> OutboxRow:
    row = OutboxRow(
        message_id=message.id,
        merchant_id=message.merchant_id,
        conversation_id=message.conversation_id,
        sender_id="snd_1",
        to=SHOPPER,
        author=message.author,
        purpose=Purpose.REPLY,
        epoch=1,
        state=state,
        until=NOW,
        expires_at=NOW,
        queued_at=message.created_at,
    )
    return replace(row, **changes)


def event(talk: Conversation, number: int) -> Event:
    return Event(f"evt_{number}", talk.merchant_id, talk.id, number, 0, EventKind.TEXT_SENT, "system", NOW)


def due(talk: Conversation, name: str, minutes: int) -> DueRow:
    at = NOW + timedelta(minutes=minutes)
    return DueRow(name, talk.merchant_id, talk.id, DueKind.REMINDER, at, at, DueState.WAITING)


async def test_no_row_of_a_conversation_is_shown_to_another_merchant(ledger: Ledger, talk: Conversation) -> None:
    def write(books: Books) -> None:
        cart = cart_of(meet(books))
        books.save_cart(cart)
        books.save_offer(Offer("off_1", MERCHANT.id, cart.id, talk.id, "A", 10, OfferState.ISSUED, NOW, NOW))
        books.add_message(text(talk, 1))
        books.save_outbox_row(outgoing(text(talk, 1)))
        books.add_event(event(talk, 2))
        books.save_due_row(due(talk, "due_1", 0))

    await ledger.write(write)
    found: dict[str, Callable[[Reader, str], Any]] = {
        "offers of the cart": lambda books, owner: books.offers_of_cart(owner, "crt_ct1"),
        "offers of the talk": lambda books, owner: books.offers_of_conversation(owner, talk.id),
        "offers of the contact": lambda books, owner: books.offers_of_contact(owner, talk.contact_id),
        "offer": lambda books, owner: books.offer(owner, "off_1"),
        "offer by code": lambda books, owner: books.offer_by_code(owner, "A"),
        "contact": lambda books, owner: books.contact(owner, talk.contact_id),
        "open": lambda books, owner: books.open_conversations(owner, talk.contact_id),
        "exchange": lambda books, owner: books.exchange(owner, talk.exchange_id),
        "exchanges": lambda books, owner: books.exchanges(owner, talk.id),
        "message": lambda books, owner: books.message(owner, "msg_1"),
        "messages": lambda books, owner: books.messages(owner, talk.id),
        "newest": lambda books, owner: books.newest_message(owner, talk.id),
        "events": lambda books, owner: books.events(owner, talk.id),
        "outbox row": lambda books, owner: books.outbox_row(owner, "msg_1"),
        "outbox rows": lambda books, owner: books.outbox_rows(owner, talk.id),
        "sent": lambda books, owner: books.sent_since(owner, SHOPPER, NOW),
        "due": lambda books, owner: books.due_rows(owner, talk.id),
        "due row": lambda books, owner: books.due_row(owner, "due_1"),
    }
    mine = {name: await ledger.read(lambda books, find=find: find(books, MERCHANT.id)) for name, find in found.items()}
    theirs = {name: await ledger.read(lambda books, find=find: find(books, OTHER)) for name, find in found.items()}
    assert all(mine.values()), mine
    assert not any(theirs.values()), theirs


async def test_offers_are_found_by_shopper_and_by_code(ledger: Ledger, talk: Conversation) -> None:
    def write(books: Books) -> None:
        for number, phone in enumerate((SHOPPER, SHOPPER, "+13035550199")):
            cart = replace(cart_of(meet(books, phone), f"ct{number}"), id=f"crt_{number}")
            books.save_cart(cart)
            at = NOW + timedelta(minutes=-number)
            books.save_offer(
                Offer(f"off_{number}", MERCHANT.id, cart.id, talk.id, f"C{number // 2}", 5, OfferState.ISSUED, at, at)
            )

    await ledger.write(write)
    theirs = await ledger.read(lambda books: books.offers_of_contact(MERCHANT.id, talk.contact_id))
    assert [offer.id for offer in theirs] == ["off_1", "off_0"]
    newest = await ledger.read(lambda books: books.offer_by_code(MERCHANT.id, "C0"))
    assert newest is not None
    assert newest.id == "off_0"
    assert await ledger.read(lambda books: books.offer_by_code(MERCHANT.id, "c0")) is None


async def test_facts_are_their_merchants_and_come_in_the_order_they_were_said(
    ledger: Ledger, talk: Conversation
) -> None:
    later = NOW + timedelta(days=1)
    first = MerchantFact("fct_1", MERCHANT.id, "Two left.", "checked", "usr_dana", talk.id, NOW, later)
    second = replace(first, id="fct_2", said_at=NOW + timedelta(hours=1))
    theirs = replace(first, id="fct_3", merchant_id=OTHER)

    def write(books: Books) -> None:
        for fact in (second, first, theirs):
            books.save_merchant_fact(fact)

    await ledger.write(write)
    assert await ledger.read(lambda books: books.merchant_facts(MERCHANT.id)) == (first, second)
    assert await ledger.read(lambda books: books.merchant_fact(MERCHANT.id, "fct_3")) is None
    retired = await ledger.write(lambda books: retire_fact(books, MERCHANT.id, "fct_1", later))
    assert await ledger.read(lambda books: books.merchant_fact(MERCHANT.id, "fct_1")) == retired
    assert retired.retired_at == later
    with pytest.raises(Conflict):
        await ledger.write(lambda books: retire_fact(books, MERCHANT.id, "fct_1", later))


async def test_messages_come_in_the_order_of_their_seq(ledger: Ledger, talk: Conversation) -> None:
    await ledger.write(lambda books: [books.add_message(text(talk, seq)) for seq in (1, 2, 4)])
    after = await ledger.read(lambda books: books.messages(MERCHANT.id, talk.id, after_seq=1))
    newest = await ledger.read(lambda books: books.newest_message(MERCHANT.id, talk.id))
    assert [message.seq for message in after] == [2, 4]
    assert newest == text(talk, 4)


async def test_a_transcript_is_the_messages_without_their_verdicts(ledger: Ledger, talk: Conversation) -> None:
    judged = replace(text(talk, 2), verdict=VerdictNote("allow", None, None, NOW, "1", (), {}))
    await ledger.write(lambda books: [books.add_message(message) for message in (text(talk, 1), judged, text(talk, 3))])
    read = await ledger.read(lambda books: books.transcript(MERCHANT.id, talk.id, after_seq=1))
    assert read == (replace(judged, verdict=None), text(talk, 3))
    assert await ledger.read(lambda books: books.transcript("mer_2", talk.id)) == ()


async def test_a_message_whose_words_are_gone_keeps_its_place(ledger: Ledger, talk: Conversation) -> None:
    erased = replace(text(talk, 1), body=None)
    await ledger.write(lambda books: books.add_message(erased))
    assert await ledger.read(lambda books: books.messages(MERCHANT.id, talk.id)) == (erased,)


async def test_events_come_after_a_number(ledger: Ledger, talk: Conversation) -> None:
    await ledger.write(lambda books: [books.add_event(event(talk, number)) for number in (2, 3, 5)])
    after = await ledger.read(lambda books: books.events(MERCHANT.id, talk.id, after=2))
    assert [each.number for each in after] == [3, 5]


async def test_due_rows_come_soonest_first(ledger: Ledger, talk: Conversation) -> None:
    rows = [due(talk, "due_a", 9), due(talk, "due_b", 3), due(talk, "due_c", 6)]
    await ledger.write(lambda books: [books.save_due_row(row) for row in rows])
    found = await ledger.read(lambda books: books.due_rows(MERCHANT.id, talk.id))
    assert [row.id for row in found] == ["due_b", "due_c", "due_a"]


async def test_queued_rows_are_those_that_may_be_claimed_oldest_first(ledger: Ledger, talk: Conversation) -> None:
    later = NOW + timedelta(minutes=5)
    rows = [
        outgoing(text(talk, 1, minutes=3)),
        outgoing(text(talk, 2, minutes=1)),
        outgoing(text(talk, 3, minutes=2), not_before=later),
        outgoing(text(talk, 4), OutboxState.SENT),
    ]
    await ledger.write(lambda books: [books.save_outbox_row(row) for row in rows])
    now = await ledger.read(lambda books: books.queued_rows(NOW, 10))
    then = await ledger.read(lambda books: books.queued_rows(later, 2))
    assert [row.message_id for row in now] == ["msg_2", "msg_1"]
    assert [row.message_id for row in then] == ["msg_2", "msg_3"]


async def test_a_row_that_changes_its_state_changes_its_list(ledger: Ledger, talk: Conversation) -> None:
    row = outgoing(text(talk, 1))
    claimed = replace(row, state=OutboxState.CLAIMED, claimed_at=NOW)
    unknown = replace(claimed, state=OutboxState.UNKNOWN)
    seen = []
    for each in (row, claimed, unknown, replace(unknown, state=OutboxState.SENT)):
        await ledger.write(lambda books, each=each: books.save_outbox_row(each))
        queued = await ledger.read(lambda books: books.queued_rows(NOW, 10))
        recent = await ledger.read(lambda books: books.claimed_rows(NOW, NOW))
        old = await ledger.read(lambda books: books.claimed_rows(NOW + timedelta(minutes=1), NOW))
        given_up = await ledger.read(lambda books: books.claimed_rows(NOW, NOW + timedelta(minutes=1)))
        seen.append((len(queued), len(recent), len(old), len(given_up)))
    assert seen == [(1, 0, 0, 0), (0, 0, 1, 0), (0, 1, 1, 0), (0, 0, 0, 0)]


async def test_what_was_sent_counts_from_the_moment_on(ledger: Ledger, talk: Conversation) -> None:
    states = [OutboxState.SENT, OutboxState.CANCELLED, OutboxState.FAILED, OutboxState.UNKNOWN, OutboxState.QUEUED]

    def write(books: Books) -> None:
        for seq, state in enumerate(states, start=1):
            message = text(talk, seq, minutes=seq)
            books.add_message(message)
            books.save_outbox_row(outgoing(message, state))

    await ledger.write(write)
    since = NOW + timedelta(minutes=4)
    every = await ledger.read(lambda books: books.sent_since(MERCHANT.id, SHOPPER, NOW))
    late = await ledger.read(lambda books: books.sent_since(MERCHANT.id, SHOPPER, since))
    others = await ledger.read(lambda books: books.sent_since(MERCHANT.id, "+13035550000", NOW))
    assert [message.seq for message in every] == [1, 4, 5]
    assert [message.seq for message in late] == [4, 5]
    assert others == ()


async def test_a_callback_finds_its_text_by_the_carriers_id(ledger: Ledger, talk: Conversation) -> None:
    row = outgoing(text(talk, 1))
    await ledger.write(lambda books: books.save_outbox_row(row))
    sent = replace(row, provider_id="SM1")
    await ledger.write(lambda books: books.save_outbox_row(sent))
    assert await ledger.read(lambda books: books.outbox_by_provider_id("SM1")) == sent
    assert await ledger.read(lambda books: books.outbox_by_provider_id("SM2")) is None
    assert await ledger.read(lambda books: books.outbox_of("msg_1")) == sent


async def test_a_closed_conversation_makes_room_for_another(ledger: Ledger, talk: Conversation) -> None:
    closed = replace(talk, control=Control.CLOSED)
    reopened = replace(talk, id="cvn_again")
    await ledger.write(lambda books: books.save_conversation(closed))
    await ledger.write(lambda books: books.save_conversation(reopened))
    running = await ledger.read(lambda books: books.open_conversations(MERCHANT.id, talk.contact_id))
    assert running == (reopened,)


DOUBLES: dict[str, Callable[[Books, Conversation], object]] = {
    "message id": lambda books, talk: books.add_message(replace(text(talk, 1), seq=9)),
    "message seq": lambda books, talk: books.add_message(replace(text(talk, 1), id="msg_9")),
    "event number": lambda books, talk: books.add_event(replace(event(talk, 2), id="evt_9")),
    "event id": lambda books, talk: books.add_event(replace(event(talk, 2), number=9)),
    "carrier's id": lambda books, talk: books.save_outbox_row(outgoing(text(talk, 2), provider_id="SM1")),
    "contact's number": lambda books, talk: books.save_contact(replace(meet(books), id="con_9")),
    "cart's token": lambda books, talk: books.save_cart(replace(cart_of(meet(books)), id="crt_9")),
    "merchant's shop": lambda books, talk: books.save_merchant(replace(MERCHANT, id="mer_9")),
    "open conversation": lambda books, talk: books.save_conversation(replace(talk, id="cvn_9")),
    "held by nobody": lambda books, talk: books.save_conversation(replace(talk, control=Control.HUMAN)),
}


@pytest.mark.parametrize("what", DOUBLES)
async def test_what_may_be_there_once_is_refused_twice(ledger: Ledger, talk: Conversation, what: str) -> None:
    def first(books: Books) -> None:
        books.add_message(text(talk, 1))
        books.add_event(event(talk, 2))
        books.save_outbox_row(outgoing(text(talk, 1), provider_id="SM1"))
        books.save_cart(cart_of(meet(books)))

    await ledger.write(first)
    with pytest.raises(Conflict):
        await ledger.write(lambda books: DOUBLES[what](books, talk))
    assert await ledger.read(lambda books: books.messages(MERCHANT.id, talk.id)) == (text(talk, 1),)


async def test_a_wake_without_a_moment_takes_the_next_one(ledger: Ledger, talk: Conversation) -> None:
    await ledger.write(lambda books: books.wake(MERCHANT.id, talk.id, NOW))
    wake = await ledger.read(lambda books: books.wake_of(talk.id))
    assert wake is not None
    leased = replace(wake, due_at=None, lease_token="lse_1", lease_until=NOW, attempts=2)
    await ledger.write(lambda books: books.save_wake(leased))
    assert await ledger.write(lambda books: books.claim_wakes(NOW, 5, NOW)) == ()
    later = NOW + timedelta(minutes=1)
    await ledger.write(lambda books: books.wake(MERCHANT.id, talk.id, later))
    assert await ledger.read(lambda books: books.wake_of(talk.id)) == replace(leased, due_at=later)


async def test_a_wake_is_read_as_the_transaction_itself_has_changed_it(ledger: Ledger, talk: Conversation) -> None:
    until = NOW + timedelta(seconds=30)

    def read_on(books: Books) -> tuple[object, ...]:
        books.wake(MERCHANT.id, talk.id, until)
        before = books.wake_of(talk.id)
        books.wake(MERCHANT.id, talk.id, NOW)
        sooner = books.wake_of(talk.id)
        (lease,) = books.claim_wakes(NOW, 5, until)
        leased = books.wake_of(talk.id)
        assert before is not None and sooner is not None and leased is not None
        books.save_wake(replace(leased, lease_token=None, lease_until=None))
        free = books.wake_of(talk.id)
        assert free is not None
        return before.due_at, sooner.due_at, leased.lease_token == lease.token, leased.attempts, free.lease_token

    assert await ledger.write(read_on) == (until, NOW, True, 1, None)


async def test_there_is_work_while_a_conversation_is_due_or_a_text_is_queued(ledger: Ledger) -> None:
    await ledger.write(seed)
    until = NOW + timedelta(seconds=30)

    async def work(now: datetime) -> set[Work]:
        return set(await ledger.read(lambda books: books.work_at(now)))

    assert not await work(NOW)
    received = await ledger.write(lambda books: receive(books, text_from("+13035550001"), NOW))
    assert received is not None
    assert await work(NOW) == {Work.TURN}
    assert not await work(NOW - timedelta(seconds=1))
    await ledger.write(lambda books: books.claim_wakes(NOW, 5, until))
    assert not await work(NOW)
    assert await work(until) == {Work.TURN}
    row = outgoing(received.message)
    await ledger.write(lambda books: books.save_outbox_row(row))
    assert await work(NOW) == {Work.TEXT}
    await ledger.write(lambda books: books.save_outbox_row(replace(row, state=OutboxState.SENT)))
    assert not await work(NOW)
