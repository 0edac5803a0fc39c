"""Every merchant's shop, opened when it is first asked for and again when it changed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from api.shops.secrets import ShopSecrets
from conversation.clock import Clock
from conversation.errors import Misconfigured
from conversation.ids import MerchantId
from conversation.ledger import Ledger
from conversation.merchant import Merchant
from conversation.shop_choice import ShopChoice
from tools.shop import Shop
from tools.shop_opening import OpensShop, Secrets, ShopSite, kind_of

SERVING = timedelta(minutes=10)
"""How long a shop that was opened anew may still serve a turn, or a page of its sync, as it was."""


class Shops:
    """Finds merchants' shops, of the kinds that `openers` open."""

    def __init__(self, openers: Mapping[str, OpensShop], secrets: ShopSecrets, ledger: Ledger, clock: Clock) -> None:
        self.kinds = tuple(openers)
        self.secrets = secrets
        self._openers = openers
        self._ledger = ledger
        self._clock = clock
        self._opened: dict[MerchantId, tuple[tuple[str, ShopChoice, str, Secrets], Shop]] = {}
        self._left: list[tuple[datetime, Shop]] = []

    def of(self, merchant: Merchant) -> Shop:
        """Return the merchant's shop. Raises Misconfigured where it cannot be opened, naming the remedy."""
        secrets = self.secrets.of(merchant)
        asked = merchant.shop_domain, merchant.settings.shop, merchant.timezone, secrets
        known = self._opened.get(merchant.id)
        if known is not None and known[0] == asked:
            return known[1]
        shop = self._open(ShopSite(merchant, self._ledger, self._clock, secrets))
        if known is not None:
            self._left.append((self._clock.now(), known[1]))
        self._opened[merchant.id] = asked, shop
        return shop

    async def let_go(self) -> None:
        """Close the shops that were left so long ago that no turn is served by them any more."""
        before = self._clock.now() - SERVING
        gone = [shop for at, shop in self._left if at <= before]
        self._left = [(at, shop) for at, shop in self._left if at > before]
        serving = {id(shop) for _, shop in self._opened.values()}
        for shop in gone:
            if id(shop) not in serving:
                await shop.close()

    async def close(self) -> None:
        """Let go of every shop that was opened; one that was left may have served a turn until now."""
        for shop in (*(shop for _, shop in self._left), *(shop for _, shop in self._opened.values())):
            await shop.close()

    def _open(self, site: ShopSite) -> Shop:
        kind = kind_of(site.merchant)
        opens = self._openers.get(kind)
        if opens is None:
            remedy = f"there is no kind {kind!r}; choose one of {', '.join(self.kinds)}, or install its plug-in"
            raise Misconfigured("shop", remedy)
        return opens(site)
