"""What every ledger promises about human seats: whose texts they are, since when, and what is flagged about them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.conversation import Conversation
from conversation.event import Event, EventKind
from conversation.exchange import Exchange
from conversation.ledger import Books, Ledger
from conversation.message import Author, Body, Direction, Message, Origin, Purpose
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, seed, talk_to

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def talk(ledger: Ledger) -> Conversation:
    await ledger.write(seed)
    return await ledger.write(talk_to)


def text(talk: Conversation, seq: int, exchange: str, author: Author, user: str | None = None) -> Message:
    sent = author is not Author.CONTACT
    return Message(
        id=f"msg_{seq}",
        merchant_id=talk.merchant_id,
        conversation_id=talk.id,
        exchange_id=exchange,
        seq=seq,
        direction=Direction.OUT if sent else Direction.IN,
        author=author,
        body=Body(f"text {seq}"),
        epoch=1,
        created_at=NOW + seq * MINUTE,
        origin=Origin.TYPED if sent else None,
        purpose=Purpose.REPLY if sent else None,
        user_id=user,
    )


def held_by(talk: Conversation, ref: str, holder: str | None, ended: int | None = None) -> Exchange:
    until = None if ended is None else NOW + ended * MINUTE
    return Exchange(ref, talk.merchant_id, talk.id, holder, 1, NOW, 0, ended_at=until)


async def test_a_seat_has_what_its_holder_texted_and_was_texted(ledger: Ledger, talk: Conversation) -> None:
    def write(books: Books) -> None:
        for exchange in (
            held_by(talk, "exc_d", DANA.id, 4),
            held_by(talk, "exc_o", OMAR.id),
            held_by(talk, "exc_a", None),
        ):
            books.save_exchange(exchange)
        books.add_message(text(talk, 1, "exc_d", Author.CONTACT))
        books.add_message(text(talk, 2, "exc_d", Author.HUMAN, DANA.id))
        books.add_message(text(talk, 3, "exc_d", Author.TEMPLATE))
        books.add_message(text(talk, 4, "exc_o", Author.HUMAN, OMAR.id))
        books.add_message(text(talk, 5, "exc_a", Author.CONTACT))

    await ledger.write(write)
    danas = await ledger.read(lambda books: books.seat_texts(MERCHANT.id, DANA.id, NOW))
    assert [(one.message_id, one.direction, one.contact_id) for one in danas] == [
        ("msg_1", Direction.IN, talk.contact_id),
        ("msg_2", Direction.OUT, talk.contact_id),
    ]
    assert danas[1].at == NOW + 2 * MINUTE
    omars = await ledger.read(lambda books: books.seat_texts(MERCHANT.id, OMAR.id, NOW))
    assert [one.message_id for one in omars] == ["msg_4"]
    later = await ledger.read(lambda books: books.seat_texts(MERCHANT.id, DANA.id, NOW + 2 * MINUTE))
    assert [one.message_id for one in later] == ["msg_2"]
    assert await ledger.read(lambda books: books.seat_texts("mer_2", DANA.id, NOW)) == ()


async def test_what_is_flagged_comes_newest_first_and_nothing_else_does(ledger: Ledger, talk: Conversation) -> None:
    kinds = [EventKind.SEAT_ANOMALY, EventKind.TAKEN_OVER, EventKind.SEAT_UNREAD_DRAFT]
    first = Event("evt_1", MERCHANT.id, talk.id, 11, 0, kinds[0], DANA.id, NOW, {"measure": "per_day"})
    rest = [
        replace(first, id=f"evt_{n}", number=10 + n, kind=kind, at=NOW + n * MINUTE)
        for n, kind in enumerate(kinds[1:], start=2)
    ]
    await ledger.write(lambda books: [books.add_event(event) for event in (first, *rest)])
    flagged = await ledger.read(lambda books: books.seat_events(MERCHANT.id, NOW))
    assert [event.id for event in flagged] == ["evt_3", "evt_1"]
    assert flagged[1] == first
    assert [event.id for event in await ledger.read(lambda books: books.seat_events(MERCHANT.id, NOW + MINUTE))] == [
        "evt_3"
    ]
    assert await ledger.read(lambda books: books.seat_events("mer_2", NOW)) == ()
