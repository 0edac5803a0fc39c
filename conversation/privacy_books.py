"""The part of the ledger's port about what is asked through shops for somebody's privacy."""

from datetime import datetime
from typing import Protocol

from conversation.ids import MerchantId
from conversation.privacy_request import PrivacyRequest


class PrivacyReader(Protocol):
    """Looks rows up."""

    def privacy_request(self, merchant_id: MerchantId, request_id: str) -> PrivacyRequest | None: ...

    def privacy_requests(self, merchant_id: MerchantId) -> tuple[PrivacyRequest, ...]:
        """Every request of the merchant's shop, the newest first."""
        ...

    def due_privacy_requests(self, now: datetime) -> tuple[PrivacyRequest, ...]:
        """Of all merchants, those that everybody is to be forgotten by, whose day has come and that are not done."""
        ...


class PrivacyBooks(PrivacyReader, Protocol):
    """The rows inside one transaction."""

    def save_privacy_request(self, request: PrivacyRequest) -> None: ...
