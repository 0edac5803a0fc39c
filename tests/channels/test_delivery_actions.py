"""Every code of every carrier does what the table says: in the answer to a send, and in a status callback."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.delivery_actions import AWAY, FIRST_CONGESTED, FIRST_RETRY, MOST_ATTEMPTS, ONCE
from channels.delivery_errors import DeliveryError, ErrorAction, ErrorKind, known_errors
from compliance.filtering import resume_template
from compliance.rulebook import load_rulebook
from conversation.alert import AlertKind
from conversation.consent import SuppressionReason
from conversation.control import take_over
from conversation.event import EventKind
from conversation.ledger import Books
from conversation.outbox import OutboxRow, OutboxState
from conversation.receiving import receive
from conversation.sender import Registration
from conversation.store_memory.books import MemoryBooks
from conversation.suppression import suppress
from tests.channels.sending_world import World
from tests.conversation.world import DANA, MERCHANT, NOW, SENDER, SHOPPER, text_from

RULEBOOK = load_rulebook()
EVERY = [(carrier, error) for carrier, errors in known_errors().items() for error in errors.values()]
RETRIED = {
    ErrorAction.RETRY: FIRST_RETRY,
    ErrorAction.RETRY_TWICE: AWAY[0],
    ErrorAction.RETRY_ONCE: ONCE[0],
}
TOLD = {
    ErrorAction.ALERT: AlertKind.UNDELIVERED,
    ErrorAction.REVIEW: AlertKind.UNDELIVERED,
    ErrorAction.STOP_SENDER: AlertKind.NUMBER_STOPPED,
}


async def check_action(world: World, row: OutboxRow, error: DeliveryError) -> None:
    """Say whether what the table asks for a code that is not tried again has happened in the ledger."""
    suppression = await world.read(lambda books: books.suppression(MERCHANT.id, row.to))
    contact = await world.read(lambda books: books.contact_by_phone(MERCHANT.id, row.to))
    sender = await world.read(lambda books: books.sender(MERCHANT.id, SENDER.id))
    filtered = await world.read(lambda books: books.filtered_texts(MERCHANT.id, "pack:p1", NOW))
    assert (suppression is not None) == (error.action is ErrorAction.SUPPRESS)
    leaves_alone = {ErrorAction.MARK_NUMBER, ErrorAction.REVIEW}
    assert (contact.unreachable_since is not None) == (error.action in leaves_alone)
    assert (contact.unreachable_until is not None) == (error.action is ErrorAction.REVIEW)
    stops = error.action is ErrorAction.STOP_SENDER
    assert (sender.registration is Registration.SUSPENDED) == stops
    assert (sender.suspended_code, sender.suspended_why) == ((error.code, error.meaning) if stops else ("", ""))
    assert len(filtered) == (error.kind is ErrorKind.FILTERED)
    assert await world.told() == ([TOLD[error.action]] if error.action in TOLD else [])


@pytest.mark.parametrize(("carrier", "error"), EVERY, ids=[f"{carrier}-{error.code}" for carrier, error in EVERY])
async def test_a_refusal_does_what_the_table_says(carrier: str, error: DeliveryError) -> None:
    world = World(carrier)
    world.network.answer, world.network.permanent = error.code, error.permanent
    row = await world.send(await world.text(prompt="p1"))
    if not error.permanent:
        assert (row.state, row.attempts) == (OutboxState.QUEUED, 1)
        assert row.not_before == NOW + RETRIED.get(error.action, FIRST_RETRY)
    else:
        assert (row.state, row.error_code) == (OutboxState.FAILED, error.code)
    await check_action(world, row, error)


@pytest.mark.parametrize(("carrier", "error"), EVERY, ids=[f"{carrier}-{error.code}" for carrier, error in EVERY])
async def test_a_failed_delivery_does_what_the_table_says(carrier: str, error: DeliveryError) -> None:
    world = World(carrier)
    row = await world.send(await world.text(prompt="p1"))
    assert (row.state, row.provider_id) == (OutboxState.SENT, "SM1")
    row = await world.hear(row, "undelivered", error.code)
    if error.action in RETRIED:
        first = FIRST_CONGESTED if error.action is ErrorAction.RETRY else RETRIED[error.action]
        assert (row.state, row.attempts, row.not_before) == (OutboxState.QUEUED, 1, NOW + first)
        assert (row.provider_id, row.carrier_status, row.claimed_at) == (None, None, None)
    else:
        assert (row.state, row.error_code) == (OutboxState.FAILED, error.code)
    await check_action(world, row, error)


@pytest.mark.parametrize(("code", "tries"), [("30008", 2), ("30003", 3), ("30001", MOST_ATTEMPTS)])
async def test_tries_end_and_what_is_left_of_them_is_told(code: str, tries: int) -> None:
    world = World("twilio")
    row = await world.text()
    for attempt in range(tries):
        world.clock.at = max(world.clock.at, row.not_before or NOW)
        row = await world.send(row)
        assert (row.state, row.attempts) == (OutboxState.SENT, attempt)
        row = await world.hear(row, "undelivered", code, row.provider_id or "", attempt)
    assert (row.state, row.error_code) == (OutboxState.FAILED, code)
    contact = await world.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER))
    assert (contact.unreachable_until is not None) == (code == "30003"), "a phone that was away is left alone"
    assert await world.told() == ([AlertKind.UNDELIVERED] if code == "30001" else [])


async def test_words_on_the_first_try_say_nothing_of_the_second() -> None:
    world = World("twilio")
    row = await world.send(await world.text())
    first = world.network.callback
    row = await world.hear(row, "undelivered", "30008")
    for late in ("sent", "undelivered"):
        assert await world.hear(row, late, "30008" if late == "undelivered" else None) == row
    world.clock.at = row.not_before or NOW
    row = await world.send(row)
    assert (row.state, row.provider_id) == (OutboxState.SENT, "SM2")
    assert world.network.callback == f"{first}&attempt=1"
    assert (await world.hear(row, "undelivered", "30008")).state is OutboxState.SENT
    assert (await world.hear(row, "delivered", None, "SM2", 1)).carrier_status == "delivered"


async def test_a_text_that_arrived_after_all_is_not_sent_again() -> None:
    world = World("twilio")
    row = await world.send(await world.text())
    row = await world.hear(row, "undelivered", "30008")
    row = await world.hear(row, "delivered")
    assert (row.state, row.carrier_status) == (OutboxState.SENT, "delivered")
    world.clock.at += timedelta(hours=1)
    await world.send(row)
    assert world.network.sent == 1


async def test_an_opt_out_told_of_the_first_try_counts_while_the_second_waits() -> None:
    world = World("twilio")
    row = await world.send(await world.text())
    row = await world.hear(row, "undelivered", "30008")
    row = await world.hear(row, "failed", "21610")
    assert row.state is OutboxState.CANCELLED
    assert await world.read(lambda books: books.suppression(MERCHANT.id, SHOPPER)) is not None


def stopped(books: Books, talk_id: str) -> None:
    suppress(books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", NOW)


def taken(books: Books, talk_id: str) -> None:
    take_over(books, MERCHANT.id, talk_id, DANA, NOW)


def written(books: Books, talk_id: str) -> None:
    receive(books, replace(text_from(SHOPPER, "hello?"), carrier="twilio"), NOW + timedelta(seconds=1))


@pytest.mark.parametrize("between", [stopped, taken, written])
async def test_nothing_is_tried_again_that_may_not_leave_any_more(between: Callable[[Books, str], None]) -> None:
    world = World("twilio")
    row = await world.send(await world.text())
    await world.ledger.write(lambda books: between(books, row.conversation_id))
    row = await world.hear(row, "undelivered", "30008")
    assert row.state is OutboxState.FAILED


async def test_nothing_is_tried_again_after_it_expired() -> None:
    world = World("twilio")
    row = await world.send(await world.text())
    world.clock.at = row.expires_at - timedelta(seconds=59)
    assert (await world.hear(row, "undelivered", "30008")).state is OutboxState.FAILED


async def test_a_try_is_decided_on_again_by_the_gate() -> None:
    world = World("twilio")
    row = await world.send(await world.text())
    row = await world.hear(row, "undelivered", "30001")
    world.clock.at = row.not_before or NOW
    suspended = replace(SENDER, carrier="twilio", registration=Registration.SUSPENDED, suspended_why="a pause")
    await world.ledger.write(lambda books: books.save_sender(suspended))
    row = await world.send(row)
    events = await world.read(lambda books: books.events(MERCHANT.id, row.conversation_id))
    why = next(event.details["why"] for event in events if event.kind is EventKind.TEXT_CANCELLED)
    assert (row.state, "suspended: a pause" in why) == (OutboxState.CANCELLED, True)


async def test_nothing_queued_leaves_a_number_that_a_carrier_stopped_and_it_is_told_once() -> None:
    world = World("twilio")
    first, second = await world.text(), await world.text("+13035550112")
    world.network.answer = "30034"
    await world.send(first)
    world.network.answer = None
    second = await world.send(second)
    assert (second.state, world.network.sent) == (OutboxState.CANCELLED, 0)
    assert await world.told() == [AlertKind.NUMBER_STOPPED]


async def test_a_number_that_takes_no_texts_gets_none_until_it_texts_or_one_arrives() -> None:
    world = World("twilio")
    row = await world.send(await world.text())
    late = await world.send(await world.text())
    await world.hear(row, "undelivered", "30005")

    async def is_marked() -> bool:
        contact = await world.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER))
        return contact.unreachable_since is not None

    assert await is_marked()
    await world.hear(late, "delivered", None, "SM2")
    assert not await is_marked()
    await world.hear(await world.send(await world.text()), "undelivered", "30006", "SM3")
    assert await is_marked()
    await world.text()
    assert not await is_marked()
    assert await world.read(lambda books: books.suppression(MERCHANT.id, SHOPPER)) is None


async def test_what_was_written_of_a_contact_while_the_news_waited_for_its_number_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World("twilio")
    row, late = await world.send(await world.text()), await world.send(await world.text())
    await world.hear(row, "undelivered", "30005")

    def wait_for_somebody(books: MemoryBooks, merchant_id: str, phone: str) -> None:
        contact = books.contact_by_phone(merchant_id, phone)
        assert contact is not None
        books.save_contact(replace(contact, region="CO"))

    monkeypatch.setattr(MemoryBooks, "lock_contact", wait_for_somebody)
    await world.hear(late, "delivered", None, "SM2")
    contact = await world.read(lambda books: books.contact_by_phone(MERCHANT.id, SHOPPER))
    assert (contact.region, contact.unreachable_since) == ("CO", None)


async def test_alerts_of_one_kind_about_one_number_are_one_an_hour() -> None:
    world = World("twilio")
    for _ in range(3):
        row = await world.send(await world.text())
        await world.hear(row, "undelivered", "21612", row.provider_id or "")
    assert await world.told() == [AlertKind.UNDELIVERED]
    world.clock.at += timedelta(hours=1)
    row = await world.send(await world.text())
    await world.hear(row, "undelivered", "21612", row.provider_id or "")
    assert await world.told() == [AlertKind.UNDELIVERED] * 2


async def test_a_prompt_that_carriers_filter_is_stopped_until_a_person_lets_it_go_on() -> None:
    world = World("twilio")
    rows = [await world.text(f"+1303555{number:04}", prompt="p1") for number in range(4)]
    for row in rows[:3]:
        sent = await world.send(row)
        await world.hear(sent, "undelivered", "30007", sent.provider_id or "")
    assert (await world.row(rows[3])).state is OutboxState.CANCELLED, "what is queued of it does not leave"
    (halt,) = await world.read(lambda books: books.halts(MERCHANT.id))
    assert (halt.template, halt.is_live) == ("pack:p1", True)
    assert AlertKind.TEMPLATE_STOPPED in await world.told()
    await world.ledger.write(lambda books: resume_template(books, MERCHANT.id, halt.id, "Dana", world.clock.at))
    world.clock.at += timedelta(seconds=1)
    again = await world.send(await world.text("+13035550009", prompt="p1"))
    assert again.state is OutboxState.SENT
    await world.hear(again, "undelivered", "30007", again.provider_id or "")
    halts = await world.read(lambda books: books.halts(MERCHANT.id))
    assert not any(one.is_live for one in halts), "what was filtered before counts no more"


async def test_few_filtered_texts_among_many_stop_nothing() -> None:
    world = World("twilio")
    rows = [await world.text(f"+1303555{number:04}", prompt="p1") for number in range(61)]
    for row in rows[:3]:
        sent = await world.send(row)
        await world.hear(sent, "undelivered", "30007", sent.provider_id or "")
    assert await world.read(lambda books: books.halts(MERCHANT.id)) == ()
