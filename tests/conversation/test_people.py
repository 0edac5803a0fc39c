"""People: who is added, who is what, and that nobody keeps what they may no longer hold."""

import asyncio
from dataclasses import replace

import pytest

from conversation.case import Case
from conversation.cases import claim_case
from conversation.control import escalate, take_over
from conversation.conversation import Control
from conversation.errors import Conflict, Invalid, NotAllowed, NotInControl, Unknown
from conversation.escalation import Escalation, EscalationReason
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books, Ledger
from conversation.message import Author, Body, Purpose
from conversation.outbox import OutboxState
from conversation.people import add_user, give_role, parse_email, parse_name, remove_user, take_role
from conversation.role import Role
from conversation.sending import Gone, claim, queue
from conversation.store_memory.books import MemoryBooks
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW, OMAR, draft_by, seed, talk_to

OTHER = replace(MERCHANT, id="mer_2", name="Saltmarsh", shop_domain="saltmarsh.example")


@pytest.fixture
def books() -> MemoryBooks:
    fresh = MemoryBooks()
    seed(fresh)
    fresh.save_merchant(OTHER)
    return fresh


def held_by(books: Books, user=OMAR, phone: str = "+13035550111") -> str:
    ref = talk_to(books, phone).id
    take_over(books, MERCHANT.id, ref, user, NOW)
    return ref


def test_who_is_removed_is_released_with_the_reason_and_nothing_of_theirs_leaves(books: MemoryBooks) -> None:
    ref = held_by(books)
    with hold(books, MERCHANT.id, ref, NOW) as held:
        text = queue(held, draft_by(Author.HUMAN, held.row, "Hi", OMAR), Body("Hi"), Purpose.REPLY, ALLOW, OMAR)
    before = books.conversation(MERCHANT.id, ref)

    remove_user(books, OMAR.id, DANA.id, NOW)

    row = books.conversation(MERCHANT.id, ref)
    assert (row.control, row.holder, row.epoch) == (Control.ESCALATED, None, before.epoch + 1)
    assert row.escalation.reason is EscalationReason.HOLDER_REMOVED
    assert books.outbox_row(MERCHANT.id, text.id).state is OutboxState.CANCELLED
    assert isinstance(claim(books, MERCHANT.id, text.id, "w", NOW), Gone)
    released = [event for event in books.events(MERCHANT.id, ref) if event.kind is EventKind.RELEASED]
    assert [(event.actor, event.details["holder"], event.details["why"]) for event in released] == [
        (DANA.id, OMAR.id, "Omar was removed")
    ]
    assert books.exchange(MERCHANT.id, row.exchange_id).holder is None
    with pytest.raises(NotAllowed, match="was removed"):
        take_over(books, MERCHANT.id, ref, OMAR, NOW)


def test_everything_that_a_removed_person_holds_is_released_and_nobody_elses(books: MemoryBooks) -> None:
    mine = [held_by(books, OMAR, f"+1303555{number:04}") for number in range(450)]
    hers = held_by(books, DANA, "+13035559999")
    remove_user(books, OMAR.id, DANA.id, NOW)
    assert {books.conversation(MERCHANT.id, ref).control for ref in mine} == {Control.ESCALATED}
    assert books.conversation(MERCHANT.id, hers).holder == DANA.id


def test_a_role_that_may_not_text_holds_nothing(books: MemoryBooks) -> None:
    ref = held_by(books)
    give_role(books, OMAR.id, MERCHANT.id, Role.LEAD, DANA.id, NOW)
    assert books.conversation(MERCHANT.id, ref).holder == OMAR.id
    give_role(books, OMAR.id, MERCHANT.id, Role.AUDITOR, DANA.id, NOW)
    assert books.conversation(MERCHANT.id, ref).control is Control.ESCALATED
    with pytest.raises(NotAllowed, match="an auditor may not"):
        take_over(books, MERCHANT.id, ref, books.user(OMAR.id), NOW)


def test_who_leaves_one_merchant_keeps_the_others_and_who_leaves_the_last_is_removed(books: MemoryBooks) -> None:
    give_role(books, OMAR.id, OTHER.id, Role.LEAD, DANA.id, NOW)
    ref = held_by(books)
    assert take_role(books, OMAR.id, MERCHANT.id, DANA.id, NOW).roles == {OTHER.id: Role.LEAD}
    assert books.conversation(MERCHANT.id, ref).control is Control.ESCALATED
    assert take_role(books, OMAR.id, OTHER.id, DANA.id, NOW).removed_at == NOW


def test_an_address_is_one_persons_whatever_its_case_and_free_again_after_them(books: MemoryBooks) -> None:
    eve = add_user(books, " Eve  Stone ", " Eve@Tidewater.Example ", MERCHANT.id, Role.AGENT, NOW)
    assert (eve.name, eve.email) == ("Eve Stone", "eve@tidewater.example")
    assert books.user_by_email("eve@tidewater.example") == eve
    with pytest.raises(Conflict):
        add_user(books, "Another", "EVE@tidewater.example", MERCHANT.id, Role.AGENT, NOW)
    remove_user(books, eve.id, DANA.id, NOW)
    assert books.user_by_email("eve@tidewater.example") is None
    add_user(books, "Another", "eve@tidewater.example", MERCHANT.id, Role.AGENT, NOW)


def test_nobody_works_for_a_merchant_that_is_not_there_or_is_removed_twice(books: MemoryBooks) -> None:
    with pytest.raises(Unknown):
        add_user(books, "Eve", "eve@tidewater.example", "mer_none", Role.AGENT, NOW)
    remove_user(books, OMAR.id, DANA.id, NOW)
    for change in (
        lambda: remove_user(books, OMAR.id, DANA.id, NOW),
        lambda: give_role(books, OMAR.id, MERCHANT.id, Role.ADMIN, DANA.id, NOW),
        lambda: take_role(books, "usr_none", MERCHANT.id, DANA.id, NOW),
    ):
        with pytest.raises(Unknown):
            change()


@pytest.mark.parametrize("email", ["", "eve", "@x.example", "eve@", "eve@nowhere", "e ve@x.example", "<e@x.example>"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid, match="email"):
        parse_email(email)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "Eve\u202e"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="name"):
        parse_name(name)


def test_a_legal_threat_is_for_a_lead(books: MemoryBooks) -> None:
    ref = talk_to(books).id
    with hold(books, MERCHANT.id, ref, NOW) as held:
        escalate(held, Escalation(EscalationReason.LEGAL_THREAT, "", NOW))
    with pytest.raises(NotAllowed, match="legal threat"):
        take_over(books, MERCHANT.id, ref, OMAR, NOW)
    assert take_over(books, MERCHANT.id, ref, DANA, NOW).holder == DANA.id


async def test_a_takeover_that_races_a_removal_leaves_no_orphan(ledger: Ledger) -> None:
    """Whoever comes second sees what the first did: nothing is held by somebody who was removed."""
    await ledger.write(seed)
    for number in range(12):
        omar = replace(OMAR, id=f"usr_{number}")
        await ledger.write(lambda books, omar=omar: books.save_user(omar))
        talk = await ledger.write(lambda books, number=number: talk_to(books, f"+1303555{number:04}"))
        both = (
            ledger.write(lambda books, omar=omar, ref=talk.id: take_over(books, MERCHANT.id, ref, omar, NOW)),
            ledger.write(lambda books, omar=omar: remove_user(books, omar.id, DANA.id, NOW)),
        )
        taken, removed = await asyncio.gather(*both, return_exceptions=True)
        assert not isinstance(removed, BaseException)
        assert not isinstance(taken, BaseException) or isinstance(taken, NotAllowed | NotInControl)
        after = await ledger.read(lambda books, ref=talk.id: books.conversation(MERCHANT.id, ref))
        assert after.holder is None


async def test_a_claim_that_races_a_removal_leaves_no_case_with_somebody_who_is_gone(ledger: Ledger) -> None:
    await ledger.write(seed)
    for number in range(6):
        omar = replace(OMAR, id=f"usr_{number}")
        await ledger.write(lambda books, omar=omar: books.save_user(omar))
        case = await ledger.write(lambda books, number=number: _case_of(books, f"+1303555{number:04}"))
        both = (
            ledger.write(lambda books, omar=omar, case=case: claim_case(books, MERCHANT.id, case.id, omar, NOW)),
            ledger.write(lambda books, omar=omar: remove_user(books, omar.id, DANA.id, NOW)),
        )
        claimed, removed = await asyncio.gather(*both, return_exceptions=True)
        assert not isinstance(removed, BaseException)
        assert not isinstance(claimed, BaseException) or isinstance(claimed, NotAllowed)
        after = await ledger.read(lambda books, case=case: books.case(MERCHANT.id, case.id))
        assert after is not None
        assert after.claimed_by is None


def _case_of(books: Books, phone: str) -> Case:
    with hold(books, MERCHANT.id, talk_to(books, phone).id, NOW) as held:
        escalate(held, Escalation(EscalationReason.ASKED_FOR_PERSON, "", NOW))
    case = books.open_case(MERCHANT.id, held.row.id)
    assert case is not None
    return case
