"""Reading merchants' shops page by page: each page is one transaction, so that nothing is lost when a process ends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from api.checkout import ShopNews
from api.enduring import Loops, attempt
from api.shops.alarm import tell_away
from api.shops.reading import Reading
from api.shops.shops import Shops
from api.shops.texts import ShopTexts
from compliance.number_lists import NumberList
from compliance.rulebook import Rulebook
from conversation.clock import Clock
from conversation.errors import Misconfigured, Stale, TwolaneError
from conversation.ids import MerchantId
from conversation.ledger import Books, Ledger, Reader
from conversation.merchant import Merchant
from conversation.shop_event import ShopHook
from conversation.shop_sync import ShopSync, SyncKind
from conversation.syncing import PATIENCE, PageRead, ask_for_sync, fail_sync, note_oddity, take_up_sync, turn_page
from tools.errors import ShopRefused, ShopUnreachable
from tools.shop_feed import Page, ShopFeed
from tools.shop_news import CheckoutSeen, ConsentSeen, OrderPlaced, ProductSeen

logger = logging.getLogger(__name__)

Told = CheckoutSeen | OrderPlaced | ProductSeen | ConsentSeen
Rests = Callable[[float], Awaitable[None]]

EVERY_SECONDS = 2.0
PLAN_EVERY = timedelta(seconds=30)
"""How soon a new shop is found. Every merchant is looked at for it, so that it is not done each time."""
LONGEST_WAIT = 60.0
"""Seconds: where the shop wants more, the sync is let go of and taken up again later."""


@dataclass(frozen=True, slots=True)
class ShopSyncing:
    """Works under the name `name`, so that no other process reads the same meanwhile. `rests` waits seconds."""

    ledger: Ledger
    clock: Clock
    shops: Shops
    texts: ShopTexts
    rulebook: Rulebook
    name: str
    number_lists: tuple[NumberList, ...] = ()
    hooks: tuple[ShopHook, ...] = ()
    rests: Rests = asyncio.sleep
    loops: Loops = field(default_factory=Loops)
    plans: bool = True
    """Whether every shop is read by itself; else what somebody asks for."""

    async def run_for_ever(self) -> None:
        """Read what is due, again and again, until cancelled. No slow shop keeps another from its turn."""
        planned_at: datetime | None = None
        async with asyncio.TaskGroup() as group:
            reading = Reading(group)

            async def step() -> None:
                nonlocal planned_at
                now = self.clock.now()
                if self.plans and (planned_at is None or now - planned_at >= PLAN_EVERY):
                    await self.plan()
                    planned_at = now
                for merchant_id, syncs in (await self._due()).items():
                    reading.begin(merchant_id, partial(self._read_shop, syncs))

            await self.loops.go_on("shops", step, lambda: self.rests(EVERY_SECONDS))

    async def plan(self) -> None:
        """Let every shop that can be read page by page be read from now on."""
        for merchant in await self.ledger.read(lambda books: books.merchants()):
            await attempt(f"planning the shop of {merchant.id}", partial(self._plan, merchant))

    async def _plan(self, merchant: Merchant) -> None:
        known = await self.ledger.read(lambda books: books.shop_syncs(merchant.id))
        missing = [kind for kind in SyncKind if kind not in {sync.kind for sync in known}]
        if missing and self._feed(merchant) is not None:
            await self.ask(merchant.id, missing)

    async def ask(self, merchant_id: MerchantId, kinds: Iterable[SyncKind]) -> None:
        """Let these be read now, by whoever is next."""
        await self.ledger.write(lambda books: _ask(books, merchant_id, kinds, self.clock.now()))

    async def work_off(self) -> int:
        """Bring everything that is due to its end, shops side by side; return how many runs ended well."""
        return sum(await asyncio.gather(*map(self._read_shop, (await self._due()).values())))

    async def _due(self) -> dict[MerchantId, list[ShopSync]]:
        now = self.clock.now()
        due: dict[MerchantId, list[ShopSync]] = {}
        for sync in await self.ledger.read(lambda books: books.due_syncs(now)):
            due.setdefault(sync.merchant_id, []).append(sync)
        return due

    async def _read_shop(self, syncs: Iterable[ShopSync]) -> int:
        """Read one kind after the other: a shop has one limit for all of them."""
        return sum([await self._ends_well(sync) for sync in syncs])

    async def _ends_well(self, sync: ShopSync) -> bool:
        what = f"reading {sync.kind.value} of {sync.merchant_id}"
        ended = await attempt(what, lambda: self.run(sync.merchant_id, sync.kind))
        return ended is not None and not ended.error

    async def run(self, merchant_id: MerchantId, kind: SyncKind) -> ShopSync | None:
        """Read one kind to its end, or until it fails; None where somebody else works on it, or nothing can be read."""
        merchant = await self.ledger.read(lambda books: _reachable(books, merchant_id))
        if merchant is None:
            return None
        now = self.clock.now()
        sync = await self.ledger.write(lambda books: take_up_sync(books, merchant_id, kind, self.name, now))
        while sync is not None and sync.held_by == self.name:
            try:
                sync = await self._turn(merchant, sync)
            except Stale:
                return None
        return sync

    async def _turn(self, merchant: Merchant, sync: ShopSync) -> ShopSync:
        """Take one page in, or let go of what fails. Raises Stale where somebody else has gone on."""
        try:
            return await self._read_on(merchant, sync)
        except ShopUnreachable as away:
            return await self._fail(sync, str(away), away.retry_after)
        except (ShopRefused, Misconfigured) as refused:
            return await self._refuse(sync, str(refused))
        except Stale:
            raise
        except TwolaneError as odd:
            return await self._fail(sync, f"{type(odd).__name__}: {odd}", None)
        except Exception as fault:
            logger.exception("%s of %s failed for a reason of ours", sync.kind.value, sync.merchant_id)
            return await self._fail(sync, f"a fault of ours, see the log: {type(fault).__name__}", None)

    async def _read_on(self, merchant: Merchant, sync: ShopSync) -> ShopSync:
        feed = self._feed_or_raise(merchant)
        if sync.kind is SyncKind.TEXTS:
            return await self._read_texts(merchant, sync, feed)
        page = await _page(feed, sync)
        turned = await self.ledger.write(lambda books: self._take(books, merchant, sync, page))
        if turned.held_by == self.name and page.rest:
            await self.rests(min(page.rest, LONGEST_WAIT))
        return turned

    def _take(self, books: Books, merchant: Merchant, sync: ShopSync, page: Page[Told]) -> ShopSync:
        now = self.clock.now()
        turned = turn_page(books, sync, PageRead(len(page.items), len(page.unread), page.cursor), now)
        news = ShopNews(books, self.rulebook, now, self.number_lists, self.hooks)
        for item in sorted(page.items, key=_whom):
            news.take_in(replace(item, shop_domain=merchant.shop_domain))
        for odd in page.unread:
            note_oddity(books, merchant.id, sync.kind.value, odd.ref, odd.field, odd.why, now)
        return turned

    async def _read_texts(self, merchant: Merchant, sync: ShopSync, feed: ShopFeed) -> ShopSync:
        texts = await feed.texts()
        unread = await self.texts.keep(merchant, texts)
        page = PageRead(len(texts), len(unread), None)

        def command(books: Books) -> ShopSync:
            now = self.clock.now()
            for odd in unread:
                note_oddity(books, merchant.id, sync.kind.value, odd.ref, odd.field, odd.why, now)
            return turn_page(books, sync, page, now)

        return await self.ledger.write(command)

    async def _fail(self, sync: ShopSync, why: str, retry_after: float | None) -> ShopSync:
        """Wait once a page where the shop says how long and that is short; else let go until later."""
        logger.warning("%s of %s: %s", sync.kind.value, sync.merchant_id, why)
        if retry_after is not None and retry_after <= LONGEST_WAIT and sync.failures == 0:
            await self.rests(retry_after)
            return replace(sync, failures=1)
        now = self.clock.now()
        wait = timedelta(seconds=retry_after) if retry_after is not None else None

        def command(books: Books) -> ShopSync:
            if sync.failures >= len(PATIENCE):
                tell_away(books, sync.merchant_id, sync.kind.value, now)
            return fail_sync(books, sync, why, now, wait=wait)

        return await self.ledger.write(command)

    async def _refuse(self, sync: ShopSync, why: str) -> ShopSync:
        logger.warning("%s of %s is refused: %s", sync.kind.value, sync.merchant_id, why)
        now = self.clock.now()

        def command(books: Books) -> ShopSync:
            tell_away(books, sync.merchant_id, sync.kind.value, now)
            return fail_sync(books, sync, why, now, refused=True)

        return await self.ledger.write(command)

    def _feed(self, merchant: Merchant) -> ShopFeed | None:
        """Return the shop as it is read page by page; None where it is not, or cannot be opened."""
        try:
            shop = self.shops.of(merchant)
        except Misconfigured:
            return None
        return shop if isinstance(shop, ShopFeed) else None

    def _feed_or_raise(self, merchant: Merchant) -> ShopFeed:
        shop = self.shops.of(merchant)
        if not isinstance(shop, ShopFeed):
            raise Misconfigured("shop", "this kind of shop cannot be read page by page")
        return shop


async def _page(feed: ShopFeed, sync: ShopSync) -> Page[Told]:
    match sync.kind:
        case SyncKind.CHECKOUTS:
            return await feed.checkouts(sync.since, sync.cursor)
        case SyncKind.ORDERS:
            return await feed.orders(sync.since, sync.cursor)
        case SyncKind.CONSENTS:
            return await feed.consents(sync.since, sync.cursor)
        case _:
            return await feed.products(sync.since, sync.cursor)


def _ask(books: Books, merchant_id: MerchantId, kinds: Iterable[SyncKind], now: datetime) -> None:
    for kind in kinds:
        ask_for_sync(books, merchant_id, kind, now)


def _reachable(books: Reader, merchant_id: MerchantId) -> Merchant | None:
    standing = books.shop_standing(merchant_id)
    return None if standing is not None and standing.gone_at is not None else books.merchant(merchant_id)


def _whom(item: Told) -> str:
    """Numbers are locked in one order, so that two who take several in never wait for each other."""
    return (item.product_id if isinstance(item, ProductSeen) else item.phone) or ""
