"""Who is given a waiting case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.rest.agents import note_presence
from compliance.rulebook import load_rulebook
from conversation.agent_seat import HEARTBEAT_LIFE, AgentProfile, PresenceState
from conversation.case import Case, CaseState
from conversation.escalation import Escalation, EscalationReason, Priority
from conversation.fence import hold
from conversation.merchant import MerchantSettings, Routing
from conversation.receiving import receive
from conversation.role import Role
from conversation.store_memory.books import MemoryBooks
from conversation.user import User
from handoff.escalation import ask_for_person
from handoff.routing import Candidate, choose, in_urgency
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, seed, talk_to, text_from

RULEBOOK = load_rulebook()


def candidate(name: str, load: int = 0, minutes_ago: int = 0, **profile) -> Candidate:
    user = User(f"usr_{name}", name, {MERCHANT.id: Role.AGENT})
    return Candidate(user, AgentProfile(user.id, **profile), load, NOW - timedelta(minutes=minutes_ago))


def case(**changes) -> Case:
    plain = Case(
        "cas_1",
        MERCHANT.id,
        "cvn_1",
        CaseState.WAITING,
        EscalationReason.REFUND,
        Priority.HIGH,
        NOW,
        NOW,
        NOW,
        "returns",
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("routing", "chosen"), [(Routing.ROUND_ROBIN, "a"), (Routing.LEAST_BUSY, "b"), (Routing.MANUAL, None)]
)
def test_by_turn_or_by_load(routing: Routing, chosen: str | None) -> None:
    people = [candidate("a", load=3, minutes_ago=60), candidate("b", load=1, minutes_ago=5), candidate("c", load=2)]
    found = choose(case(), people, routing)
    assert (found.user.name if found else None) == chosen


def test_a_specialist_goes_before_a_generalist_and_another_specialist_is_no_help() -> None:
    people = [
        candidate("any"),
        candidate("bills", skills=("billing",)),
        candidate("backs", load=4, skills=("returns",)),
    ]
    found = choose(case(), people, Routing.LEAST_BUSY)
    assert found is not None
    assert found.user.name == "backs"
    assert choose(case(), people[1:2], Routing.LEAST_BUSY) is None


def test_who_is_full_or_speaks_another_language_is_given_nothing() -> None:
    people = [candidate("full", load=5), candidate("fr", languages=("fr",))]
    assert choose(case(language="es"), people, Routing.ROUND_ROBIN) is None
    found = choose(case(), people, Routing.ROUND_ROBIN)
    assert found is not None
    assert found.user.name == "fr"


def test_the_most_urgent_promise_comes_first() -> None:
    later = NOW + timedelta(hours=1)
    cases = [
        case(id="cas_n", priority=Priority.NORMAL),
        case(id="cas_h2", first_reply_due=later),
        case(id="cas_u", priority=Priority.URGENT, first_reply_due=later),
        case(id="cas_h1"),
    ]
    assert [one.id for one in in_urgency(cases)] == ["cas_u", "cas_h1", "cas_h2", "cas_n"]


@pytest.fixture
def books() -> MemoryBooks:
    fresh = MemoryBooks()
    seed(fresh)
    fresh.save_merchant(replace(MERCHANT, settings=MerchantSettings(routing=Routing.LEAST_BUSY)))
    return fresh


def ask(books: MemoryBooks, phone: str) -> Case:
    receive(books, text_from(phone, "I want a refund"), NOW)
    talk = talk_to(books, phone)
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        ask_for_person(held, Escalation(EscalationReason.REFUND, "", NOW), RULEBOOK)
    found = books.open_case(MERCHANT.id, talk.id)
    assert found is not None
    return found


def test_a_case_is_given_at_once_to_who_is_there(books: MemoryBooks) -> None:
    note_presence(books, OMAR, PresenceState.ONLINE, NOW)
    note_presence(books, DANA, PresenceState.AWAY, NOW)
    given = ask(books, "+13035550111")
    assert (given.state, given.claimed_by) == (CaseState.CLAIMED, OMAR.id)


def test_a_legal_threat_is_given_to_a_lead_alone_and_taken_from_an_agent_who_has_not_begun(books: MemoryBooks) -> None:
    note_presence(books, OMAR, PresenceState.ONLINE, NOW)
    given = ask(books, "+13035550111")
    assert given.claimed_by == OMAR.id
    with hold(books, MERCHANT.id, given.conversation_id, NOW) as held:
        ask_for_person(held, Escalation(EscalationReason.LEGAL_THREAT, "", NOW), RULEBOOK)
    waiting = books.case(MERCHANT.id, given.id)
    assert waiting is not None
    assert (waiting.state, waiting.claimed_by) == (CaseState.WAITING, None)
    note_presence(books, DANA, PresenceState.ONLINE, NOW)
    found = books.case(MERCHANT.id, given.id)
    assert found is not None
    assert found.claimed_by == DANA.id


def test_a_text_waits_for_nobody_and_its_case_for_the_first_to_come(books: MemoryBooks) -> None:
    note_presence(books, DANA, PresenceState.ONLINE, NOW - HEARTBEAT_LIFE)
    waiting = ask(books, "+13035550111")
    assert waiting.state is CaseState.WAITING
    assert books.newest_message(MERCHANT.id, waiting.conversation_id) is not None
    note_presence(books, DANA, PresenceState.ONLINE, NOW)
    found = books.case(MERCHANT.id, waiting.id)
    assert found is not None
    assert found.claimed_by == DANA.id
    assert [ask(books, f"+1303555020{n}").claimed_by for n in range(5)] == [DANA.id] * 4 + [None]
