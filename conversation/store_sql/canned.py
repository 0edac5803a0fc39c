"""Canned replies, in SQL."""

from conversation.canned_reply import CannedReply
from conversation.ids import MerchantId
from conversation.store_sql import entities
from conversation.store_sql.session import Session


class SqlCannedReader:
    """Implements `conversation.canned_books.CannedReader`."""

    _session: Session

    def canned_reply(self, merchant_id: MerchantId, reply_id: str) -> CannedReply | None:
        return entities.CANNED.one(self._session, id=reply_id, merchant_id=merchant_id)

    def canned_replies(self, merchant_id: MerchantId) -> tuple[CannedReply, ...]:
        return entities.CANNED.many(self._session, ("id",), merchant_id=merchant_id)


class SqlCannedBooks(SqlCannedReader):
    """Implements `conversation.canned_books.CannedBooks`."""

    def save_canned_reply(self, reply: CannedReply) -> None:
        entities.CANNED.save(self._session, reply)
