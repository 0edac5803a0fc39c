"""Whether a number takes texts: what a carrier said of it, and what shows that it does after all."""

from dataclasses import replace
from datetime import datetime

from conversation.contact import Contact
from conversation.ids import MerchantId
from conversation.ledger import Books


def mark_unreachable(
    books: Books, merchant_id: MerchantId, phone: str, why: str, until: datetime | None, now: datetime
) -> None:
    """Leave the number alone until `until`; None: until it texts us, or a text arrives after all.

    It is no opt-out: the consent journal stays as it is. A number that is left alone for longer already stays so.
    """
    books.lock_contact(merchant_id, phone)
    contact = books.contact_by_phone(merchant_id, phone)
    if contact is None or (is_unreachable(contact, now) and contact.unreachable_until is None):
        return
    books.save_contact(replace(contact, unreachable_since=now, unreachable_until=until, unreachable_why=why))


def mark_reachable(books: Books, contact: Contact) -> Contact:
    """Forget that the number took no texts: it texted us, or a text arrived. Its number must be locked."""
    if contact.unreachable_since is None:
        return contact
    heard = replace(contact, unreachable_since=None, unreachable_until=None, unreachable_why=None)
    books.save_contact(heard)
    return heard


def is_unreachable(contact: Contact, now: datetime) -> bool:
    """Tell whether a carrier said that the number takes no texts, and nothing has shown otherwise."""
    until = contact.unreachable_until
    return contact.unreachable_since is not None and (until is None or until > now)
