"""What the operator does about shops: reads them now, sees how they stand, asks for their webhooks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.audit_keys import SETTING, audit_keys
from api.operator import merchant_named
from api.settings import Settings
from api.shops.forgetting import Forgotten, forget_everybody
from api.shops.office import sync_now
from api.shops.privacy import SHOP
from api.wiring import Twolane, open_twolane
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.brand_setting import merchant_of
from conversation.erasing import Request
from conversation.errors import Misconfigured
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.privacy_request import PrivacyRequest, PrivacyTopic
from conversation.privacy_requests import note_outcome, open_requests
from conversation.shop_sync import ShopStanding, ShopSync, SyncKind, SyncState
from tools.shopify_subscriptions import Subscribed

LOOKING_SECONDS = 0.5

Told = Callable[[ShopSync], None]


@dataclass(frozen=True, slots=True)
class ShopDesk:
    """The operator, at one merchant's shop."""

    twolane: Twolane
    merchant: Merchant

    async def sync(self, named: Iterable[str], told: Told) -> tuple[ShopSync, ...]:
        """Read these kinds to their end, or watch who does; `told` hears how far each is. Raises Invalid."""
        house = self.twolane.house
        doer, now = Doer(OPERATOR), house.clock.now()
        kinds = await house.ledger.write(lambda books: sync_now(books, self.merchant.id, named, doer, now))
        working = asyncio.create_task(self._work_off(kinds))
        while not working.done():
            await asyncio.wait({working}, timeout=LOOKING_SECONDS)
            for sync in await self.syncs():
                if sync.state is SyncState.RUNNING:
                    told(sync)
        await working
        return tuple(sync for sync in await self.syncs() if sync.kind in kinds)

    async def syncs(self) -> tuple[ShopSync, ...]:
        return await self.twolane.house.ledger.read(lambda books: books.shop_syncs(self.merchant.id))

    async def standing(self) -> ShopStanding | None:
        return await self.twolane.house.ledger.read(lambda books: books.shop_standing(self.merchant.id))

    async def requests(self) -> tuple[PrivacyRequest, ...]:
        return await self.twolane.house.ledger.read(lambda books: books.privacy_requests(self.merchant.id))

    async def subscribe(self) -> Subscribed:
        """Ask the shop for the webhooks that it does not send yet."""
        return await self.twolane.shop_keeping.subscribing.check(self.merchant)

    async def forget(self) -> Forgotten:
        """Forget everybody whom the merchant knows. Raises Misconfigured without an audit secret."""
        house = self.twolane.house
        keys = audit_keys(house.settings)
        if keys is None:
            raise Misconfigured(SETTING, "set it: what must be kept of an erased contact is kept under a token")
        request = Request(SHOP, "shop/redact")
        forgotten = await forget_everybody(house.ledger, house.clock, self.merchant.id, request, keys.token)
        if not forgotten.busy:
            await house.ledger.write(lambda books: self._settle(books, str(forgotten)))
        return forgotten

    def _settle(self, books: Books, outcome: str) -> None:
        now = self.twolane.house.clock.now()
        for asked in open_requests(books, self.merchant.id, PrivacyTopic.SHOP):
            note_outcome(books, asked, outcome, now)

    async def _work_off(self, kinds: Iterable[SyncKind]) -> None:
        for kind in kinds:
            await self.twolane.shop_keeping.syncing.run(self.merchant.id, kind)


@asynccontextmanager
async def at_shop(settings: Settings, named: str) -> AsyncIterator[ShopDesk]:
    """Open the shop of the merchant that is named, or of the only one. Raises Invalid, Unknown, Misconfigured."""
    twolane = await open_twolane(settings)
    try:
        yield ShopDesk(twolane, await twolane.house.ledger.read(lambda books: _merchant(books, named)))
    finally:
        await twolane.close()


def in_words(sync: ShopSync) -> str:
    """Say how far one kind is, in a line; times are UTC."""
    level = f"{sync.level_at:%Y-%m-%d %H:%M}" if sync.level_at else "never"
    counts = f"{sync.read:>7,} read {sync.unread:>4,} aside"
    line = f"{sync.kind.value:<10} {sync.state.value:<8} {counts}  known up to {level}"
    return f"{line}  {sync.error}".rstrip()


def standing_in_words(standing: ShopStanding | None) -> str:
    """Say how the webhooks stand, in a line."""
    if standing is None:
        return "webhooks: nobody has looked yet: twolane shop subscribe"
    if standing.gone_at is not None:
        return f"webhooks: the app was removed from the shop on {standing.gone_at:%Y-%m-%d}"
    missing = f"not told: {', '.join(standing.missing)}; " if standing.missing else ""
    return f"webhooks: {missing}{standing.error or 'all there'} ({standing.checked_at:%Y-%m-%d %H:%M})"


def request_in_words(asked: PrivacyRequest) -> str:
    """Say what was asked for somebody's privacy and how it stands, in a line."""
    state = f"done on {asked.done_at:%Y-%m-%d}" if asked.done_at else f"open, by {asked.due_at:%Y-%m-%d}"
    return f"{asked.topic.value} {asked.ref}: {state}  {asked.outcome}".rstrip()


def _merchant(books: Reader, named: str) -> Merchant:
    return merchant_of(books, merchant_named(books, named))
