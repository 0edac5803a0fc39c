"""A text whose sending nobody saw through is settled by asking the carrier, or shown to a person; never sent again."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from channels.carrier import CarrierStatus, Outgoing, Receipt, Unreachable
from channels.sender import ASKED_FOR, OutboxSender
from channels.simulator import Simulator
from channels.simulator_weather import Weather
from compliance.rulebook import load_rulebook
from conversation.clock import ScriptedClock
from conversation.draft import Draft
from conversation.fence import hold
from conversation.ledger import Books, Ledger
from conversation.message import Author, Body, Purpose
from conversation.outbox import OutboxRow, OutboxState
from conversation.sending import queue
from conversation.store_memory import MemoryLedger
from tests.conversation.world import ALLOW, MERCHANT, NOW, SENDER, SHOPPER, draft_by, seed, talk_to

WORDS = "Your cart is still here."


class House:
    """An outbox and a network that takes texts and loses its answers."""

    def __init__(self, network: Any = None) -> None:
        self.ledger: Ledger = MemoryLedger()
        self.clock = ScriptedClock(NOW)
        self.network = network or Simulator(
            path=":memory:",
            clock=self.clock,
            auth_token="token",
            public_url="https://twolane.example",
            weather=Weather(unsure=1.0),
        )
        self.sender = OutboxSender(
            self.ledger, self.clock, load_rulebook(), {"simulator": self.network}, "worker", "https://twolane.example"
        )

    async def text(self) -> OutboxRow:
        """Queue a text and hand it over; the answer is lost."""

        def command(books: Books) -> str:
            talk = talk_to(books)
            draft: Draft = draft_by(Author.TEMPLATE, talk, WORDS)
            with hold(books, MERCHANT.id, talk.id, NOW) as held:
                return queue(held, draft, Body(WORDS), Purpose.NOTIFICATION, ALLOW).id

        ref = await self.ledger.write(command)
        await self.sender.send_queued()
        return await self.row(ref)

    async def twice(self, row: OutboxRow) -> None:
        """Somebody hands the same text over again, past the outbox."""
        with pytest.raises(Unreachable):
            await self.network.send(Outgoing(row.message_id, SENDER.phone, row.to, WORDS))

    async def row(self, ref: str) -> OutboxRow:
        row = await self.ledger.read(lambda books: books.outbox_row(MERCHANT.id, ref))
        assert row is not None
        return row

    async def settle(self) -> int:
        self.clock.advance(timedelta(minutes=5))
        return await self.sender.settle_left_behind()


@pytest.fixture
async def house() -> House:
    house = House()
    await house.ledger.write(seed)
    return house


async def test_a_text_that_the_carrier_has_is_settled_and_was_sent_once(house: House) -> None:
    row = await house.text()
    assert row.state is OutboxState.UNKNOWN
    assert await house.settle() == 1
    (copy,) = house.network.copies(row.message_id)
    settled = await house.row(row.message_id)
    assert (settled.state, settled.provider_id) == (OutboxState.SENT, copy.provider_id)


async def test_of_two_texts_that_fit_nobody_chooses(house: House) -> None:
    row = await house.text()
    await house.twice(row)
    assert await house.settle() == 0
    assert (await house.row(row.message_id)).state is OutboxState.UNKNOWN
    assert len(house.network.phone(SHOPPER)) == 2


async def test_of_two_texts_that_fit_the_one_that_is_no_other_text_of_ours_is_taken(house: House) -> None:
    row, other = await house.text(), await house.text()
    await house.twice(row)
    known, free = house.network.copies(row.message_id)

    def claim_first(books: Books) -> None:
        theirs = books.outbox_row(MERCHANT.id, other.message_id)
        assert theirs is not None
        books.save_outbox_row(replace(theirs, state=OutboxState.SENT, provider_id=known.provider_id))

    await house.ledger.write(claim_first)
    assert await house.settle() == 1
    assert (await house.row(row.message_id)).provider_id == free.provider_id


async def test_a_carrier_is_asked_ever_more_seldom_about_what_it_does_not_know_and_after_days_not_at_all() -> None:
    house = House(network=Silent())
    await house.ledger.write(seed)
    row = await house.text()
    asked = []
    for _ in range(100):
        house.clock.advance(timedelta(seconds=30))
        await house.sender.settle_left_behind()
        asked.append(house.network.asked)
    assert (row.state, asked[0], asked[1], asked[3], asked[-1]) == (OutboxState.UNKNOWN, 1, 2, 3, 7)
    house.clock.advance(ASKED_FOR)
    await house.sender.settle_left_behind()
    assert house.network.asked == 7
    assert (await house.row(row.message_id)).state is OutboxState.UNKNOWN


async def test_a_text_in_flight_when_its_number_moved_is_found_at_the_carrier_that_had_it(house: House) -> None:
    old, new = Silent("twilio", Receipt("SM1", CarrierStatus.SENT)), Silent("telnyx")
    house.sender.carriers.update({"twilio": old, "telnyx": new})  # type: ignore[attr-defined]
    row = await house.text()
    await house.ledger.write(lambda books: books.save_sender(replace(SENDER, carrier="telnyx")))
    assert await house.settle() == 1
    settled = await house.row(row.message_id)
    assert (settled.state, settled.provider_id, new.asked) == (OutboxState.SENT, "SM1", 1)


class Silent:
    """A carrier whose answers to sends are lost, and that knows of one text or none."""

    def __init__(self, name: str = "simulator", knows: Receipt | None = None) -> None:
        self.name, self.knows, self.asked = name, knows, 0

    async def send(self, outgoing: Outgoing) -> Receipt:
        raise Unreachable("no answer", maybe_sent=True)

    async def find(self, outgoing: Outgoing, since: datetime) -> Receipt | None:
        assert f"/{self.name}/" in (outgoing.status_callback or "")
        self.asked += 1
        return self.knows
