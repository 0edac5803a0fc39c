"""What every ledger promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.cart import ReminderSlot
from conversation.consent import Consent, ConsentScope, ConsentState, Suppression, SuppressionReason
from conversation.conversation import Control, Conversation
from conversation.errors import Conflict, Unknown
from conversation.halt import EVERY_MERCHANT, Halt
from conversation.ledger import Books, Ledger, Reader
from conversation.message import Author
from conversation.number_check import CheckAnswer, CheckKind, NumberCheck
from conversation.opening import find_or_open
from conversation.receiving import receive
from tests.conversation.world import (
    DANA,
    MERCHANT,
    NOW,
    SENDER,
    SHOPPER,
    cart_of,
    granted_offer,
    leave_cart,
    meet,
    seed,
    talk_to,
    text_from,
)


@pytest.fixture(autouse=True)
async def world(ledger: Ledger) -> None:
    await ledger.write(seed)


async def test_rows_come_back_as_they_were_saved(ledger: Ledger) -> None:
    contact = await ledger.write(meet)
    cart = cart_of(contact)
    await ledger.write(lambda books: books.save_cart(cart))
    assert await ledger.read(lambda books: books.merchant(MERCHANT.id)) == MERCHANT
    assert await ledger.read(lambda books: books.sender_by_phone(SENDER.phone)) == SENDER
    assert await ledger.read(lambda books: books.user(DANA.id)) == DANA
    assert await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER)) == contact
    assert await ledger.read(lambda books: books.cart_by_token(MERCHANT.id, "tidewater.example", "ct1")) == cart


async def test_a_glance_sees_what_was_committed_and_survives_what_it_raises(ledger: Ledger) -> None:
    assert await ledger.glance(lambda books: books.user(DANA.id)) == DANA
    with pytest.raises(ZeroDivisionError):
        await ledger.glance(lambda books: (books.users(), 1 / 0))
    await ledger.write(lambda books: books.save_user(replace(DANA, name="Dana Lee")))
    seen = await asyncio.gather(*(ledger.glance(lambda books: books.user(DANA.id)) for _ in range(3)))
    assert [user.name for user in seen if user is not None] == ["Dana Lee"] * 3


async def test_halts_of_a_merchant_come_with_those_of_all(ledger: Ledger) -> None:
    made = [
        Halt("hlt_2", MERCHANT.id, "NY", "a storm", "Dana", NOW + timedelta(hours=1)),
        Halt("hlt_1", EVERY_MERCHANT, "LA", "a flood", "Dana", NOW),
        Halt("hlt_3", "mer_2", "FL", "a fire", "Dana", NOW),
    ]
    for one in made:
        await ledger.write(lambda books, halt=one: books.save_halt(halt))
    lifted = replace(made[1], lifted_at=NOW + timedelta(hours=2), lifted_by="Omar")
    await ledger.write(lambda books: books.save_halt(lifted))
    assert await ledger.read(lambda books: books.halts(MERCHANT.id)) == (lifted, made[0])
    assert await ledger.read(lambda books: books.halts(EVERY_MERCHANT)) == (lifted,)


async def test_the_newest_answer_of_each_list_is_kept(ledger: Ledger) -> None:
    old = NumberCheck(MERCHANT.id, SHOPPER, CheckKind.DO_NOT_CALL, CheckAnswer.CLEAR, NOW, NOW, "a.txt")
    new = replace(old, answer=CheckAnswer.LISTED, drawn_at=NOW + timedelta(days=1))
    other = replace(old, kind=CheckKind.REASSIGNED, answer=CheckAnswer.NO_DATA)
    for one in (old, other, new, replace(old, merchant_id="mer_2")):
        await ledger.write(lambda books, check=one: books.save_number_check(check))
    assert await ledger.read(lambda books: books.number_checks(MERCHANT.id, SHOPPER)) == (new, other)
    assert await ledger.read(lambda books: books.number_checks(MERCHANT.id, "+13035550999")) == ()


async def test_a_command_that_raises_leaves_nothing(ledger: Ledger) -> None:
    def fails(books: Books) -> None:
        receive(books, text_from(), NOW)
        books.first_sight("a", "b", NOW)
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await ledger.write(fails)
    assert await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER)) is None
    assert await ledger.read(lambda books: books.conversations((MERCHANT.id,))) == ()
    assert await ledger.write(lambda books: books.first_sight("a", "b", NOW))


async def test_one_failure_in_a_group_spoils_no_other(ledger: Ledger) -> None:
    def fails(books: Books) -> None:
        meet(books, "+13035550199")
        raise RuntimeError("mine alone")

    answers = await asyncio.gather(
        *(ledger.write(lambda books, n=n: meet(books, f"+1303555{n:04}")) for n in range(20)),
        ledger.write(fails),
        return_exceptions=True,
    )
    assert [type(answer).__name__ for answer in answers].count("RuntimeError") == 1
    assert await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, "+13035550019")) is not None
    assert await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, "+13035550199")) is None


async def test_a_sight_is_first_once(ledger: Ledger) -> None:
    sights = [await ledger.write(lambda books: books.first_sight("text:x", "SM1", NOW)) for _ in range(3)]
    assert sights == [True, False, False]


async def test_a_repeated_text_is_received_once(ledger: Ledger) -> None:
    text = text_from(provider_id="SM1")
    first = await ledger.write(lambda books: receive(books, text, NOW))
    again = await ledger.write(lambda books: receive(books, text, NOW))
    assert first is not None
    assert again is None
    assert len(await ledger.read(lambda books: books.messages(MERCHANT.id, first.conversation.id))) == 1


async def test_texts_at_once_are_numbered_without_gaps(ledger: Ledger) -> None:
    received = await asyncio.gather(
        *(ledger.write(lambda books, n=n: receive(books, text_from(body=f"text {n}"), NOW)) for n in range(25))
    )
    ids = {one.conversation.id for one in received if one}
    assert len(ids) == 1
    messages = await ledger.read(lambda books: books.messages(MERCHANT.id, ids.pop()))
    assert [message.seq for message in messages] == list(range(1, 26))
    assert {message.text for message in messages} == {f"text {n}" for n in range(25)}


async def test_another_merchant_sees_nothing(ledger: Ledger) -> None:
    conversation = await ledger.write(talk_to)
    assert await ledger.read(lambda books: books.conversation("mer_2", conversation.id)) is None
    with pytest.raises(Unknown):
        await ledger.write(lambda books: books.lock_conversation("mer_2", conversation.id))


async def test_unique_rows_refuse_a_double(ledger: Ledger) -> None:
    conversation = await ledger.write(talk_to)
    double = replace(conversation, id="cvn_double")
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_conversation(double))
    rival = replace(SENDER, id="snd_2")
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_sender(rival))
    received = await ledger.write(lambda books: receive(books, text_from(), NOW))
    assert received is not None
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.add_message(received.message))


async def test_one_live_offer_for_each_cart(ledger: Ledger) -> None:
    conversation = await ledger.write(leave_cart)
    first = await ledger.write(lambda books: granted_offer(books, conversation))
    again = await ledger.write(lambda books: granted_offer(books, conversation))
    assert again == first
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_offer(replace(first, id="off_2", code="OTHER")))
    later = NOW + timedelta(hours=25)
    renewed = await ledger.write(lambda books: granted_offer(books, conversation, later))
    assert renewed.id != first.id


async def test_the_reminder_slot_is_taken_once(ledger: Ledger) -> None:
    slot = ReminderSlot(MERCHANT.id, "tidewater.example", "ct1", "msg_1", Author.AI, NOW)
    taken = await asyncio.gather(
        *(
            ledger.write(lambda books, n=n: books.take_reminder_slot(replace(slot, message_id=f"msg_{n}")))
            for n in range(5)
        )
    )
    assert sorted(taken) == [False, False, False, False, True]


async def test_consents_and_suppressions_are_kept(ledger: Ledger) -> None:
    consent = Consent(
        "cns_1", MERCHANT.id, SHOPPER, ConsentScope.CART_REMINDERS, ConsentState.REQUESTED, "words", "text", "shop", NOW
    )
    stop = Suppression(MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, NOW, "STOP")
    await ledger.write(lambda books: (books.save_consent(consent), books.save_suppression(stop)))
    assert await ledger.read(lambda books: books.consents(MERCHANT.id, SHOPPER)) == (consent,)
    assert await ledger.read(lambda books: books.suppression(MERCHANT.id, SHOPPER)) == stop


async def test_a_wake_keeps_the_earliest_moment(ledger: Ledger) -> None:
    conversation = await ledger.write(talk_to)
    for minutes in (30, 10, 20):
        at = NOW + timedelta(minutes=minutes)
        await ledger.write(lambda books, at=at: books.wake(MERCHANT.id, conversation.id, at))
    wake = await ledger.read(lambda books: books.wake_of(conversation.id))
    assert wake is not None
    assert wake.due_at == NOW + timedelta(minutes=10)


async def test_a_due_conversation_is_leased_to_one_worker(ledger: Ledger) -> None:
    for n in range(12):
        await ledger.write(lambda books, n=n: receive(books, text_from(f"+1303555{n:04}"), NOW))
    until = NOW + timedelta(seconds=30)
    claims = await asyncio.gather(*(ledger.write(lambda books: books.claim_wakes(NOW, 5, until)) for _ in range(6)))
    leased = [lease.conversation_id for claim in claims for lease in claim]
    assert len(leased) == len(set(leased)) == 12
    assert await ledger.write(lambda books: books.claim_wakes(NOW, 5, until)) == ()
    again = await ledger.write(lambda books: books.claim_wakes(until, 50, until + timedelta(seconds=30)))
    assert len(again) == 12
    assert {lease.attempts for lease in again} == {2}


def _in_pages_of_three(books: Reader) -> tuple[Conversation, ...]:
    rows = books.conversations((MERCHANT.id,), limit=3)
    if not rows:
        return ()
    while page := books.conversations((MERCHANT.id,), before=(rows[-1].updated_at, rows[-1].id), limit=3):
        rows += page
    return rows


async def test_conversations_are_listed_newest_first_in_pages(ledger: Ledger) -> None:
    for n in range(7):
        at = NOW + timedelta(minutes=n // 2)
        await ledger.write(lambda books, n=n, at=at: find_or_open(books, meet(books, f"+1303555{n:04}"), at))
    whole = await ledger.read(lambda books: books.conversations((MERCHANT.id,)))
    assert list(whole) == sorted(whole, key=lambda row: (row.updated_at, row.id), reverse=True)
    assert await ledger.read(_in_pages_of_three) == whole
    assert await ledger.read(lambda books: books.conversations((MERCHANT.id,), control=Control.HUMAN)) == ()
    assert await ledger.read(lambda books: books.conversations(("mer_2",))) == ()
