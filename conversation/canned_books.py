"""The part of the ledger's port that holds merchants' canned replies."""

from typing import Protocol

from conversation.canned_reply import CannedReply
from conversation.ids import MerchantId


class CannedReader(Protocol):
    """Looks rows up."""

    def canned_reply(self, merchant_id: MerchantId, reply_id: str) -> CannedReply | None: ...

    def canned_replies(self, merchant_id: MerchantId) -> tuple[CannedReply, ...]:
        """Every reply of the merchant, removed ones too, in id order."""
        ...


class CannedBooks(CannedReader, Protocol):
    """The rows inside one transaction."""

    def save_canned_reply(self, reply: CannedReply) -> None: ...
