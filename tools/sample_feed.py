"""The sample shop read page by page: its catalogue alone. Of carts and orders its signed webhooks tell."""

from datetime import UTC, datetime

from conversation.money import Money
from conversation.product import Variant
from tools.sample_catalog import SAMPLE_DOMAIN, SampleProduct, sample_catalog
from tools.sample_orders import sample_orders
from tools.shop_feed import Page, ShopText
from tools.shop_news import CheckoutSeen, ConsentSeen, OrderPlaced, ProductSeen

FILLED_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""The catalogue never changes."""
PRODUCTS = 10


class SampleFeed:
    """A `ShopFeed` of the sample shop."""

    async def checkouts(self, since: datetime | None, cursor: str | None) -> Page[CheckoutSeen]:
        return Page(())

    async def orders(self, since: datetime | None, cursor: str | None) -> Page[OrderPlaced]:
        return Page(())

    async def consents(self, since: datetime | None, cursor: str | None) -> Page[ConsentSeen]:
        return Page(())

    async def products(self, since: datetime | None, cursor: str | None) -> Page[ProductSeen]:
        if since is not None and since > FILLED_AT:
            return Page(())
        begin = int(cursor or 0)
        every = sample_catalog().products
        end = begin + PRODUCTS
        items = tuple(_seen(product) for product in every[begin:end])
        return Page(items, str(end) if end < len(every) else None)

    async def texts(self) -> tuple[ShopText, ...]:
        """Nothing: the sample store's policy is learned when the demo starts."""
        return ()


def _seen(product: SampleProduct) -> ProductSeen:
    stock = sample_orders().stock
    variants = tuple(
        Variant(
            variant_id=variant.item_id,
            options=", ".join(variant.options),
            price=Money.parse(variant.price),
            in_stock=stock.get(variant.item_id) != 0,
            left=stock.get(variant.item_id) or None,
        )
        for variant in product.variants
    )
    return ProductSeen(SAMPLE_DOMAIN, product.product_id, product.name, "", "", variants, True, FILLED_AT)
