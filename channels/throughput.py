"""Throughput: no number sends faster, nor more a day, than carriers registered it for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from channels.day_allowance import DayAllowance
from channels.pace import Pace, Wish
from channels.throughput_tier import Tier, Tiers, known_tiers, pace_subject
from conversation.clock import from_milliseconds, to_milliseconds
from conversation.ledger import Ledger
from conversation.sender import Sender

MILLISECONDS = 1000


class Throughput(Protocol):
    """Shared by everybody who sends. Every adapter passes `tests/contracts/test_throughput.py`."""

    async def when(self, sender: Sender, wish: Wish, now: datetime) -> datetime:
        """Return `now` where the text may leave, which counts it, or the later moment at which it is to ask again.

        No window of the sender's tier ever holds more than the tier allows, whoever asks, but for one text that is
        longer than a whole window. A process that dies leaves at most what it was allowed and did not send.
        """
        ...

    def turn(self) -> AbstractAsyncContextManager[bool]:
        """For as long as the block lasts nobody else asks for what is queued: two who ask for one text count it twice.

        Yields False where others have had their turn for so long that it is better to come again.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(slots=True)
class LocalThroughput:
    """For the one process that sends: paces in memory, days in the ledger."""

    days: DayAllowance
    tiers: Tiers = field(default_factory=known_tiers)
    _paces: dict[str, Pace] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def when(self, sender: Sender, wish: Wish, now: datetime) -> datetime:
        tier = self.tiers.of(sender)
        tomorrow = await self.days.take(sender, tier, wish, now)
        if tomorrow is not None:
            return tomorrow
        at = self._pace(sender, tier).take(wish, to_milliseconds(now))
        return reached(self.days, sender, wish, at, now)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        async with self._turn:
            yield True

    async def close(self) -> None:
        return None

    def _pace(self, sender: Sender, tier: Tier) -> Pace:
        subject = pace_subject(sender)
        pace = self._paces.get(subject)
        if pace is None or (pace.most, pace.window) != (tier.most, tier.seconds * MILLISECONDS):
            pace = self._paces[subject] = Pace(tier.most, tier.seconds * MILLISECONDS)
        return pace


def reached(days: DayAllowance, sender: Sender, wish: Wish, at: int, now: datetime) -> datetime:
    """Return the moment that a pace came to; a text that must wait gives back what it took of its day."""
    if at <= to_milliseconds(now):
        return now
    days.give_back(sender, wish, now)
    return from_milliseconds(at)


def open_local(ledger: Ledger) -> LocalThroughput:
    """Return the throughput of one process over `ledger`."""
    return LocalThroughput(DayAllowance(ledger))
