"""Cases: opened with their clocks, claimed once, put aside and back, and closed however control ends."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.case import Case, CaseOutcome, CaseState, ServiceClock
from conversation.cases import claim_case, reassign_case, snooze_case
from conversation.control import close, escalate, hand_back, take_over
from conversation.due import DueKind, DueState
from conversation.errors import AlreadyClaimed, Closed, Conflict, Invalid, NotAllowed, Unknown
from conversation.escalation import Escalation, EscalationReason, Priority
from conversation.event import EventKind
from conversation.fence import hold
from conversation.language import language_of
from conversation.ledger import Ledger
from conversation.people import remove_user
from conversation.receiving import receive
from conversation.role import Role
from conversation.store_memory.books import MemoryBooks
from conversation.user import User
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, SHOPPER, seed, talk_to, text_from

HOUR = timedelta(hours=1)
STRANGER = User("usr_eve", "Eve", {"mer_other": Role.AGENT})


@pytest.fixture
def books() -> MemoryBooks:
    fresh = MemoryBooks()
    seed(fresh)
    return fresh


def ask(books: MemoryBooks, reason: EscalationReason = EscalationReason.REFUND, phone: str = SHOPPER) -> Case:
    talk = talk_to(books, phone)
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        escalate(held, Escalation(reason, "", NOW))
    case = books.open_case(MERCHANT.id, talk.id)
    assert case is not None
    return case


def now_of(books: MemoryBooks, case: Case) -> Case:
    found = books.case(MERCHANT.id, case.id)
    assert found is not None
    return found


def kinds(books: MemoryBooks) -> list[EventKind]:
    return [event.kind for event in books.events(MERCHANT.id, talk_to(books).id)]


def test_an_escalation_opens_a_case_whose_clocks_run_and_wake_the_conversation(books: MemoryBooks) -> None:
    receive(books, text_from(body="quiero devolver la mochila que no me gusta"), NOW)
    case = ask(books)
    assert (case.state, case.priority, case.skill, case.language) == (CaseState.WAITING, Priority.HIGH, "returns", "es")
    assert (case.first_reply_due, case.resolution_due) == (NOW + HOUR / 4, NOW + 4 * HOUR)
    assert case.clock is ServiceClock.FIRST_REPLY
    rows = books.due_rows(MERCHANT.id, case.conversation_id)
    assert [row.due_at for row in rows if row.kind is DueKind.SERVICE] == [case.first_reply_due, case.resolution_due]
    wake = books.wake_of(case.conversation_id)
    assert wake is not None
    assert wake.due_at == NOW
    assert EventKind.CASE_OPENED in kinds(books)


def test_a_graver_reason_raises_the_case_that_is_open(books: MemoryBooks) -> None:
    case = ask(books, EscalationReason.KNOWLEDGE_GAP)
    graver = ask(books, EscalationReason.CRISIS)
    assert (graver.id, graver.priority, graver.reason) == (case.id, Priority.URGENT, EscalationReason.CRISIS)
    assert graver.first_reply_due == NOW + timedelta(minutes=5)
    assert EventKind.CASE_RAISED in kinds(books)


def test_a_case_is_claimed_by_one(books: MemoryBooks) -> None:
    case = ask(books)
    claimed = claim_case(books, MERCHANT.id, case.id, DANA, NOW)
    assert (claimed.state, claimed.claimed_by) == (CaseState.CLAIMED, DANA.id)
    assert claim_case(books, MERCHANT.id, case.id, DANA, NOW) == claimed
    with pytest.raises(AlreadyClaimed):
        claim_case(books, MERCHANT.id, case.id, OMAR, NOW)
    with pytest.raises(NotAllowed):
        claim_case(books, MERCHANT.id, case.id, STRANGER, NOW)
    with pytest.raises(Unknown):
        claim_case(books, "mer_2", case.id, DANA, NOW)


def test_a_case_is_given_away_by_its_holder_or_a_lead_and_by_nobody_else(books: MemoryBooks) -> None:
    case = ask(books)
    claim_case(books, MERCHANT.id, case.id, DANA, NOW)
    with pytest.raises(NotAllowed):
        reassign_case(books, MERCHANT.id, case.id, OMAR, OMAR, NOW)
    with pytest.raises(NotAllowed):
        snooze_case(books, MERCHANT.id, case.id, OMAR, NOW + HOUR, NOW)
    with pytest.raises(NotAllowed):
        reassign_case(books, MERCHANT.id, case.id, DANA, STRANGER, NOW)
    assert reassign_case(books, MERCHANT.id, case.id, DANA, OMAR, NOW).claimed_by == OMAR.id
    assert kinds(books)[-1] is EventKind.CASE_REASSIGNED
    assert reassign_case(books, MERCHANT.id, case.id, DANA, DANA, NOW).claimed_by == DANA.id


def test_a_legal_threat_is_a_leads(books: MemoryBooks) -> None:
    case = ask(books, EscalationReason.LEGAL_THREAT)
    with pytest.raises(NotAllowed):
        claim_case(books, MERCHANT.id, case.id, OMAR, NOW)
    assert claim_case(books, MERCHANT.id, case.id, DANA, NOW).claimed_by == DANA.id


def test_who_is_removed_keeps_neither_control_nor_cases(books: MemoryBooks) -> None:
    held, claimed = ask(books), ask(books, phone="+13035550222")
    take_over(books, MERCHANT.id, held.conversation_id, OMAR, NOW)
    claim_case(books, MERCHANT.id, claimed.id, OMAR, NOW)
    remove_user(books, OMAR.id, DANA.id, NOW)
    for case in (held, claimed):
        freed = now_of(books, case)
        assert (freed.state, freed.claimed_by, freed.claimed_at) == (CaseState.WAITING, None, None)
    assert kinds(books).count(EventKind.CASE_FREED) == 1


def test_a_snoozed_case_comes_back_with_the_shoppers_text(books: MemoryBooks) -> None:
    case = ask(books)
    with pytest.raises(Invalid, match="until"):
        snooze_case(books, MERCHANT.id, case.id, DANA, NOW, NOW)
    assert snooze_case(books, MERCHANT.id, case.id, DANA, NOW + HOUR, NOW).state is CaseState.SNOOZED
    receive(books, text_from(), NOW)
    assert now_of(books, case).state is CaseState.WAITING
    rows = books.due_rows(MERCHANT.id, case.conversation_id)
    assert [row.state for row in rows if row.kind is DueKind.SNOOZE] == [DueState.CANCELLED]


def test_whoever_takes_control_has_the_case_and_giving_it_back_ends_it(books: MemoryBooks) -> None:
    case = ask(books)
    claim_case(books, MERCHANT.id, case.id, OMAR, NOW)
    take_over(books, MERCHANT.id, case.conversation_id, DANA, NOW)
    assert now_of(books, case).claimed_by == DANA.id
    hand_back(books, MERCHANT.id, case.conversation_id, DANA, NOW)
    ended = now_of(books, case)
    assert (ended.state, ended.outcome, ended.closed_by) == (CaseState.CLOSED, CaseOutcome.HANDED_BACK, DANA.id)
    with pytest.raises(Closed):
        claim_case(books, MERCHANT.id, case.id, OMAR, NOW)
    rows = books.due_rows(MERCHANT.id, case.conversation_id)
    assert not [row for row in rows if row.state is DueState.WAITING and row.kind is DueKind.SERVICE]


def test_an_opt_out_ends_no_case_but_a_closed_conversation_does(books: MemoryBooks) -> None:
    case = ask(books, EscalationReason.LEGAL_THREAT)
    assert case.skill == "lead"
    close(books, MERCHANT.id, case.conversation_id, DANA.id, NOW, "done")
    assert now_of(books, case).outcome is CaseOutcome.ENDED


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order and when will it come", "en"),
        ("hola, ¿cuándo llega mi pedido? no me gusta esta talla", "es"),
        ("bonjour, je ne suis pas content de mon sac", "fr"),
        ("ok", None),
        ("la", None),
    ],
)
def test_a_language_is_guessed_or_left_open(text: str, language: str | None) -> None:
    assert language_of([text]) == language


MOVES: dict[str, Callable[[MemoryBooks, str], object]] = {
    "ask": lambda books, ref: ask_quietly(books, EscalationReason.REFUND),
    "ask gravely": lambda books, ref: ask_quietly(books, EscalationReason.CRISIS),
    "dana claims": lambda books, ref: claim_case(books, MERCHANT.id, ref, DANA, NOW),
    "omar claims": lambda books, ref: claim_case(books, MERCHANT.id, ref, OMAR, NOW),
    "dana gives": lambda books, ref: reassign_case(books, MERCHANT.id, ref, DANA, OMAR, NOW),
    "dana snoozes": lambda books, ref: snooze_case(books, MERCHANT.id, ref, DANA, NOW + HOUR, NOW),
    "shopper texts": lambda books, ref: receive(books, text_from(), NOW),
    "dana takes": lambda books, ref: take_over(books, MERCHANT.id, talk_to(books).id, DANA, NOW),
    "dana hands back": lambda books, ref: hand_back(books, MERCHANT.id, talk_to(books).id, DANA, NOW),
}


@given(st.lists(st.sampled_from(sorted(MOVES))))
def test_whatever_happens_a_waiting_conversation_has_its_one_case(moves: list[str]) -> None:
    books = MemoryBooks()
    seed(books)
    for move in moves:
        case = books.open_case(MERCHANT.id, talk_to(books).id)
        ref = case.id if case else "cas_0"
        try:
            MOVES[move](books, ref)
        except (Conflict, NotAllowed, Unknown):
            continue
        row, after = talk_to(books), books.open_case(MERCHANT.id, talk_to(books).id)
        assert row.control.value != "escalated" or after is not None
        assert row.control.value != "ai" or after is None
        if after is not None:
            assert (after.claimed_by is not None) == (after.claimed_at is not None)
            assert (after.state is CaseState.SNOOZED) == (after.snoozed_until is not None)
            assert after.state is not CaseState.WAITING or after.claimed_by is None


def ask_quietly(books: MemoryBooks, reason: EscalationReason) -> None:
    with hold(books, MERCHANT.id, talk_to(books).id, NOW) as held:
        escalate(held, Escalation(reason, "", NOW))


async def test_of_many_who_claim_at_once_exactly_one_has_the_case(ledger: Ledger) -> None:
    """Each ledger runs commands of one process; `tests/conversation/test_claim_race.py` takes two."""
    people = [User(f"usr_{number}", f"P{number}", {MERCHANT.id: Role.AGENT}) for number in range(8)]
    await ledger.write(seed)
    await ledger.write(lambda books: [books.save_user(one) for one in people] and None)
    case = await ledger.write(_asked)

    async def claim(person: User) -> bool:
        try:
            await ledger.write(lambda books: claim_case(books, MERCHANT.id, case.id, person, NOW))
        except AlreadyClaimed:
            return False
        return True

    assert sum(await asyncio.gather(*map(claim, people))) == 1


def _asked(books) -> Case:
    talk = talk_to(books)
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        escalate(held, Escalation(EscalationReason.REFUND, "", NOW))
    return books.open_case(MERCHANT.id, talk.id)
