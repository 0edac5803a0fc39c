"""Merchants' shops, in memory."""

from collections.abc import Collection
from datetime import datetime

from conversation.cart import Cart, CartState
from conversation.ids import MerchantId
from conversation.product import Product
from conversation.shop_sync import ShopOddity, ShopStanding, ShopSync, SyncKind, SyncState
from conversation.store_memory.keys import in_order
from conversation.store_memory.table import Journal, Table

Shelved = tuple[Product, frozenset[str]]


class MemoryShopReader:
    """Implements `conversation.shop_books.ShopReader`."""

    _carts: Table[Cart]

    def __init__(self, journal: Journal) -> None:
        self._syncs = Table[ShopSync](
            journal, lambda row: (row.merchant_id, row.kind), merchant=lambda row: row.merchant_id
        )
        self._oddities = Table[ShopOddity](
            journal, lambda row: (row.merchant_id, row.topic, row.ref), merchant=lambda row: row.merchant_id
        )
        self._standings = Table[ShopStanding](journal, lambda row: row.merchant_id)
        self._products = Table[Shelved](journal, lambda row: _place(row[0]), merchant=lambda row: row[0].merchant_id)

    def shop_sync(self, merchant_id: MerchantId, kind: SyncKind) -> ShopSync | None:
        return self._syncs.get((merchant_id, kind))

    def shop_syncs(self, merchant_id: MerchantId) -> tuple[ShopSync, ...]:
        return in_order(self._syncs.of(merchant=merchant_id), lambda row: row.kind)

    def due_syncs(self, now: datetime) -> tuple[ShopSync, ...]:
        due = [row for row in self._syncs.all() if row.due_at <= now and not (row.held_until and row.held_until > now)]
        return in_order(due, lambda row: (row.due_at, row.merchant_id, row.kind))

    def shop_oddity(self, merchant_id: MerchantId, topic: str, ref: str) -> ShopOddity | None:
        return self._oddities.get((merchant_id, topic, ref))

    def shop_oddities(self, merchant_id: MerchantId, limit: int) -> tuple[ShopOddity, ...]:
        rows = in_order(self._oddities.of(merchant=merchant_id), lambda row: (row.topic, row.ref))
        return tuple(sorted(rows, key=lambda row: row.last_at, reverse=True)[:limit])

    def shop_standing(self, merchant_id: MerchantId) -> ShopStanding | None:
        return self._standings.get(merchant_id)

    def product(self, merchant_id: MerchantId, shop_domain: str, product_id: str) -> Product | None:
        row = self._products.get((merchant_id, shop_domain, product_id))
        return row[0] if row else None

    def products_about(self, merchant_id: MerchantId, words: Collection[str], limit: int) -> tuple[Product, ...]:
        asked = set(words)
        rows = [row for row in self._products.of(merchant=merchant_id) if row[0].on_sale and asked & row[1]]
        best = sorted(rows, key=lambda row: (-len(asked & row[1]), row[0].product_id))
        return tuple(row[0] for row in best[:limit])

    def carts_with(self, merchant_id: MerchantId, variant_id: str, since: datetime, limit: int) -> tuple[Cart, ...]:
        found = [
            row
            for row in self._carts.all()
            if row.merchant_id == merchant_id
            and row.state is CartState.OPEN
            and row.abandoned_at >= since
            and any(item.variant_id == variant_id for item in row.items)
        ]
        return in_order(found, lambda row: (row.abandoned_at, row.id))[:limit]

    def count_products(self, merchant_id: MerchantId) -> int:
        return sum(row[0].on_sale for row in self._products.of(merchant=merchant_id))


class MemoryShopBooks(MemoryShopReader):
    """Implements `conversation.shop_books.ShopBooks`. One loop runs one command at a time: nothing is locked."""

    def lock_shop_sync(self, merchant_id: MerchantId, kind: SyncKind, at: datetime) -> ShopSync:
        found = self.shop_sync(merchant_id, kind)
        if found is None:
            found = ShopSync(merchant_id, kind, SyncState.WAITING, at)
            self._syncs.put(found)
        return found

    def save_shop_sync(self, sync: ShopSync) -> None:
        self._syncs.put(sync)

    def save_shop_oddity(self, oddity: ShopOddity) -> None:
        self._oddities.put(oddity)

    def save_shop_standing(self, standing: ShopStanding) -> None:
        self._standings.put(standing)

    def save_product(self, product: Product, words: Collection[str]) -> None:
        self._products.put((product, frozenset(words)))


def _place(product: Product) -> tuple[MerchantId, str, str]:
    return product.merchant_id, product.shop_domain, product.product_id
