"""Control: one party at a time, and every change of it makes older drafts stale."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.consent import SuppressionReason
from conversation.control import close, escalate, hand_back, take_over
from conversation.conversation import Control, Conversation
from conversation.errors import Closed, Conflict, NotInControl, Stale
from conversation.escalation import Escalation, EscalationReason
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books
from conversation.message import Author, Body, Purpose, TrafficType
from conversation.outbox import OutboxState
from conversation.receiving import receive
from conversation.sending import Claimed, Gone, claim, queue
from conversation.store_memory import MemoryLedger
from conversation.store_memory.books import MemoryBooks
from conversation.suppression import lift, suppress
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW, OMAR, SHOPPER, draft_by, seed, talk_to, text_from


@pytest.fixture
def books() -> MemoryBooks:
    fresh = MemoryBooks()
    seed(fresh)
    return fresh


def speak(books: Books, author: Author, user=None):
    conversation = talk_to(books)
    with hold(books, MERCHANT.id, conversation.id, NOW) as held:
        return queue(
            held, draft_by(author, held.row, "Hello there", user), Body("Hello there"), Purpose.REPLY, ALLOW, user
        )


def test_a_takeover_cancels_what_the_ai_had_queued_and_keeps_what_a_template_had(books: MemoryBooks) -> None:
    ai, template = speak(books, Author.AI), speak(books, Author.TEMPLATE)
    conversation = talk_to(books)
    taken = take_over(books, MERCHANT.id, conversation.id, DANA, NOW)
    assert (taken.control, taken.holder, taken.epoch) == (Control.HUMAN, DANA.id, conversation.epoch + 1)
    assert books.outbox_row(MERCHANT.id, ai.id).state is OutboxState.CANCELLED
    assert isinstance(claim(books, MERCHANT.id, ai.id, "w", NOW), Gone)
    assert isinstance(claim(books, MERCHANT.id, template.id, "w", NOW), Claimed)


def test_taking_over_twice_changes_nothing_and_another_person_is_refused(books: MemoryBooks) -> None:
    conversation = talk_to(books)
    first = take_over(books, MERCHANT.id, conversation.id, DANA, NOW)
    assert take_over(books, MERCHANT.id, conversation.id, DANA, NOW) == first
    with pytest.raises(NotInControl):
        take_over(books, MERCHANT.id, conversation.id, OMAR, NOW)


def test_an_unexpected_epoch_is_stale(books: MemoryBooks) -> None:
    conversation = talk_to(books)
    with pytest.raises(Stale):
        take_over(books, MERCHANT.id, conversation.id, DANA, NOW, expected_epoch=conversation.epoch + 1)


def test_only_the_holder_may_text_and_hand_back(books: MemoryBooks) -> None:
    conversation = talk_to(books)
    with pytest.raises(NotInControl):
        speak(books, Author.HUMAN, DANA)
    take_over(books, MERCHANT.id, conversation.id, DANA, NOW)
    with pytest.raises(NotInControl):
        hand_back(books, MERCHANT.id, conversation.id, OMAR, NOW)
    with pytest.raises(Stale):
        speak(books, Author.AI)


def test_an_exchange_is_relabelled_at_its_first_human_text(books: MemoryBooks) -> None:
    conversation = talk_to(books)
    take_over(books, MERCHANT.id, conversation.id, DANA, NOW)
    before = books.exchanges(MERCHANT.id, conversation.id)[-1]
    first, second = speak(books, Author.HUMAN, DANA), speak(books, Author.HUMAN, DANA)
    after = books.exchanges(MERCHANT.id, conversation.id)[-1]
    assert (before.traffic_type, after.traffic_type) == (TrafficType.A2P, TrafficType.P2P)
    assert after.relabelled_by == first.id
    assert first.evidence.user_name == second.evidence.user_name == "Dana"
    relabellings = [
        event for event in books.events(MERCHANT.id, conversation.id) if event.kind is EventKind.EXCHANGE_RELABELLED
    ]
    assert len(relabellings) == 1
    hand_back(books, MERCHANT.id, conversation.id, DANA, NOW)
    assert books.exchanges(MERCHANT.id, conversation.id)[-1].traffic_type is TrafficType.A2P


@pytest.mark.parametrize("answered", [True, False])
def test_hand_back_wakes_a_turn_only_for_an_unanswered_text(books: MemoryBooks, answered: bool) -> None:
    received = receive(books, text_from(), NOW)
    take_over(books, MERCHANT.id, received.conversation.id, DANA, NOW)
    if answered:
        speak(books, Author.HUMAN, DANA)
    returned = hand_back(books, MERCHANT.id, received.conversation.id, DANA, NOW)
    assert returned.has_unhandled_text is not answered


def test_a_closed_conversation_takes_nobody(books: MemoryBooks) -> None:
    conversation = talk_to(books)
    close(books, MERCHANT.id, conversation.id, DANA.id, NOW, "done")
    with pytest.raises(Closed):
        take_over(books, MERCHANT.id, conversation.id, DANA, NOW)
    assert talk_to(books).id != conversation.id


def test_a_stop_cancels_everybody_and_start_lifts_it(books: MemoryBooks) -> None:
    conversation = talk_to(books)
    template = speak(books, Author.TEMPLATE)
    suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", NOW)
    assert books.outbox_row(MERCHANT.id, template.id).state is OutboxState.CANCELLED
    assert talk_to(books).epoch == conversation.epoch + 1
    late = speak(books, Author.TEMPLATE)
    assert claim(books, MERCHANT.id, late.id, "w", NOW) == Gone("opted out")
    assert lift(books, MERCHANT.id, SHOPPER, "START", NOW)
    assert not lift(books, MERCHANT.id, SHOPPER, "START", NOW)


def test_an_expired_text_is_cancelled_at_its_claim(books: MemoryBooks) -> None:
    message = speak(books, Author.TEMPLATE)
    assert claim(books, MERCHANT.id, message.id, "w", NOW + timedelta(days=2)) == Gone("expired")


MOVES = st.sampled_from(["dana", "omar", "dana back", "omar back", "escalate", "stop", "text", "ai", "close"])


@given(st.lists(MOVES, max_size=30))
def test_whatever_happens_exactly_one_party_has_control(moves: list[str]) -> None:
    books = MemoryBooks()
    seed(books)
    talk = talk_to(books)
    epoch = talk.epoch
    for move in moves:
        before = books.conversation(MERCHANT.id, talk.id)
        try:
            _move(books, talk, move)
        except Conflict:
            assert books.conversation(MERCHANT.id, talk.id) == before
        now = books.conversation(MERCHANT.id, talk.id)
        assert (now.control is Control.HUMAN) == (now.holder is not None)
        assert now.epoch >= epoch
        if (now.control, now.holder) != (before.control, before.holder):
            assert now.epoch > before.epoch
        epoch = now.epoch
        running = [row for row in books.exchanges(MERCHANT.id, talk.id) if row.ended_at is None]
        assert [row.id for row in running] == [now.exchange_id]
        assert running[0].holder == now.holder or now.control is Control.CLOSED
        numbers = [event.number for event in books.events(MERCHANT.id, talk.id)]
        assert numbers == list(range(1, now.last_event + 1))


def _move(books: Books, talk: Conversation, move: str) -> None:
    match move:
        case "dana" | "omar":
            take_over(books, MERCHANT.id, talk.id, DANA if move == "dana" else OMAR, NOW)
        case "dana back" | "omar back":
            hand_back(books, MERCHANT.id, talk.id, DANA if move == "dana back" else OMAR, NOW)
        case "escalate":
            with hold(books, MERCHANT.id, talk.id, NOW) as held:
                escalate(held, Escalation(EscalationReason.REFUND, "asked", NOW))
        case "stop":
            suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", NOW)
        case "ai":
            with hold(books, MERCHANT.id, talk.id, NOW) as held:
                queue(held, draft_by(Author.AI, talk), Body("Hi"), Purpose.REPLY, ALLOW)
        case "close":
            close(books, MERCHANT.id, talk.id, DANA.id, NOW, "done")
        case _:
            return


async def test_the_memory_ledger_undoes_a_failed_takeover() -> None:
    ledger = MemoryLedger()
    await ledger.write(seed)
    talk = await ledger.write(talk_to)

    def fails(books: Books) -> None:
        take_over(books, MERCHANT.id, talk.id, DANA, NOW)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await ledger.write(fails)
    assert await ledger.read(lambda books: books.conversation(MERCHANT.id, talk.id)) == talk
