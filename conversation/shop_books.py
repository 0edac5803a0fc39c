"""The part of the ledger's port about merchants' shops: how far they were read, what is odd there, what they sell."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from conversation.cart import Cart
from conversation.ids import MerchantId
from conversation.privacy_books import PrivacyBooks, PrivacyReader
from conversation.product import Product
from conversation.shop_sync import ShopOddity, ShopStanding, ShopSync, SyncKind
from conversation.upload_books import UploadBooks, UploadReader


class ShopReader(UploadReader, PrivacyReader, Protocol):
    """Looks rows up."""

    def shop_sync(self, merchant_id: MerchantId, kind: SyncKind) -> ShopSync | None: ...

    def shop_syncs(self, merchant_id: MerchantId) -> tuple[ShopSync, ...]:
        """Those of the merchant, by kind."""
        ...

    def due_syncs(self, now: datetime) -> tuple[ShopSync, ...]:
        """Of all merchants, those that are due and that nobody works on, first due first."""
        ...

    def shop_oddity(self, merchant_id: MerchantId, topic: str, ref: str) -> ShopOddity | None: ...

    def shop_oddities(self, merchant_id: MerchantId, limit: int) -> tuple[ShopOddity, ...]:
        """The latest of the merchant, latest first."""
        ...

    def shop_standing(self, merchant_id: MerchantId) -> ShopStanding | None: ...

    def product(self, merchant_id: MerchantId, shop_domain: str, product_id: str) -> Product | None: ...

    def products_about(self, merchant_id: MerchantId, words: Collection[str], limit: int) -> tuple[Product, ...]:
        """Products on sale that were saved with most of the `words`, at least one; ties by id."""
        ...

    def carts_with(self, merchant_id: MerchantId, variant_id: str, since: datetime, limit: int) -> tuple[Cart, ...]:
        """Open carts left at or after `since` in which the variant lies, first left first."""
        ...

    def count_products(self, merchant_id: MerchantId) -> int:
        """How many are on sale."""
        ...


class ShopBooks(ShopReader, UploadBooks, PrivacyBooks, Protocol):
    """The rows inside one transaction."""

    def lock_shop_sync(self, merchant_id: MerchantId, kind: SyncKind, at: datetime) -> ShopSync:
        """Hold the row until the transaction ends and return it as it is now. One that is not there is due `at`."""
        ...

    def save_shop_sync(self, sync: ShopSync) -> None: ...
    def save_shop_oddity(self, oddity: ShopOddity) -> None: ...
    def save_shop_standing(self, standing: ShopStanding) -> None: ...

    def save_product(self, product: Product, words: Collection[str]) -> None:
        """Insert or replace a product, to be found by `words`."""
        ...
