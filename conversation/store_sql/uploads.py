"""Shops that bring files, in SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select

from conversation.clock import to_milliseconds
from conversation.ids import MerchantId, OfferId
from conversation.shop_upload import CodeStock, ShopCode, ShopUpload, UploadedOrder
from conversation.store_sql import tables
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

CODES = Rows(ShopCode, tables.shop_codes)
ORDERS = Rows(UploadedOrder, tables.uploaded_orders)
UPLOADS = Rows(ShopUpload, tables.shop_uploads)

_code, _order, _upload = tables.shop_codes.c, tables.uploaded_orders.c, tables.shop_uploads.c


def _works() -> ColumnElement[bool]:
    """Whether a code is free and works at a moment."""
    return _code.offer_id.is_(None) & or_(_code.expires_at.is_(None), _code.expires_at >= bindparam("until"))


_FREE = Statement(
    lambda _: (
        select(*CODES.columns())
        .where(
            _code.merchant_id == bindparam("merchant_id"),
            _code.percent == bindparam("percent"),
            _code.for_many == bindparam("for_many"),
            _works(),
        )
        .order_by(_code.expires_at.is_(None), _code.expires_at, _code.code)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
)
_STOCK = Statement(
    lambda _: (
        select(_code.percent, func.count(), func.sum(case((_works(), 1), else_=0)))
        .where(_code.merchant_id == bindparam("merchant_id"), _code.for_many.is_(False))
        .group_by(_code.percent)
        .order_by(_code.percent)
    )
)
_OF_NUMBER = Statement(
    lambda _: (
        select(*ORDERS.columns())
        .where(_order.merchant_id == bindparam("merchant_id"), _order.phone == bindparam("phone"))
        .order_by(_order.placed_at.desc(), _order.order_id.desc())
        .limit(bindparam("limit"))
    )
)
_OLD = Statement(
    lambda _: (
        select(*ORDERS.columns())
        .where(
            _order.merchant_id == bindparam("merchant_id"),
            _order.placed_at < bindparam("before"),
            _order.order_id > bindparam("after"),
        )
        .order_by(_order.order_id)
        .limit(bindparam("limit"))
    )
)
_LATEST = Statement(
    lambda _: (
        select(*UPLOADS.columns())
        .where(_upload.merchant_id == bindparam("merchant_id"))
        .order_by(_upload.at.desc(), _upload.id.desc())
        .limit(bindparam("limit"))
    )
)


class SqlUploadReader:
    """Implements `conversation.upload_books.UploadReader`."""

    _session: Session

    def shop_code(self, merchant_id: MerchantId, code: str) -> ShopCode | None:
        return CODES.one(self._session, merchant_id=merchant_id, code=code)

    def shop_code_of(self, merchant_id: MerchantId, offer_id: OfferId) -> ShopCode | None:
        return CODES.one(self._session, merchant_id=merchant_id, offer_id=offer_id)

    def code_stock(self, merchant_id: MerchantId, until: datetime) -> tuple[CodeStock, ...]:
        values: Values = {"merchant_id": merchant_id, "until": to_milliseconds(until)}
        found = self._session.all(_STOCK, values)
        return tuple(CodeStock(int(percent), int(there), int(free)) for percent, there, free in found)

    def uploaded_order(self, merchant_id: MerchantId, order_id: str) -> UploadedOrder | None:
        return ORDERS.one(self._session, merchant_id=merchant_id, order_id=order_id)

    def uploaded_orders(self, merchant_id: MerchantId, phone: str, limit: int) -> tuple[UploadedOrder, ...]:
        return ORDERS.all(self._session, _OF_NUMBER, {"merchant_id": merchant_id, "phone": phone, "limit": limit})

    def uploaded_orders_before(
        self, merchant_id: MerchantId, before: datetime, after: str, limit: int
    ) -> tuple[UploadedOrder, ...]:
        values: Values = {"merchant_id": merchant_id, "before": to_milliseconds(before), "after": after, "limit": limit}
        return ORDERS.all(self._session, _OLD, values)

    def shop_upload(self, merchant_id: MerchantId, upload_id: str) -> ShopUpload | None:
        return UPLOADS.one(self._session, id=upload_id, merchant_id=merchant_id)

    def shop_uploads(self, merchant_id: MerchantId, limit: int) -> tuple[ShopUpload, ...]:
        return UPLOADS.all(self._session, _LATEST, {"merchant_id": merchant_id, "limit": limit})


class SqlUploadBooks(SqlUploadReader):
    """Implements `conversation.upload_books.UploadBooks`."""

    def save_shop_code(self, code: ShopCode) -> None:
        CODES.save(self._session, code)

    def lock_free_code(
        self, merchant_id: MerchantId, percent: int, until: datetime, *, for_many: bool = False
    ) -> ShopCode | None:
        wanted: Values = {
            "merchant_id": merchant_id, "percent": percent, "for_many": for_many, "until": to_milliseconds(until),
        }  # fmt: skip
        return CODES.first(self._session, _FREE, wanted)

    def save_uploaded_order(self, order: UploadedOrder) -> None:
        ORDERS.save(self._session, order)

    def drop_uploaded_order(self, merchant_id: MerchantId, order_id: str) -> None:
        ORDERS.drop(self._session, merchant_id=merchant_id, order_id=order_id)

    def drop_uploaded_orders(self, merchant_id: MerchantId, phone: str) -> None:
        ORDERS.drop(self._session, merchant_id=merchant_id, phone=phone)

    def save_shop_upload(self, upload: ShopUpload) -> None:
        UPLOADS.save(self._session, upload)
