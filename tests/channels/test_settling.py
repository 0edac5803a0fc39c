"""A text whose sending nobody saw through is settled by asking the carrier, or shown to a person; never sent again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.carrier import Outgoing, Unreachable
from channels.sender import OutboxSender
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

    def __init__(self) -> None:
        self.ledger: Ledger = MemoryLedger()
        self.clock = ScriptedClock(NOW)
        self.network = Simulator(
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
