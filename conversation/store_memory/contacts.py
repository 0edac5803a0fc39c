"""Contacts, in memory."""

from conversation.contact import Contact
from conversation.errors import Conflict
from conversation.ids import ContactId, MerchantId
from conversation.store_memory.keys import number, own, owned
from conversation.store_memory.table import Journal, Table


class MemoryContactReader:
    """Implements `conversation.contact_books.ContactReader`."""

    def __init__(self, journal: Journal) -> None:
        self._contacts = Table[Contact](journal, own, number=number)

    def contact(self, merchant_id: MerchantId, contact_id: ContactId) -> Contact | None:
        return owned(self._contacts.get(contact_id), merchant_id)

    def contact_by_phone(self, merchant_id: MerchantId, phone: str) -> Contact | None:
        return self._contacts.newest_of(number=(merchant_id, phone))


class MemoryContactBooks(MemoryContactReader):
    """Implements `conversation.contact_books.ContactBooks`."""

    def save_contact(self, contact: Contact) -> None:
        known = self.contact_by_phone(contact.merchant_id, contact.phone)
        if known is not None and known.id != contact.id:
            raise Conflict(f"the merchant has a contact with {contact.phone} already")
        self._contacts.put(contact)

    def lock_contact(self, merchant_id: MerchantId, phone: str) -> None:
        """One event loop runs one command at a time, so there is nobody to lock out."""
