"""A shop without an API: what it sells, its orders and its codes are what was uploaded."""

from dataclasses import replace
from datetime import timedelta

from conversation.alert import AlertCause, AlertKind
from conversation.campaign_offer import CampaignOffer
from conversation.cart import Cart
from conversation.clock import Clock
from conversation.ids import new_id
from conversation.ledger import Books, Ledger
from conversation.merchant import Merchant
from conversation.offer import Offer
from conversation.shop_upload import ShopCode, UploadedOrder
from conversation.syncing import note_oddity
from tools.checkout_link import link_with_code
from tools.errors import ShopRefused
from tools.shop_opening import ShopSite
from tools.ware import OrderStage, ShopOrder, Ware
from tools.words import fit_of, stems

CODES_TOPIC = "codes"
MOST_PRODUCTS = 20
ALERT_EVERY = timedelta(hours=24)
UPLOADING = "twolane shop upload FILE --kind codes"


class UploadShop:
    """A `Shop` in the merchant's own ledger."""

    def __init__(self, merchant: Merchant, ledger: Ledger, clock: Clock) -> None:
        self._merchant = merchant
        self.ledger = ledger
        self._clock = clock

    @property
    def code_parameter(self) -> str:
        """What the shop's own links take a code by; empty: they take none."""
        return self._merchant.settings.shop.code_parameter

    async def issue_code(self, offer: Offer, cart: Cart) -> str:
        """See `Shop.issue_code`. Hands out a code that was made beforehand, once; with none left, people are told."""
        given = await self.ledger.write(lambda books: self._give(books, offer))
        if given is None:
            why = f"no code {_wanted(offer)}"
            await self.ledger.write(lambda books: self._tell(books, offer, why))
            raise ShopRefused(f"{why}; upload more: {UPLOADING}")
        return given.code

    async def issue_shared_code(self, offer: CampaignOffer) -> str:
        """See `SharesCodes`. Hands out a code for many that was made beforehand, to one campaign."""
        given = await self.ledger.write(lambda books: self._give(books, offer))
        if given is None:
            how = f"upload one with yes in its column for_many: {UPLOADING}"
            raise ShopRefused(f"no code for many {_wanted(offer)}; {how}")
        return given.code

    async def checkout_link(self, cart: Cart, offer: Offer | None) -> str:
        """See `Shop.checkout_link`. Where the shop's links take no code, the shopper types it."""
        return link_with_code(cart, offer, self.code_parameter)

    async def find_wares(self, words: str, limit: int) -> tuple[Ware, ...]:
        asked = stems(words)
        products = await self.ledger.read(
            lambda books: books.products_about(self._merchant.id, asked, MOST_PRODUCTS) if asked else ()
        )
        wares = [
            Ware(one.variant_id, product.title, one.options, one.price, one.in_stock, one.left)
            for product in products
            for one in product.variants
        ]
        fits = [(fit_of(asked, ware.title, ware.options), ware) for ware in wares]
        best = sorted((one for one in fits if one[0] > 0), key=lambda one: (-one[0], not one[1].in_stock))
        return tuple(ware for _, ware in best[:limit])

    async def orders_of(self, phone: str, limit: int) -> tuple[ShopOrder, ...]:
        orders = await self.ledger.read(lambda books: books.uploaded_orders(self._merchant.id, phone, limit))
        return tuple(_told(order) for order in orders)

    async def close(self) -> None:
        """The ledger is somebody else's."""

    def _give(self, books: Books, offer: Offer | CampaignOffer) -> ShopCode | None:
        known = books.shop_code_of(offer.merchant_id, offer.id)
        if known is not None:
            return known
        for_many = isinstance(offer, CampaignOffer)
        free = books.lock_free_code(offer.merchant_id, offer.percent, offer.expires_at, for_many=for_many)
        if free is None:
            return None
        given = replace(free, offer_id=offer.id, given_at=self._clock.now())
        books.save_shop_code(given)
        return given

    def _tell(self, books: Books, offer: Offer, why: str) -> None:
        """Keep aside that there was none, and let somebody hear of it, once a day for each percentage."""
        now, ref = self._clock.now(), f"{offer.percent} %"
        known = books.shop_oddity(offer.merchant_id, CODES_TOPIC, ref)
        note_oddity(books, offer.merchant_id, CODES_TOPIC, ref, "code", why, now)
        if known is None or known.last_at <= now - ALERT_EVERY:
            cause = AlertCause(new_id("alc", now), offer.merchant_id, offer.conversation_id, AlertKind.CODES, now, now)
            books.save_alert_cause(cause)


def open_upload(site: ShopSite) -> UploadShop:
    """Open the merchant's shop. It needs nothing else."""
    return UploadShop(site.merchant, site.ledger, site.clock)


def _wanted(offer: Offer | CampaignOffer) -> str:
    return f"of {offer.percent} % is free that works until {offer.expires_at:%Y-%m-%d %H:%M} UTC"


def _told(order: UploadedOrder) -> ShopOrder:
    return ShopOrder(
        name=order.name,
        placed_at=order.placed_at,
        stage=OrderStage(order.stage),
        items=order.items,
        carrier=order.carrier,
        tracking_number=order.tracking_number,
        tracking_url=order.tracking_url,
    )
