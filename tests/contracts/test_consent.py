"""What every ledger promises about consent: each change is kept, in order, with its proof, and none is altered."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from conversation.consent import LIFTED_BY_START, Consent, ConsentMethod, ConsentScope, ConsentState, SuppressionReason
from conversation.consent_event import ConsentChange, ConsentEvent
from conversation.consenting import ConsentBook, Proof, waits_for_start
from conversation.errors import Conflict
from conversation.ledger import Books, Ledger
from conversation.suppression import lift, suppress
from tests.conversation.world import MERCHANT, NOW, SHOPPER, seed

SCOPE = ConsentScope.CART_REMINDERS
WORDS = "Reply YES to get shopping cart reminders"


def proof(at: datetime = NOW, method: ConsentMethod = ConsentMethod.CHECKOUT) -> Proof:
    return Proof(method.value, "tidewater.example", at, "system", "checkout tok1")


def book(books: Books, minutes: int = 0, phone: str = SHOPPER) -> ConsentBook:
    books.lock_contact(MERCHANT.id, phone)
    return ConsentBook(books, MERCHANT.id, phone, NOW + timedelta(minutes=minutes))


@pytest.fixture(autouse=True)
async def world(ledger: Ledger) -> None:
    await ledger.write(seed)


async def history(ledger: Ledger, phone: str = SHOPPER) -> tuple[ConsentEvent, ...]:
    return await ledger.read(lambda books: books.consent_events(MERCHANT.id, phone))


async def standing(ledger: Ledger) -> Consent:
    return (await ledger.read(lambda books: books.consents(MERCHANT.id, SHOPPER)))[-1]


async def test_the_whole_life_of_a_consent_can_be_read(ledger: Ledger) -> None:
    await ledger.write(lambda books: book(books).request(SCOPE, WORDS, proof()))
    asked = await standing(ledger)
    await ledger.write(lambda books: book(books, 1).note_prompt([asked], "msg_prompt"))
    prompted = await standing(ledger)
    await ledger.write(lambda books: book(books, 2).confirm(prompted, "msg_yes"))
    confirmed = await standing(ledger)
    assert confirmed.is_by_text
    assert (confirmed.prompt_id, confirmed.answer_id) == ("msg_prompt", "msg_yes")
    stop = NOW + timedelta(minutes=3)
    await ledger.write(
        lambda books: suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", stop, "msg_stop")
    )
    revoked = await standing(ledger)
    assert (revoked.state, revoked.revoked_at, revoked.revoked_by) == (ConsentState.REVOKED, stop, "msg_stop")
    await ledger.write(lambda books: lift(books, MERCHANT.id, SHOPPER, "msg_start", NOW + timedelta(minutes=4)))
    told = [(event.number, event.change, event.message_id, event.recorded_by) for event in await history(ledger)]
    assert told == [
        (1, ConsentChange.REQUESTED, None, "system"),
        (2, ConsentChange.PROMPTED, "msg_prompt", "system"),
        (3, ConsentChange.CONFIRMED, "msg_yes", "contact"),
        (4, ConsentChange.OPTED_OUT, "msg_stop", "contact"),
        (5, ConsentChange.REVOKED, "msg_stop", "contact"),
        (6, ConsentChange.LIFTED, "msg_start", "contact"),
    ]
    first = (await history(ledger))[0]
    assert (first.wording, first.method, first.source) == (WORDS, "checkout", "tidewater.example")
    assert (first.evidence, first.at, first.scope, first.consent_id) == ("checkout tok1", NOW, SCOPE, asked.id)


async def test_start_restores_no_consent(ledger: Ledger) -> None:
    await ledger.write(lambda books: book(books).record(SCOPE, WORDS, proof(), answer_id="msg_yes"))
    await ledger.write(
        lambda books: suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", NOW, "msg_stop")
    )
    assert await ledger.write(lambda books: lift(books, MERCHANT.id, SHOPPER, "msg_start", NOW))
    assert (await standing(ledger)).state is ConsentState.REVOKED


async def test_consent_given_after_an_opt_out_waits_for_start(ledger: Ledger) -> None:
    later = NOW + timedelta(days=1)
    await ledger.write(
        lambda books: suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", NOW, "msg_stop")
    )
    given = await ledger.write(lambda books: book(books, 1440).record(SCOPE, WORDS, proof(later)))
    assert await ledger.read(lambda books: waits_for_start(books, MERCHANT.id, SHOPPER)) == (given,)
    await ledger.write(lambda books: lift(books, MERCHANT.id, SHOPPER, "msg_start", later))
    assert await ledger.read(lambda books: waits_for_start(books, MERCHANT.id, SHOPPER)) == ()
    assert (await standing(ledger)).state is ConsentState.CONFIRMED


async def test_every_opt_out_is_kept_though_the_first_suppression_stands(ledger: Ledger) -> None:
    for name in ("msg_1", "msg_2"):
        await ledger.write(
            lambda books, name=name: suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", NOW, name)
        )
    suppression = await ledger.read(lambda books: books.suppression(MERCHANT.id, SHOPPER))
    assert suppression is not None
    assert suppression.message_id == "msg_1"
    assert [event.message_id for event in await history(ledger)] == ["msg_1", "msg_2"]


async def test_an_opt_out_and_a_graver_reason_are_both_kept_in_either_order(ledger: Ledger) -> None:
    other, stop, crisis = "+13035550142", SuppressionReason.OPT_OUT, SuppressionReason.CRISIS
    for phone, reasons in ((SHOPPER, (crisis, stop)), (other, (stop, crisis))):
        for minutes, reason in enumerate(reasons):
            at = NOW + timedelta(minutes=minutes)
            await ledger.write(
                lambda books, to=phone, why=reason, at=at: suppress(books, MERCHANT.id, to, why, "said", at, "msg_1")
            )
        standing = await ledger.read(lambda books, to=phone: books.suppression(MERCHANT.id, to))
        assert standing is not None
        asked_at = NOW + timedelta(minutes=reasons.index(stop))
        assert (standing.reason, standing.since, standing.asked_at) == (crisis, NOW, asked_at)
        assert not standing.lets_safety_through
        assert not await ledger.write(lambda books, to=phone: lift(books, MERCHANT.id, to, "msg_start", NOW))


@pytest.mark.parametrize("reason", [reason for reason in SuppressionReason if reason not in LIFTED_BY_START])
async def test_what_is_no_plain_opt_out_outlasts_start(ledger: Ledger, reason: SuppressionReason) -> None:
    await ledger.write(lambda books: suppress(books, MERCHANT.id, SHOPPER, reason, "said", NOW, "msg_1"))
    assert not await ledger.write(lambda books: lift(books, MERCHANT.id, SHOPPER, "msg_start", NOW))
    await ledger.write(
        lambda books: suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", NOW, "msg_2")
    )
    lifted = await ledger.write(lambda books: lift(books, MERCHANT.id, SHOPPER, "msg_start", NOW))
    assert lifted is (reason is SuppressionReason.CARRIER)


async def test_a_place_in_the_history_is_taken_once_and_nothing_is_replaced(ledger: Ledger) -> None:
    await ledger.write(lambda books: book(books).request(SCOPE, WORDS, proof()))
    (first,) = await history(ledger)
    for forged in (replace(first, wording="other"), replace(first, id="cev_2"), replace(first, number=2)):
        with pytest.raises(Conflict):
            await ledger.write(lambda books, forged=forged: books.add_consent_event(forged))
    assert await history(ledger) == (first,)


async def test_a_history_is_shown_to_its_merchant_alone(ledger: Ledger) -> None:
    await ledger.write(lambda books: book(books).request(SCOPE, WORDS, proof()))
    assert await ledger.read(lambda books: books.consent_events("mer_2", SHOPPER)) == ()
    assert await ledger.read(lambda books: books.consent_journal("mer_2")) == ()


async def test_the_journal_pages_through_every_number(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        for place in range(7):
            book(books, place // 2, f"+1303555010{place}").request(SCOPE, WORDS, proof())

    await ledger.write(write)
    read: list[ConsentEvent] = []
    after = None
    while page := await ledger.read(
        lambda books, after=after: books.consent_journal(MERCHANT.id, after=after, limit=3)
    ):
        read += page
        after = (page[-1].recorded_at, page[-1].id)
    assert len({event.phone for event in read}) == len(read) == 7
    assert read == sorted(read, key=lambda event: (event.recorded_at, event.id))
