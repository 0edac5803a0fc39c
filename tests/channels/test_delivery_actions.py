"""Every code of every carrier does what the table says: in the answer to a send, and in a status callback."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from channels.carrier import Outgoing, Receipt, StatusUpdate
from channels.delivery_actions import AWAY, FIRST_CONGESTED, FIRST_RETRY, MOST_ATTEMPTS, ONCE, DeliveryActions
from channels.delivery_errors import DeliveryError, ErrorAction, ErrorKind, known_errors
from channels.errors import Rejected
from channels.sender import OutboxSender
from channels.status import CarrierStatus
from compliance.filtering import resume_template
from compliance.rulebook import load_rulebook
from conversation.alert import AlertKind
from conversation.consent import SuppressionReason
from conversation.control import take_over
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Books
from conversation.message import Author, Body, Purpose
from conversation.outbox import OutboxRow, OutboxState
from conversation.receiving import receive
from conversation.sender import Registration
from conversation.sending import queue
from conversation.store_memory import MemoryLedger
from conversation.suppression import suppress
from conversation.verdict import Allow, Trail
from tests.conversation.world import DANA, MERCHANT, NOW, SENDER, SHOPPER, draft_by, seed, talk_to, text_from

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


class Moved:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> Any:
        return self.at


@dataclass
class Network:
    """A carrier that answers every send with what `answer` is."""

    name: str
    answer: str | None = None
    permanent: bool = True
    sent: int = 0

    async def send(self, outgoing: Outgoing) -> Receipt:
        if self.answer is not None:
            opted_out = self.answer in ("21610", "40300")
            raise Rejected(self.answer, "no", permanent=self.permanent, opted_out=opted_out)
        self.sent += 1
        self.callback = outgoing.status_callback
        return Receipt(f"SM{self.sent}", CarrierStatus.QUEUED)


class World:
    """A merchant with one number at `carrier`, and texts to shoppers."""

    def __init__(self, carrier: str) -> None:
        self.ledger = MemoryLedger()
        self.clock = Moved()
        self.network = Network(carrier)
        self.sender = OutboxSender(
            self.ledger,
            self.clock,
            RULEBOOK,
            {carrier: self.network},
            "wrk",
            "https://t.example",  # type: ignore[dict-item]
        )

    async def text(self, phone: str = SHOPPER, author: Author = Author.AI, prompt: str = "") -> OutboxRow:
        """Answer a text of the shopper's, and return the row as it was queued."""

        def command(books: Books) -> OutboxRow:
            seed(books)
            known = books.sender(MERCHANT.id, SENDER.id)
            if known is not None and known.carrier != self.network.name:
                books.save_sender(replace(SENDER, carrier=self.network.name))
            receive(books, replace(text_from(phone, "hi"), carrier=self.network.name), self.clock.at)
            talk = talk_to(books, phone)
            with hold(books, MERCHANT.id, talk.id, self.clock.at) as held:
                draft = replace(draft_by(author, held.row, "Yes, it is here."), prompt_hash=prompt or None)
                allow = Allow(self.clock.at + timedelta(hours=2), Trail("test", ()))
                message = queue(held, draft, Body(draft.body), Purpose.REPLY, allow)
            row = books.outbox_row(MERCHANT.id, message.id)
            assert row is not None
            return row

        return await self.ledger.write(command)

    async def send(self, row: OutboxRow) -> OutboxRow:
        await self.sender.send(row)
        return await self.row(row)

    async def hear(
        self, row: OutboxRow, status: str, code: str | None = None, provider: str = "SM1", attempt: int = 0
    ) -> OutboxRow:
        update = StatusUpdate(provider, CarrierStatus.read_word(status), code, row.to, SENDER.phone)

        def command(books: Books) -> None:
            actions = DeliveryActions(books, self.network.name, RULEBOOK, self.clock.at)
            assert actions.heard(update, row.message_id, attempt)

        await self.ledger.write(command)
        return await self.row(row)

    async def row(self, row: OutboxRow) -> OutboxRow:
        found = await self.read(lambda books: books.outbox_of(row.message_id))
        assert found is not None
        return found

    async def read(self, query: Callable[[Any], Any]) -> Any:
        return await self.ledger.read(query)

    async def told(self) -> list[AlertKind]:
        causes = await self.ledger.write(lambda books: books.take_alert_causes(self.clock.at, 50))
        return [cause.kind for cause in causes if cause.done_at is None]


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
