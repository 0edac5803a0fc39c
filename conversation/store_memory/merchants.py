"""Merchants and their numbers, in memory."""

from conversation.errors import Conflict
from conversation.ids import MerchantId, SenderId
from conversation.merchant import Merchant
from conversation.sender import Sender
from conversation.store_memory.keys import in_order, own, owned
from conversation.store_memory.table import Journal, Table


class MemoryMerchantReader:
    """Implements `conversation.merchant_books.MerchantReader`."""

    def __init__(self, journal: Journal) -> None:
        self._merchants = Table[Merchant](journal, own, shop=lambda row: row.shop_domain)
        self._senders = Table[Sender](journal, own, phone=lambda row: row.phone, merchant=lambda row: row.merchant_id)

    def merchant(self, merchant_id: MerchantId) -> Merchant | None:
        return self._merchants.get(merchant_id)

    def merchants(self) -> tuple[Merchant, ...]:
        return in_order(self._merchants.all(), own)

    def merchant_of_shop(self, shop_domain: str) -> Merchant | None:
        return self._merchants.newest_of(shop=shop_domain)

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return owned(self._senders.get(sender_id), merchant_id)

    def sender_by_phone(self, phone: str) -> Sender | None:
        return self._senders.newest_of(phone=phone)

    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]:
        return in_order(self._senders.of(merchant=merchant_id), own)


class MemoryMerchantBooks(MemoryMerchantReader):
    """Implements `conversation.merchant_books.MerchantBooks`."""

    def save_merchant(self, merchant: Merchant) -> None:
        known = self.merchant_of_shop(merchant.shop_domain)
        if known is not None and known.id != merchant.id:
            raise Conflict(f"shop {merchant.shop_domain} belongs to another merchant")
        self._merchants.put(merchant)

    def lock_sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return self.sender(merchant_id, sender_id)

    def save_sender(self, sender: Sender) -> None:
        known = self.sender_by_phone(sender.phone)
        if known is not None and known.id != sender.id:
            raise Conflict(f"number {sender.phone} is registered already")
        self._senders.put(sender)
