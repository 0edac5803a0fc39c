"""The part of the ledger's port about shops that bring files: codes made beforehand, orders to tell of, and uploads."""

from datetime import datetime
from typing import Protocol

from conversation.ids import MerchantId, OfferId
from conversation.shop_upload import CodeStock, ShopCode, ShopUpload, UploadedOrder


class UploadReader(Protocol):
    """Looks rows up."""

    def shop_code(self, merchant_id: MerchantId, code: str) -> ShopCode | None: ...

    def shop_code_of(self, merchant_id: MerchantId, offer_id: OfferId) -> ShopCode | None:
        """The code that was handed out to the offer."""
        ...

    def code_stock(self, merchant_id: MerchantId, until: datetime) -> tuple[CodeStock, ...]:
        """How many codes for one use there are of each percentage, and how many are free and still work at `until`."""
        ...

    def uploaded_order(self, merchant_id: MerchantId, order_id: str) -> UploadedOrder | None: ...

    def uploaded_orders(self, merchant_id: MerchantId, phone: str, limit: int) -> tuple[UploadedOrder, ...]:
        """The newest orders of the number, newest first."""
        ...

    def uploaded_orders_before(
        self, merchant_id: MerchantId, before: datetime, after: str, limit: int
    ) -> tuple[UploadedOrder, ...]:
        """Orders placed earlier than `before`, by id, from `after` on."""
        ...

    def shop_upload(self, merchant_id: MerchantId, upload_id: str) -> ShopUpload | None: ...

    def shop_uploads(self, merchant_id: MerchantId, limit: int) -> tuple[ShopUpload, ...]:
        """The latest uploads, latest first."""
        ...


class UploadBooks(UploadReader, Protocol):
    """The rows inside one transaction."""

    def save_shop_code(self, code: ShopCode) -> None: ...

    def lock_free_code(
        self, merchant_id: MerchantId, percent: int, until: datetime, *, for_many: bool = False
    ) -> ShopCode | None:
        """Hold a code of `percent` that nobody was given and that still works at `until`, the first to run out first.

        Codes that another transaction holds are passed over.
        """
        ...

    def save_uploaded_order(self, order: UploadedOrder) -> None: ...
    def drop_uploaded_order(self, merchant_id: MerchantId, order_id: str) -> None: ...

    def drop_uploaded_orders(self, merchant_id: MerchantId, phone: str) -> None:
        """Forget every order of the number."""
        ...

    def save_shop_upload(self, upload: ShopUpload) -> None: ...
