"""What a shop sells, kept so that it is found while the shop does not answer; what is back in stock is told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.product import Product, Variant
from conversation.shop_event import ShopEvent, ShopEventKind, ShopHook
from tools.shop_news import ProductGone, ProductSeen
from tools.words import stems

WANTED_FOR = timedelta(days=60)
"""How long who left a ware in a cart may still want it: a house figure."""
MOST_TOLD = 500


@dataclass(frozen=True, slots=True)
class ShopWares:
    """One merchant's products, in one transaction."""

    books: Books
    merchant: Merchant
    now: datetime
    hooks: tuple[ShopHook, ...] = ()

    def hear(self, news: ProductSeen | ProductGone) -> None:
        """Keep what is told; what is known so, or newer, changes nothing."""
        if isinstance(news, ProductGone):
            self.lose(news)
        else:
            self.see(news)

    def see(self, seen: ProductSeen) -> bool:
        """Keep the product as it is now; False where it is known so, or newer."""
        known = self.books.product(self.merchant.id, seen.shop_domain, seen.product_id)
        if known is not None and known.updated_at > seen.updated_at:
            return False
        product = self._product(seen)
        if known is not None and replace(known, seen_at=self.now) == product:
            return False
        self.books.save_product(product, _words(product))
        for variant in _returned(known, product):
            self._tell(product, variant)
        return True

    def lose(self, gone: ProductGone) -> None:
        """Sell the product no longer."""
        known = self.books.product(self.merchant.id, gone.shop_domain, gone.product_id)
        if known is not None and known.on_sale:
            self.books.save_product(replace(known, on_sale=False, seen_at=self.now), ())

    def _product(self, seen: ProductSeen) -> Product:
        return Product(
            merchant_id=self.merchant.id,
            shop_domain=seen.shop_domain,
            product_id=seen.product_id,
            title=seen.title,
            about=seen.about,
            url=seen.url,
            variants=seen.variants,
            on_sale=seen.on_sale,
            updated_at=seen.updated_at,
            seen_at=self.now,
        )

    def _tell(self, product: Product, variant: Variant) -> None:
        name = f"{product.title} ({variant.options})" if variant.options else product.title
        kind = ShopEventKind.BACK_IN_STOCK
        event = ShopEvent(self.merchant.id, kind, variant.variant_id, name, product.updated_at)
        carts = self.books.carts_with(self.merchant.id, variant.variant_id, self.now - WANTED_FOR, MOST_TOLD)
        whom = dict.fromkeys(cart.contact_id for cart in carts)
        for told in (event, *(replace(event, contact_id=contact_id) for contact_id in whom)):
            for hook in self.hooks:
                hook(self.books, told)


def _returned(known: Product | None, product: Product) -> Iterator[Variant]:
    """Yield what could not be bought when it was last told of, and can be now."""
    missing = {one.variant_id for one in known.variants if not (known.on_sale and one.in_stock)} if known else set()
    if product.on_sale:
        yield from (one for one in product.variants if one.in_stock and one.variant_id in missing)


def _words(product: Product) -> set[str]:
    return stems(" ".join([product.title, *(variant.options for variant in product.variants)]))
