"""A turn keeps its lease however long its model thinks, and no longer than it runs."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.heartbeat import Heartbeat
from api.settings import Settings
from api.stage import open_stage
from conversation.clock import ScriptedClock
from conversation.leasing import LEASE_TIME
from conversation.ledger import Books
from conversation.receiving import receive
from conversation.store_memory import MemoryLedger
from conversation.wake import Lease
from tests.api.pages import NOON
from tests.conversation.world import NOW, seed, text_from

BEAT = timedelta(milliseconds=10)


async def leased(ledger: MemoryLedger) -> Heartbeat:
    def command(books: Books) -> Heartbeat:
        seed(books)
        received = receive(books, text_from(body="are you there?"), NOW)
        assert received is not None
        (lease,) = books.claim_wakes(NOW, 1, NOW + LEASE_TIME)
        return Heartbeat(ledger, ScriptedClock(NOW), lease, received.conversation)

    return await ledger.write(command)


async def lease_until(ledger: MemoryLedger, lease: Lease) -> datetime | None:
    wake = await ledger.read(lambda books: books.wake_of(lease.conversation_id))
    return wake.lease_until if wake else None


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.heartbeat.BEAT", BEAT)


async def test_the_lease_is_renewed_while_the_model_thinks_and_not_afterwards() -> None:
    ledger = MemoryLedger()
    heart = await leased(ledger)
    assert isinstance(heart.clock, ScriptedClock)
    with heart.beating():
        for seconds in (20, 40):
            heart.clock.jump_to(NOW + timedelta(seconds=seconds))
            await asyncio.sleep(4 * BEAT.total_seconds())
            assert await lease_until(ledger, heart.lease) == NOW + timedelta(seconds=seconds) + LEASE_TIME
    heart.clock.jump_to(NOW + timedelta(seconds=90))
    await asyncio.sleep(4 * BEAT.total_seconds())
    assert await lease_until(ledger, heart.lease) == NOW + timedelta(seconds=40) + LEASE_TIME


async def test_a_lease_that_was_lost_is_not_taken_back() -> None:
    ledger = MemoryLedger()
    heart = await leased(ledger)
    heart.lease = replace(heart.lease, token="somebody else's")
    with heart.beating():
        await asyncio.sleep(4 * BEAT.total_seconds())
    assert await lease_until(ledger, heart.lease) == NOW + LEASE_TIME


async def test_the_operator_bounds_a_turn() -> None:
    settings = Settings(_env_file=None, turn_seconds=120, turn_model_calls=3, turn_tokens=9000)
    async with open_stage(NOON, settings=settings) as stage:
        limits = (await stage.twolane.seat.agent_for("recovery")).limits
        assert (limits.seconds, limits.model_calls, limits.tokens) == (120, 3, 9000)
