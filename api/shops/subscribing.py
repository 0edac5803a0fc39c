"""Looking whether shops still tell of everything, and asking again for what they no longer do."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from api.enduring import attempt
from api.settings import Settings
from api.shops.alarm import tell_away
from api.shops.shops import Shops
from conversation.clock import Clock
from conversation.errors import Misconfigured
from conversation.ids import MerchantId
from conversation.ledger import Books, Ledger
from conversation.merchant import Merchant
from conversation.shop_choice import ShopKind
from conversation.shop_sync import ShopStanding
from conversation.syncing import ask_for_sync
from tools.errors import ShopError
from tools.shop_opening import kind_of
from tools.shopify_subscriptions import Subscribed, SubscribesWebhooks

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=24)
AGAIN = timedelta(hours=1)
"""After a look that failed."""


@dataclass(frozen=True, slots=True)
class ShopSubscribing:
    """Looks after the webhooks of every shop that can be asked for them."""

    ledger: Ledger
    clock: Clock
    shops: Shops
    settings: Settings

    async def look(self) -> None:
        """Look at each shop whose last look is a day ago."""
        for merchant in await self.ledger.read(lambda books: books.merchants()):
            await attempt(f"the webhooks of {merchant.id}", partial(self._look_at, merchant))

    async def _look_at(self, merchant: Merchant) -> None:
        standing = await self.ledger.read(lambda books: books.shop_standing(merchant.id))
        if self._is_due(standing) and self._asked(merchant) is not None:
            await self.check(merchant)

    async def check(self, merchant: Merchant) -> Subscribed:
        """Ask the shop for what it does not tell yet, and keep how it stands."""
        try:
            subscribed, error = await self._subscribe(merchant), ""
        except (ShopError, Misconfigured) as refused:
            subscribed, error = Subscribed((), (), ()), str(refused)
            logger.warning("the webhooks of %s: %s", merchant.shop_domain, refused)
        except Exception as fault:
            subscribed, error = Subscribed((), (), ()), f"a fault of ours, see the log: {type(fault).__name__}"
            logger.exception("the webhooks of %s failed for a reason of ours", merchant.shop_domain)
        why = error or subscribed.why
        await self.ledger.write(lambda books: _keep(books, merchant, subscribed.missing, why, self.clock.now()))
        return subscribed

    async def _subscribe(self, merchant: Merchant) -> Subscribed:
        shop, address = self._asked(merchant), webhook_address(self.settings, merchant)
        if shop is None:
            raise Misconfigured("shop", "this kind of shop is told by hand where its webhooks go: twolane shop show")
        if not address.startswith("https://"):
            raise Misconfigured("TWOLANE_PUBLIC_URL", "name the https address at which shops reach this server")
        return await shop.subscribe(address)

    def _asked(self, merchant: Merchant) -> SubscribesWebhooks | None:
        try:
            shop = self.shops.of(merchant)
        except Misconfigured:
            return None
        return shop if isinstance(shop, SubscribesWebhooks) else None

    def _is_due(self, standing: ShopStanding | None) -> bool:
        if standing is None:
            return True
        wait = AGAIN if standing.error else EVERY
        return standing.gone_at is None and self.clock.now() - standing.checked_at >= wait


def webhook_address(settings: Settings, merchant: Merchant) -> str:
    """Return the address that the shop is to call; empty for a kind that calls nobody."""
    root = settings.public_url.rstrip("/")
    match kind_of(merchant):
        case ShopKind.SHOPIFY:
            return f"{root}/webhooks/shopify"
        case ShopKind.WOOCOMMERCE:
            return f"{root}/webhooks/woocommerce/{merchant.id}"
    return ""


def reopen(books: Books, merchant_id: MerchantId, now: datetime) -> None:
    """Let a shop that had removed the app be looked at and read again, at once."""
    standing = books.shop_standing(merchant_id)
    if standing is not None and standing.gone_at is not None:
        books.save_shop_standing(ShopStanding(merchant_id, now - EVERY))
        for sync in books.shop_syncs(merchant_id):
            ask_for_sync(books, merchant_id, sync.kind, now)


def _keep(books: Books, merchant: Merchant, missing: tuple[str, ...], error: str, now: datetime) -> None:
    books.save_shop_standing(ShopStanding(merchant.id, now, missing, error[:300]))
    if missing:
        tell_away(books, merchant.id, "webhooks", now)
