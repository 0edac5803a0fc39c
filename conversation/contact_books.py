"""The part of the ledger's port that holds contacts."""

from typing import Protocol

from conversation.contact import Contact
from conversation.ids import ContactId, MerchantId


class ContactReader(Protocol):
    """Looks rows up."""

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None: ...
    def contact_by_phone(self, merchant_id: MerchantId, phone: str) -> Contact | None: ...


class ContactBooks(ContactReader, Protocol):
    """The rows inside one transaction."""

    def save_contact(self, contact: Contact) -> None: ...

    def lock_contact(self, merchant_id: MerchantId, phone: str) -> None:
        """Hold the number's row until the transaction ends, so that two first texts cannot open two conversations.

        Works for numbers that no contact has yet. Always taken before any conversation's lock.
        """
        ...
