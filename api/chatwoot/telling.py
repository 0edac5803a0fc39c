"""Telling merchants' own inboxes what happened: in order, once, and again from where it was, whatever broke.

Nothing waits for an inbox: it is told from the ledger's log, after the fact, and its lock is nobody else's.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial

from api.chatwoot.inboxes import Inboxes
from api.chatwoot.told import LostLease, Told, begin_telling
from api.enduring import Loops, attempt
from api.live import Live
from compliance.rulebook import Rulebook
from conversation.bridge import Bridge
from conversation.clock import Clock
from conversation.ids import ConversationId, MerchantId
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
    rulebook: Rulebook
    public_url: str
    loops: Loops = field(default_factory=Loops)

    async def run(self) -> None:
        """Tell until cancelled; each inbox by itself, so that a slow one keeps no other waiting."""
        at_work: dict[MerchantId, asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as group:

            async def look() -> None:
                for bridge in await self._bridges():
                    if bridge.merchant_id not in at_work or at_work[bridge.merchant_id].done():
                        serving = attempt(f"telling {bridge.merchant_id}", partial(self._serve, bridge.merchant_id))
                        at_work[bridge.merchant_id] = group.create_task(serving)

            await self.loops.go_on("own inboxes", look, lambda: asyncio.sleep(SWEEP_SECONDS))

    async def tell_all(self) -> int:
        """Tell every inbox what it does not know yet; return how many conversations there were."""
        found = await asyncio.gather(*(self._tell(bridge, frozenset()) for bridge in await self._bridges()))
        return sum(found)

    async def _serve(self, merchant_id: MerchantId) -> None:
        """Tell one inbox until its bridge is off."""
        async with self.live.watch() as watch:
            touched: frozenset[ConversationId] = frozenset()
            while (bridge := await self.ledger.read(lambda books: books.bridge(merchant_id))) and bridge.is_on:
                await self._tell(bridge, touched)
                touched = await watch.next(SWEEP_SECONDS)

    async def _bridges(self) -> list[Bridge]:
        return [bridge for bridge in await self.ledger.read(lambda books: books.bridges()) if bridge.is_on]

    async def _tell(self, bridge: Bridge, touched: frozenset[ConversationId]) -> int:
        """Tell of what was touched, or of everything; as soon as the inbox does not answer the rest is left."""
        waiting = await self.ledger.read(lambda books: self._waiting(books, bridge, touched))
        slots, down = asyncio.Semaphore(AT_ONCE), asyncio.Event()

        async def tell(conversation_id: ConversationId) -> None:
            async with slots:
                if not down.is_set() and not await self._tell_one(bridge, conversation_id):
                    down.set()

        await asyncio.gather(*(tell(one) for one in waiting))
        return len(waiting)

    async def _tell_one(self, bridge: Bridge, conversation_id: ConversationId) -> bool:
        """Return False where the inbox did not answer."""
        leased = await begin_telling(self.ledger, self.clock, bridge, conversation_id)
        if leased is None:
            return True
        try:
            return await Told(
                self.ledger, self.clock, self.inboxes, self.rulebook, self.public_url, bridge, leased
            ).go_on()
        except LostLease:
            logger.warning("another process tells %s on, or it was erased", conversation_id)
            return True

    def _waiting(self, books: Reader, bridge: Bridge, touched: frozenset[ConversationId]) -> tuple[ConversationId, ...]:
        if touched:
            return tuple(sorted(one for one in touched if self._waits(books, bridge.merchant_id, one)))
        untold = books.untold(bridge.merchant_id, self.clock.now(), BATCH)
        return (*books.unmirrored(bridge.merchant_id, BATCH), *untold)

    def _waits(self, books: Reader, merchant_id: MerchantId, conversation_id: ConversationId) -> bool:
        mirror = books.mirror(merchant_id, conversation_id)
        if mirror is None:
            return books.open_case(merchant_id, conversation_id) is not None
        row = books.conversation(merchant_id, conversation_id)
        return row is not None and mirror.is_free(self.clock.now()) and mirror.is_behind(row.last_seq, row.last_event)
