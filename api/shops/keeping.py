"""What goes on about shops by itself: they are read, their webhooks looked after, and what they ask is done."""

import asyncio
from dataclasses import dataclass

from api.audit_keys import audit_keys
from api.enduring import Loops
from api.house import House
from api.shops.redacting import ShopRedacting
from api.shops.subscribing import ShopSubscribing
from api.shops.syncing import ShopSyncing
from api.shops.texts import ShopTexts
from conversation.ids import new_id

LOOKING_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class ShopKeeping:
    """One process's."""

    syncing: ShopSyncing
    subscribing: ShopSubscribing
    redacting: ShopRedacting
    loops: Loops

    async def run_for_ever(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.syncing.run_for_ever())
            group.create_task(self._look_often())
            group.create_task(self._forget_often())

    async def _look(self) -> None:
        await self.subscribing.shops.let_go()
        await self.subscribing.look()

    async def _look_often(self) -> None:
        await self.loops.go_on("shops' webhooks", self._look, lambda: asyncio.sleep(LOOKING_SECONDS))

    async def _forget_often(self) -> None:
        await self.loops.go_on("shops' requests", self.redacting.carry_out, lambda: asyncio.sleep(LOOKING_SECONDS))


def open_shop_keeping(house: House) -> ShopKeeping:
    """Join what reads shops. In the demo nothing is read but what somebody asks for."""
    syncing = ShopSyncing(
        ledger=house.ledger,
        clock=house.clock,
        shops=house.shops,
        texts=ShopTexts(house.ledger, house.clock, house.knowledge),
        rulebook=house.rulebook,
        name=new_id("wrk", house.clock.now()),
        number_lists=house.number_lists,
        hooks=house.shop_hooks,
        plans=not house.settings.demo,
        loops=house.loops,
    )
    keys = audit_keys(house.settings)
    redacting = ShopRedacting(house.ledger, house.clock, keys.token if keys else None)
    return ShopKeeping(
        syncing, ShopSubscribing(house.ledger, house.clock, house.shops, house.settings), redacting, house.loops
    )
