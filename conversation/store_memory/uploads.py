"""Shops that bring files, in memory."""

from datetime import datetime

from conversation.ids import MerchantId, OfferId
from conversation.shop_upload import CodeStock, ShopCode, ShopUpload, UploadedOrder
from conversation.store_memory.keys import own, owned
from conversation.store_memory.table import Journal, Table


class MemoryUploadReader:
    """Implements `conversation.upload_books.UploadReader`."""

    def __init__(self, journal: Journal) -> None:
        self._shop_codes = Table[ShopCode](
            journal,
            lambda row: (row.merchant_id, row.code),
            merchant=lambda row: row.merchant_id,
            given=lambda row: (row.merchant_id, row.offer_id),
        )
        self._uploaded_orders = Table[UploadedOrder](
            journal,
            lambda row: (row.merchant_id, row.order_id),
            merchant=lambda row: row.merchant_id,
            phone=lambda row: (row.merchant_id, row.phone),
        )
        self._shop_uploads = Table[ShopUpload](journal, own, merchant=lambda row: row.merchant_id)

    def shop_code(self, merchant_id: MerchantId, code: str) -> ShopCode | None:
        return self._shop_codes.get((merchant_id, code))

    def shop_code_of(self, merchant_id: MerchantId, offer_id: OfferId) -> ShopCode | None:
        return self._shop_codes.newest_of(given=(merchant_id, offer_id))

    def code_stock(self, merchant_id: MerchantId, until: datetime) -> tuple[CodeStock, ...]:
        rows = [row for row in self._shop_codes.of(merchant=merchant_id) if not row.for_many]
        shares = sorted({row.percent for row in rows})
        of = {percent: [row for row in rows if row.percent == percent] for percent in shares}
        return tuple(CodeStock(one, len(of[one]), sum(_works(row, until) for row in of[one])) for one in shares)

    def uploaded_order(self, merchant_id: MerchantId, order_id: str) -> UploadedOrder | None:
        return self._uploaded_orders.get((merchant_id, order_id))

    def uploaded_orders(self, merchant_id: MerchantId, phone: str, limit: int) -> tuple[UploadedOrder, ...]:
        rows = self._uploaded_orders.of(phone=(merchant_id, phone))
        return tuple(sorted(rows, key=lambda row: (row.placed_at, row.order_id), reverse=True)[:limit])

    def uploaded_orders_before(
        self, merchant_id: MerchantId, before: datetime, after: str, limit: int
    ) -> tuple[UploadedOrder, ...]:
        rows = self._uploaded_orders.of(merchant=merchant_id)
        old = [row for row in rows if row.placed_at < before and row.order_id > after]
        return tuple(sorted(old, key=lambda row: row.order_id)[:limit])

    def shop_upload(self, merchant_id: MerchantId, upload_id: str) -> ShopUpload | None:
        return owned(self._shop_uploads.get(upload_id), merchant_id)

    def shop_uploads(self, merchant_id: MerchantId, limit: int) -> tuple[ShopUpload, ...]:
        rows = self._shop_uploads.of(merchant=merchant_id)
        return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True)[:limit])


class MemoryUploadBooks(MemoryUploadReader):
    """Implements `conversation.upload_books.UploadBooks`. One loop runs one command at a time: nothing is locked."""

    def save_shop_code(self, code: ShopCode) -> None:
        self._shop_codes.put(code)

    def lock_free_code(
        self, merchant_id: MerchantId, percent: int, until: datetime, *, for_many: bool = False
    ) -> ShopCode | None:
        rows = [row for row in self._shop_codes.of(merchant=merchant_id) if row.percent == percent]
        free = [row for row in rows if row.for_many is for_many and _works(row, until)]
        return min(free, key=lambda row: (row.expires_at is None, row.expires_at or until, row.code), default=None)

    def save_uploaded_order(self, order: UploadedOrder) -> None:
        self._uploaded_orders.put(order)

    def drop_uploaded_order(self, merchant_id: MerchantId, order_id: str) -> None:
        if self.uploaded_order(merchant_id, order_id) is not None:
            self._uploaded_orders.drop((merchant_id, order_id))

    def drop_uploaded_orders(self, merchant_id: MerchantId, phone: str) -> None:
        for row in self._uploaded_orders.of(phone=(merchant_id, phone)):
            self._uploaded_orders.drop((merchant_id, row.order_id))

    def save_shop_upload(self, upload: ShopUpload) -> None:
        self._shop_uploads.put(upload)


def _works(code: ShopCode, until: datetime) -> bool:
    return code.offer_id is None and (code.expires_at is None or code.expires_at >= until)
