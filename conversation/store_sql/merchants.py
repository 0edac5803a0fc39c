"""Merchants and their numbers, in SQL."""

from conversation.ids import MerchantId, SenderId
from conversation.merchant import Merchant
from conversation.sender import Sender
from conversation.store_sql import entities
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session


class SqlMerchantReader:
    """Implements `conversation.merchant_books.MerchantReader`."""

    _session: Session

    def merchant(self, merchant_id: MerchantId) -> Merchant | None:
        return entities.MERCHANTS.one(self._session, id=merchant_id)

    def merchants(self) -> tuple[Merchant, ...]:
        return entities.MERCHANTS.many(self._session, ("id",))

    def merchant_of_shop(self, shop_domain: str) -> Merchant | None:
        return entities.MERCHANTS.one(self._session, shop_domain=shop_domain)

    def sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return entities.SENDERS.one(self._session, id=sender_id, merchant_id=merchant_id)

    def sender_by_phone(self, phone: str) -> Sender | None:
        return entities.SENDERS.one(self._session, phone=phone)

    def senders(self, merchant_id: MerchantId) -> tuple[Sender, ...]:
        return entities.SENDERS.many(self._session, ("id",), merchant_id=merchant_id)


class SqlMerchantBooks(SqlMerchantReader):
    """Implements `conversation.merchant_books.MerchantBooks`."""

    def save_merchant(self, merchant: Merchant) -> None:
        entities.MERCHANTS.save(self._session, merchant)

    def lock_sender(self, merchant_id: MerchantId, sender_id: SenderId) -> Sender | None:
        return entities.SENDERS.one(self._session, lock=Lock.ALONE, id=sender_id, merchant_id=merchant_id)

    def save_sender(self, sender: Sender) -> None:
        entities.SENDERS.save(self._session, sender)
