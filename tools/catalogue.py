"""What a shop sells as it last told, for while it does not answer, and what it says of its wares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from conversation.ids import MerchantId
from conversation.ledger import Ledger
from conversation.product import Product, Variant
from tools.ware import Ware
from tools.words import fit_of, stems

MOST_PRODUCTS = 20


@dataclass(frozen=True, slots=True)
class ShelfWare:
    """A ware as it was `told_at`: its price stands until the shop says otherwise, its stock is not known now."""

    ware: Ware
    told_at: datetime


async def wares_on_shelf(ledger: Ledger, merchant_id: MerchantId, words: str, limit: int) -> tuple[ShelfWare, ...]:
    """Return up to `limit` wares on sale that `words` are about, best first."""
    asked = stems(words)
    products = await ledger.read(lambda books: books.products_about(merchant_id, asked, limit))
    pairs = [(product, variant) for product in products for variant in product.variants]
    best = sorted(pairs, key=lambda pair: -_fit(asked, *pair))
    return tuple(ShelfWare(_ware(*pair), pair[0].seen_at) for pair in best if _fit(asked, *pair) > 0)[:limit]


async def told_about(ledger: Ledger, merchant_id: MerchantId, wares: Sequence[Ware]) -> Mapping[str, str]:
    """Return what the shop says of these wares, by the ids of their variants; a product's words at its first one."""
    titles = stems(" ".join(ware.title for ware in wares))
    products = await ledger.read(lambda books: books.products_about(merchant_id, titles, MOST_PRODUCTS))
    product_of = {variant.variant_id: product for product in products for variant in product.variants}
    told: dict[str, str] = {}
    for ware in wares:
        product = product_of.get(ware.variant_id)
        if product is not None and product.about and product.about not in told.values():
            told[ware.variant_id] = product.about
    return told


def _fit(asked: set[str], product: Product, variant: Variant) -> int:
    return fit_of(asked, product.title, variant.options)


def _ware(product: Product, variant: Variant) -> Ware:
    return Ware(variant.variant_id, product.title, variant.options, variant.price, variant.in_stock, variant.left)
