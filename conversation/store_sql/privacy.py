"""What is asked through shops for somebody's privacy, in SQL."""

from datetime import datetime

from sqlalchemy import bindparam, select

from conversation.clock import to_milliseconds
from conversation.ids import MerchantId
from conversation.privacy_request import PrivacyRequest
from conversation.store_sql import tables
from conversation.store_sql.columns import word
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement

REQUESTS = Rows(PrivacyRequest, tables.privacy_requests)

_request = tables.privacy_requests.c
_NEWEST = Statement(
    lambda _: (
        select(*REQUESTS.columns())
        .where(_request.merchant_id == bindparam("merchant_id"))
        .order_by(_request.asked_at.desc(), _request.id.desc())
    )
)
_DUE = Statement(
    lambda _: (
        select(*REQUESTS.columns())
        .where(_request.topic == word("shop/redact"), _request.done_at.is_(None), _request.due_at <= bindparam("now"))
        .order_by(_request.due_at, _request.id)
    )
)


class SqlPrivacyReader:
    """Implements `conversation.privacy_books.PrivacyReader`."""

    _session: Session

    def privacy_request(self, merchant_id: MerchantId, request_id: str) -> PrivacyRequest | None:
        return REQUESTS.one(self._session, id=request_id, merchant_id=merchant_id)

    def privacy_requests(self, merchant_id: MerchantId) -> tuple[PrivacyRequest, ...]:
        return REQUESTS.all(self._session, _NEWEST, {"merchant_id": merchant_id})

    def due_privacy_requests(self, now: datetime) -> tuple[PrivacyRequest, ...]:
        return REQUESTS.all(self._session, _DUE, {"now": to_milliseconds(now)})


class SqlPrivacyBooks(SqlPrivacyReader):
    """Implements `conversation.privacy_books.PrivacyBooks`."""

    def save_privacy_request(self, request: PrivacyRequest) -> None:
        REQUESTS.save(self._session, request)
