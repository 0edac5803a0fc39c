"""What is asked through shops for somebody's privacy, in memory."""

from datetime import datetime

from conversation.ids import MerchantId
from conversation.privacy_request import PrivacyRequest, PrivacyTopic
from conversation.store_memory.keys import in_order, own, owned
from conversation.store_memory.table import Journal, Table


class MemoryPrivacyReader:
    """Implements `conversation.privacy_books.PrivacyReader`."""

    def __init__(self, journal: Journal) -> None:
        self._privacy_requests = Table[PrivacyRequest](journal, own, merchant=lambda row: row.merchant_id)

    def privacy_request(self, merchant_id: MerchantId, request_id: str) -> PrivacyRequest | None:
        return owned(self._privacy_requests.get(request_id), merchant_id)

    def privacy_requests(self, merchant_id: MerchantId) -> tuple[PrivacyRequest, ...]:
        return in_order(self._privacy_requests.of(merchant=merchant_id), lambda row: (row.asked_at, row.id))[::-1]

    def due_privacy_requests(self, now: datetime) -> tuple[PrivacyRequest, ...]:
        asked = [row for row in self._privacy_requests.all() if row.topic is PrivacyTopic.SHOP]
        due = [row for row in asked if row.done_at is None and row.due_at <= now]
        return in_order(due, lambda row: (row.due_at, row.id))


class MemoryPrivacyBooks(MemoryPrivacyReader):
    """Implements `conversation.privacy_books.PrivacyBooks`."""

    def save_privacy_request(self, request: PrivacyRequest) -> None:
        self._privacy_requests.put(request)
