"""The kill switch: what sells stops for the region, at once, and starts again when it is resumed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.halting import halt, resume
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.draft import CauseKind
from conversation.errors import Conflict, Invalid, Unknown
from conversation.halt import EVERY_MERCHANT, Halt
from conversation.ledger import Books
from conversation.message import Author, Purpose
from conversation.outbox import OutboxRow, OutboxState
from conversation.store_memory import MemoryLedger
from conversation.verdict import Allow, Refuse, Verdict
from tests.compliance.cases import CONTACT, NOON, OFFER, RULEBOOK, ask_gate, draft, facts, inbound
from tests.conversation.world import MERCHANT, NOW, SHOPPER, seed, talk_to

FLOOD = Halt("hlt_1", EVERY_MERCHANT, "LA", "a flood", "Dana", NOON - timedelta(hours=1))
REMINDER = draft("Tidewater: your Trail Pack 40L is still in your cart.", CauseKind.CART, "crt_1")
PLACELESS = "+18885550142"


def reminder(standing: Halt = FLOOD, phone: str = PLACELESS, state: str | None = "LA") -> Verdict:
    contact = replace(CONTACT, phone=phone, region=state, timezone="America/Chicago")
    return ask_gate(REMINDER, facts(contact=contact, halts=(standing,))).verdict


def test_nothing_that_sells_leaves_for_a_halted_region() -> None:
    verdict = reminder()
    assert isinstance(verdict, Refuse)
    assert (verdict.rule, verdict.overridable) == ("emergency.halt", False)
    assert "a flood" in verdict.why


def test_an_area_code_or_no_known_state_is_enough() -> None:
    assert isinstance(reminder(phone="+15045550142", state="TX"), Refuse)
    assert isinstance(reminder(state=None), Refuse)
    assert isinstance(reminder(state="TX"), Allow)


def test_a_halt_of_the_country_covers_every_state() -> None:
    assert isinstance(reminder(replace(FLOOD, region="US"), state="TX"), Refuse)


def test_what_was_lifted_halts_nothing() -> None:
    assert isinstance(reminder(replace(FLOOD, lifted_at=NOON, lifted_by="Dana")), Allow)


def test_a_halt_of_a_template_halts_no_region_not_even_for_a_shopper_who_may_be_anywhere() -> None:
    filtered = replace(FLOOD, region="", template="flow:flw_1")
    assert isinstance(reminder(filtered, state=None), Allow)


@pytest.mark.parametrize(("words", "outcome"), [("It is waterproof.", Allow), (f"Take 10% off: {OFFER.code}", Refuse)])
def test_answers_leave_and_offers_that_nobody_asked_for_do_not(words: str, outcome: type) -> None:
    contact = replace(CONTACT, region="LA", timezone="America/Chicago")
    assert isinstance(ask_gate(draft(words), facts(inbound(), contact=contact, halts=(FLOOD,))).verdict, outcome)


def queued(talk: Conversation, purpose: Purpose, ref: str) -> OutboxRow:
    return OutboxRow(
        message_id=ref,
        merchant_id=MERCHANT.id,
        conversation_id=talk.id,
        sender_id="snd_1",
        to=SHOPPER,
        author=Author.TEMPLATE,
        purpose=purpose,
        epoch=1,
        state=OutboxState.QUEUED,
        until=NOW + timedelta(hours=5),
        expires_at=NOW + timedelta(hours=5),
        queued_at=NOW,
    )


async def queue_two() -> MemoryLedger:
    ledger = MemoryLedger()
    await ledger.write(seed)
    talk = await ledger.write(talk_to)

    def fill(books: Books) -> None:
        contact = books.contact_by_phone(MERCHANT.id, SHOPPER)
        assert isinstance(contact, Contact)
        books.save_contact(replace(contact, region="LA"))
        books.save_outbox_row(queued(talk, Purpose.REMINDER, "msg_sells"))
        books.save_outbox_row(queued(talk, Purpose.NOTIFICATION, "msg_tells"))

    await ledger.write(fill)
    return ledger


async def states(ledger: MemoryLedger) -> dict[str, OutboxState]:
    rows = await ledger.read(lambda books: [books.outbox_of("msg_sells"), books.outbox_of("msg_tells")])
    return {row.message_id: row.state for row in rows if row is not None}


async def test_what_is_queued_and_sells_is_cancelled() -> None:
    ledger = await queue_two()
    await ledger.write(lambda books: halt(books, MERCHANT.id, "fl", "a storm", "Dana", RULEBOOK, NOW))
    assert set((await states(ledger)).values()) == {OutboxState.QUEUED}
    await ledger.write(lambda books: halt(books, EVERY_MERCHANT, "la", "a flood", "Dana", RULEBOOK, NOW))
    assert await states(ledger) == {"msg_sells": OutboxState.CANCELLED, "msg_tells": OutboxState.QUEUED}


async def test_a_region_is_halted_once_and_resumed_once() -> None:
    ledger = MemoryLedger()
    made = await ledger.write(lambda books: halt(books, MERCHANT.id, "LA", "a flood", "Dana", RULEBOOK, NOW))
    with pytest.raises(Conflict, match="already"):
        await ledger.write(lambda books: halt(books, MERCHANT.id, "LA", "again", "Dana", RULEBOOK, NOW))
    lifted = await ledger.write(lambda books: resume(books, MERCHANT.id, "LA", "Omar", NOW))
    assert lifted == replace(made, lifted_at=NOW, lifted_by="Omar")
    with pytest.raises(Unknown):
        await ledger.write(lambda books: resume(books, MERCHANT.id, "LA", "Omar", NOW))
    again = await ledger.write(lambda books: halt(books, MERCHANT.id, "LA", "more rain", "Dana", RULEBOOK, NOW))
    assert await ledger.read(lambda books: {one.id for one in books.halts(MERCHANT.id)}) == {made.id, again.id}


@pytest.mark.parametrize(
    ("region", "reason", "by", "field"),
    [("XX", "a flood", "Dana", "region"), ("LA", " ", "Dana", "reason"), ("LA", "a flood", "", "by")],
)
async def test_a_halt_names_a_region_a_reason_and_a_person(region: str, reason: str, by: str, field: str) -> None:
    with pytest.raises(Invalid, match=field):
        await MemoryLedger().write(lambda books: halt(books, MERCHANT.id, region, reason, by, RULEBOOK, NOW))
