"""What goes on about shops by itself: they are read page by page, and their webhooks are looked after."""

import asyncio
from dataclasses import dataclass

from api.enduring import Loops
from api.house import House
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
    loops: Loops

    async def run_for_ever(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.syncing.run_for_ever())
            group.create_task(self._look_often())

    async def _look(self) -> None:
        await self.subscribing.shops.let_go()
        await self.subscribing.look()

    async def _look_often(self) -> None:
        await self.loops.go_on("shops' webhooks", self._look, lambda: asyncio.sleep(LOOKING_SECONDS))


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
    return ShopKeeping(syncing, ShopSubscribing(house.ledger, house.clock, house.shops, house.settings), house.loops)
