"""A person's text waits a moment: it may be taken back, and what the shopper does meanwhile takes it back too."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from conversation.consent import SuppressionReason
from conversation.control import hand_back, take_over
from conversation.conversation import Conversation
from conversation.errors import NotAllowed, Unknown
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books, Ledger
from conversation.message import Author, Body, Message, Purpose, TrafficType
from conversation.outbox import OutboxRow, OutboxState
from conversation.receiving import WROTE_AGAIN, receive
from conversation.sending import UNDO, Claimed, Gone, Overdue, claim, queue
from conversation.store_memory.books import MemoryBooks
from conversation.suppression import suppress
from conversation.undoing import UNDONE, TooLate, undo
from conversation.user import User
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW, OMAR, SHOPPER, draft_by, seed, talk_to, text_from

BEFORE, AFTER = NOW + UNDO - timedelta(milliseconds=1), NOW + UNDO


def talk_of_danas(books: Books) -> Conversation:
    """The shopper texted and Dana took over."""
    seed(books)
    receive(books, text_from(), NOW)
    return take_over(books, MERCHANT.id, talk_to(books).id, DANA, NOW)


def send(books: Books, talk: Conversation, purpose: Purpose = Purpose.REPLY, *, undoable: bool = True) -> Message:
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        draft = replace(draft_by(Author.HUMAN, held.row, user=DANA), submitted_at=NOW, undoable=undoable)
        return queue(held, draft, Body("Hi"), purpose, ALLOW, DANA)


def take_back(books: Books, message: Message, user: User = DANA, now: datetime = NOW) -> None:
    with hold(books, MERCHANT.id, message.conversation_id, now) as held:
        undo(held, message.id, user)


def row_of(books: Books, message: Message) -> OutboxRow:
    row = books.outbox_row(MERCHANT.id, message.id)
    assert row is not None
    return row


def whys(books: Books, talk: Conversation) -> list[tuple[str, str]]:
    events = books.events(MERCHANT.id, talk.id)
    return [(event.actor, event.details["why"]) for event in events if event.kind is EventKind.TEXT_CANCELLED]


async def test_an_answer_of_the_ai_that_could_not_leave_makes_way_for_one_to_both_texts(ledger: Ledger) -> None:
    def command(books: Books) -> tuple[Conversation, OutboxRow]:
        seed(books)
        receive(books, text_from(body="is it blue?"), NOW)
        talk = talk_to(books)
        with hold(books, MERCHANT.id, talk.id, NOW) as held:
            answer = queue(held, draft_by(Author.AI, held.row), Body("It is."), Purpose.REPLY, ALLOW)
            held.change(handled_seq=1)
        receive(books, text_from(body="and in stock?"), BEFORE)
        return talk_to(books), row_of(books, answer)

    talk, row = await ledger.write(command)
    assert row.state is OutboxState.CANCELLED
    assert (talk.handled_seq, talk.last_inbound_seq) == (0, 3)
    assert await ledger.read(lambda books: whys(books, talk)) == [("system", WROTE_AGAIN)]


async def test_it_waits_is_decided_again_and_leaves(ledger: Ledger) -> None:
    def command(books: Books) -> None:
        message = send(books, talk_of_danas(books))
        assert not books.queued_rows(BEFORE, 10)
        assert isinstance(claim(books, MERCHANT.id, message.id, "w", BEFORE), Gone)
        assert [row.message_id for row in books.queued_rows(AFTER, 10)] == [message.id]
        assert isinstance(claim(books, MERCHANT.id, message.id, "w", AFTER), Overdue)

    await ledger.write(command)


@pytest.mark.parametrize(("purpose", "undoable"), [(Purpose.REMINDER, True), (Purpose.REPLY, False)])
def test_a_first_text_and_one_that_nobody_asked_to_undo_leave_at_once(purpose: Purpose, undoable: bool) -> None:
    books = MemoryBooks()
    message = send(books, talk_of_danas(books), purpose, undoable=undoable)
    assert isinstance(claim(books, MERCHANT.id, message.id, "w", NOW), Claimed)


async def test_undone_it_never_leaves_and_the_exchange_is_a2p_again(ledger: Ledger) -> None:
    def command(books: Books) -> None:
        talk = talk_of_danas(books)
        message = send(books, talk)
        take_back(books, message, now=BEFORE)
        assert row_of(books, message).state is OutboxState.CANCELLED
        assert isinstance(claim(books, MERCHANT.id, message.id, "w", AFTER), Gone)
        assert whys(books, talk) == [(DANA.id, UNDONE)]
        exchange = books.exchange(MERCHANT.id, message.exchange_id)
        assert exchange is not None
        assert (exchange.traffic_type, exchange.relabelled_by) == (TrafficType.A2P, None)
        again = send(books, talk)
        exchange = books.exchange(MERCHANT.id, message.exchange_id)
        assert exchange is not None
        assert (exchange.traffic_type, exchange.relabelled_by) == (TrafficType.P2P, again.id)

    await ledger.write(command)


def test_an_exchange_stays_p2p_by_another_text_of_the_person() -> None:
    books = MemoryBooks()
    talk = talk_of_danas(books)
    first, second = send(books, talk), send(books, talk)
    take_back(books, first)
    exchange = books.exchange(MERCHANT.id, first.exchange_id)
    assert exchange is not None
    assert (exchange.traffic_type, exchange.relabelled_by) == (TrafficType.P2P, second.id)


def test_what_was_undone_answers_nobody() -> None:
    books = MemoryBooks()
    talk = talk_of_danas(books)
    take_back(books, send(books, talk))
    returned = hand_back(books, MERCHANT.id, talk.id, DANA, NOW)
    assert returned.has_unhandled_text, "the AI answers what nobody answered"


def test_a_new_text_takes_it_back_and_says_why() -> None:
    books = MemoryBooks()
    talk = talk_of_danas(books)
    message = send(books, talk)
    receive(books, text_from(body="wait"), BEFORE)
    assert row_of(books, message).state is OutboxState.CANCELLED
    assert whys(books, talk) == [("system", WROTE_AGAIN)]


def test_what_has_waited_long_enough_is_not_taken_back_by_a_new_text() -> None:
    books = MemoryBooks()
    message = send(books, talk_of_danas(books))
    receive(books, text_from(body="wait"), AFTER)
    assert row_of(books, message).state is OutboxState.QUEUED


def test_stop_takes_it_back() -> None:
    books = MemoryBooks()
    talk = talk_of_danas(books)
    message = send(books, talk)
    suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", BEFORE)
    assert row_of(books, message).state is OutboxState.CANCELLED
    assert whys(books, talk) == [("system", "opted out")]


def test_nobody_undoes_what_is_on_its_way_or_another_s() -> None:
    books = MemoryBooks()
    talk = talk_of_danas(books)
    message, waiting = send(books, talk, undoable=False), send(books, talk)
    assert isinstance(claim(books, MERCHANT.id, message.id, "w", NOW), Claimed)
    with pytest.raises(TooLate, match="claimed"):
        take_back(books, message)
    with pytest.raises(NotAllowed):
        take_back(books, waiting, OMAR)
    with pytest.raises(Unknown):
        take_back(books, replace(waiting, id="msg_none"))
    take_back(books, waiting)
    with pytest.raises(TooLate, match="cancelled"):
        take_back(books, waiting)
