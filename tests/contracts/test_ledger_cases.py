"""What every ledger promises about cases and about who is there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.agent_seat import AgentProfile, Presence, PresenceState
from conversation.case import OPEN_STATES, Case, CaseOutcome, CaseState
from conversation.conversation import Conversation
from conversation.errors import Conflict
from conversation.escalation import EscalationReason, Priority
from conversation.ledger import Books, Ledger
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, seed, talk_to

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def talk(ledger: Ledger) -> Conversation:
    await ledger.write(seed)
    return await ledger.write(talk_to)


def case_of(talk: Conversation, number: int = 1, state: CaseState = CaseState.WAITING) -> Case:
    return Case(
        id=f"cas_{number}",
        merchant_id=talk.merchant_id,
        conversation_id=talk.id if number == 1 else f"cvn_{number}",
        state=state,
        reason=EscalationReason.REFUND,
        priority=Priority.HIGH,
        opened_at=NOW + number * MINUTE,
        first_reply_due=NOW + 20 * MINUTE,
        resolution_due=NOW + 200 * MINUTE,
    )


async def test_a_conversation_has_at_most_one_open_case(ledger: Ledger, talk: Conversation) -> None:
    first, second = case_of(talk), replace(case_of(talk), id="cas_9")
    await ledger.write(lambda books: books.save_case(first))
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_case(second))
    closed = replace(first, state=CaseState.CLOSED, closed_at=NOW, outcome=CaseOutcome.ANSWERED)
    await ledger.write(lambda books: books.save_case(closed))
    assert await ledger.read(lambda books: books.open_case(MERCHANT.id, talk.id)) is None
    await ledger.write(lambda books: books.save_case(second))
    assert await ledger.read(lambda books: books.open_case(MERCHANT.id, talk.id)) == second
    assert await ledger.read(lambda books: books.case(MERCHANT.id, "cas_1")) == closed


async def test_no_case_is_shown_to_another_merchant(ledger: Ledger, talk: Conversation) -> None:
    case = case_of(talk)
    await ledger.write(lambda books: books.save_case(case))
    assert await ledger.read(lambda books: books.case("mer_2", case.id)) is None
    assert await ledger.read(lambda books: books.open_case("mer_2", talk.id)) is None
    assert await ledger.read(lambda books: books.cases(("mer_2",), states=OPEN_STATES)) == ()
    assert await ledger.read(lambda books: books.merchant_of_case(case.id)) == MERCHANT.id
    assert await ledger.read(lambda books: books.merchant_of_case("cas_0")) is None


async def test_cases_are_found_by_state_and_claimant_oldest_first(ledger: Ledger, talk: Conversation) -> None:
    rows = [
        case_of(talk, 3),
        case_of(talk, 2, CaseState.SNOOZED),
        replace(case_of(talk, 1, CaseState.CLAIMED), claimed_by=DANA.id, claimed_at=NOW),
        replace(case_of(talk, 4, CaseState.CLOSED), claimed_by=DANA.id, claimed_at=NOW + 4 * MINUTE),
    ]
    await ledger.write(lambda books: [books.save_case(row) for row in rows])

    async def found(*states: CaseState, claimed_by: str | None = None, limit: int = 9) -> list[str]:
        cases = await ledger.read(
            lambda books: books.cases((MERCHANT.id,), states=states, claimed_by=claimed_by, limit=limit)
        )
        return [case.id for case in cases]

    assert await found(*OPEN_STATES) == ["cas_1", "cas_2", "cas_3"]
    assert await found(*OPEN_STATES, limit=2) == ["cas_1", "cas_2"]
    assert await found(CaseState.SNOOZED) == ["cas_2"]
    assert await found(*CaseState, claimed_by=DANA.id) == ["cas_1", "cas_4"]
    assert await found() == []
    assert await ledger.read(lambda books: books.claims(DANA.id)) == (1, NOW + 4 * MINUTE)
    assert await ledger.read(lambda books: books.claims(OMAR.id)) == (0, None)


async def test_people_are_known_by_their_newest_word(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        books.save_agent_profile(AgentProfile(DANA.id, ("returns",), ("en", "es"), 3))
        books.save_agent_profile(AgentProfile(DANA.id, ("billing",), (), 2))
        books.save_presence(Presence(DANA.id, PresenceState.ONLINE, NOW))
        books.save_presence(Presence(DANA.id, PresenceState.AWAY, NOW + MINUTE))

    await ledger.write(write)
    profile = await ledger.read(lambda books: books.agent_profile(DANA.id))
    assert profile == AgentProfile(DANA.id, ("billing",), (), 2)
    assert await ledger.read(lambda books: books.presence(DANA.id)) == Presence(
        DANA.id, PresenceState.AWAY, NOW + MINUTE
    )
    assert await ledger.read(lambda books: books.agent_profile(OMAR.id)) is None
    assert await ledger.read(lambda books: books.presence(OMAR.id)) is None
