"""Delivery moves forward and settles what was never settled."""

from dataclasses import replace
from datetime import timedelta

from conversation.control import take_over
from conversation.conversation import Conversation
from conversation.delivery import DeliveryReport, note_delivery
from conversation.draft import Draft
from conversation.event import EventKind
from conversation.fence import hold
from conversation.message import Author, Body, Message, Purpose
from conversation.outbox import OutboxState
from conversation.sending import Claimed, Gone, Overdue, claim, queue, queue_to_leave, requeue, settle
from conversation.store_memory.books import MemoryBooks
from conversation.verdict import Allow, Trail
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW, draft_by, seed, talk_to

RANKS = {"queued": 1, "sent": 2, "delivered": 3, "failed": 3}


def a_text(books: MemoryBooks, allow: Allow = ALLOW) -> Message:
    seed(books)
    talk = talk_to(books)
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        return queue(held, draft_by(Author.AI, held.row), Body("Hi"), Purpose.REPLY, allow)


def queued_and_claimed(books: MemoryBooks, talk: Conversation, draft: Draft) -> tuple[Message, Claimed | None]:
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        draft = replace(draft, epoch=held.row.epoch)
        return queue_to_leave(held, draft, Body("Hi"), Purpose.REPLY, ALLOW, DANA, worker="w")


def report(books: MemoryBooks, message: Message, status: str) -> None:
    note_delivery(books, DeliveryReport(message.id, "SM1", status, status == "failed"), RANKS.__getitem__, NOW)


def test_a_late_callback_never_moves_delivery_back() -> None:
    books = MemoryBooks()
    message = a_text(books)
    claimed = claim(books, MERCHANT.id, message.id, "w", NOW)
    assert isinstance(claimed, Claimed)
    settle(books, claimed.row, OutboxState.SENT, NOW, provider_id="SM1", carrier_status="queued")
    for status in ("delivered", "sent", "queued", "failed"):
        report(books, message, status)
    row = books.outbox_of(message.id)
    assert row is not None
    assert (row.state, row.carrier_status) == (OutboxState.SENT, "delivered")


def test_a_callback_settles_a_text_whose_sender_died() -> None:
    books = MemoryBooks()
    message = a_text(books)
    claim(books, MERCHANT.id, message.id, "w", NOW)
    report(books, message, "sent")
    row = books.outbox_of(message.id)
    assert row is not None
    assert (row.state, row.provider_id) == (OutboxState.SENT, "SM1")


def test_a_text_that_need_not_wait_is_claimed_with_the_transaction_that_queued_it() -> None:
    books = MemoryBooks()
    seed(books)
    talk = talk_to(books)
    message, claimed = queued_and_claimed(books, talk, draft_by(Author.AI, talk))
    assert claimed is not None and claimed.text == "Hi"
    assert books.outbox_row(MERCHANT.id, message.id) == claimed.row
    assert (claimed.row.state, claimed.row.claimed_by, claimed.row.claimed_at) == (OutboxState.CLAIMED, "w", NOW)
    assert books.events(MERCHANT.id, talk.id)[-1].kind is EventKind.TEXT_CLAIMED
    assert isinstance(claim(books, MERCHANT.id, message.id, "other", NOW), Gone)


def test_a_text_does_not_overtake_one_that_waits_in_its_conversation() -> None:
    books = MemoryBooks()
    first = a_text(books)
    talk = books.conversation(MERCHANT.id, first.conversation_id)
    assert talk is not None
    message, claimed = queued_and_claimed(books, talk, draft_by(Author.AI, talk))
    assert claimed is None
    assert {row.message_id for row in books.queued_rows(NOW, 9)} == {first.id, message.id}


def test_a_text_that_its_author_may_take_back_is_not_claimed_at_once() -> None:
    books = MemoryBooks()
    seed(books)
    talk = talk_to(books)
    take_over(books, MERCHANT.id, talk.id, DANA, NOW)
    draft = replace(draft_by(Author.HUMAN, talk, user=DANA), submitted_at=NOW, undoable=True)
    message, claimed = queued_and_claimed(books, talk, draft)
    assert claimed is None
    assert [row.message_id for row in books.queued_in(MERCHANT.id, talk.id)] == [message.id]


def test_a_stranger_s_callback_matches_nothing() -> None:
    books = MemoryBooks()
    assert note_delivery(books, DeliveryReport(None, "SM9", "sent", False), RANKS.__getitem__, NOW) is None


def test_a_settled_row_stays_settled() -> None:
    books = MemoryBooks()
    message = a_text(books)
    claimed = claim(books, MERCHANT.id, message.id, "w", NOW)
    assert isinstance(claimed, Claimed)
    settle(books, claimed.row, OutboxState.SENT, NOW, provider_id="SM1")
    settle(books, claimed.row, OutboxState.FAILED, NOW)
    requeue(books, claimed.row, NOW, NOW)
    row = books.outbox_of(message.id)
    assert row is not None
    assert row.state is OutboxState.SENT


def test_of_two_who_heard_that_it_never_left_one_queues_it_again() -> None:
    books = MemoryBooks()
    message = a_text(books)
    dead = claim(books, MERCHANT.id, message.id, "dead", NOW)
    assert isinstance(dead, Claimed)
    requeue(books, dead.row, NOW, NOW)
    anew = claim(books, MERCHANT.id, message.id, "living", NOW)
    assert isinstance(anew, Claimed)
    requeue(books, dead.row, NOW, NOW)
    assert books.outbox_of(message.id) == anew.row


def test_a_requeued_row_waits_its_time() -> None:
    books = MemoryBooks()
    message = a_text(books)
    claimed = claim(books, MERCHANT.id, message.id, "w", NOW)
    assert isinstance(claimed, Claimed)
    later = NOW + timedelta(seconds=10)
    requeue(books, claimed.row, later, NOW)
    assert books.queued_rows(NOW, 10) == ()
    (row,) = books.queued_rows(later, 10)
    assert row.attempts == 1


def test_a_verdict_that_ran_out_is_not_claimed_on() -> None:
    books = MemoryBooks()
    message = a_text(books, Allow(NOW + timedelta(minutes=1), Trail("test", ())))
    outcome = claim(books, MERCHANT.id, message.id, "w", NOW + timedelta(minutes=1))
    assert isinstance(outcome, Overdue), "a window that ends at nine has ended at nine"
