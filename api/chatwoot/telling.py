"""Telling merchants' own inboxes what happened: in order, once, and again from where it was, whatever broke.

Nothing waits for an inbox: it is told from the ledger's log, after the fact, and its lock is nobody else's.
"""

import asyncio
import logging
from dataclasses import dataclass

from api.chatwoot.inboxes import Inboxes
from api.chatwoot.told import LostLease, Told, begin_telling
from api.live import Live
from conversation.bridge import Bridge
from conversation.clock import Clock
from conversation.ids import ConversationId
from conversation.ledger import Ledger, Reader

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
"""How often everything is looked through, for what no bell told of."""
AT_ONCE = 8
BATCH = 200


@dataclass(slots=True)
class Telling:
    """Tells every conversation that has a person's case, at merchants with a bridge that is on."""

    ledger: Ledger
    clock: Clock
    live: Live
    inboxes: Inboxes
    public_url: str

    async def run(self) -> None:
        """Tell until cancelled."""
        async with self.live.watch() as watch:
            while True:
                await self.tell_all()
                await watch.next(SWEEP_SECONDS)

    async def tell_all(self) -> int:
        """Tell every inbox what it does not know yet; return how many conversations there were."""
        bridges = await self.ledger.read(lambda books: books.bridges())
        found = 0
        for bridge in bridges:
            if bridge.is_on:
                waiting = await self.ledger.read(lambda books, bridge=bridge: self._waiting(books, bridge))  # type: ignore[misc]
                found += len(waiting)
                slots = asyncio.Semaphore(AT_ONCE)
                await asyncio.gather(*(self._tell(bridge, one, slots) for one in waiting))
        return found

    def _waiting(self, books: Reader, bridge: Bridge) -> tuple[ConversationId, ...]:
        untold = books.untold(bridge.merchant_id, self.clock.now(), BATCH)
        return (*books.unmirrored(bridge.merchant_id, BATCH), *untold)

    async def _tell(self, bridge: Bridge, conversation_id: ConversationId, slots: asyncio.Semaphore) -> None:
        async with slots:
            told = await begin_telling(self.ledger, self.clock, bridge, conversation_id)
            if told is None:
                return
            try:
                await Told(self.ledger, self.clock, self.inboxes, self.public_url, bridge, told).go_on()
            except LostLease:
                logger.warning("another process tells %s on, or it was erased", conversation_id)
