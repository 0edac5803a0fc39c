"""Canned replies, in memory."""

from conversation.canned_reply import CannedReply
from conversation.ids import MerchantId
from conversation.store_memory.keys import in_order, own, owned
from conversation.store_memory.table import Journal, Table


class MemoryCannedReader:
    """Implements `conversation.canned_books.CannedReader`."""

    def __init__(self, journal: Journal) -> None:
        self._canned = Table[CannedReply](journal, own, merchant=lambda row: row.merchant_id)

    def canned_reply(self, merchant_id: MerchantId, reply_id: str) -> CannedReply | None:
        return owned(self._canned.get(reply_id), merchant_id)

    def canned_replies(self, merchant_id: MerchantId) -> tuple[CannedReply, ...]:
        return in_order(self._canned.of(merchant=merchant_id), own)


class MemoryCannedBooks(MemoryCannedReader):
    """Implements `conversation.canned_books.CannedBooks`."""

    def save_canned_reply(self, reply: CannedReply) -> None:
        self._canned.put(reply)
