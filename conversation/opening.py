"""Opening a conversation with a shopper, at most one at a time for each merchant."""

from dataclasses import replace
from datetime import datetime

from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.event import EventKind
from conversation.fence import first_exchange, hold
from conversation.ids import MerchantId, SenderId, new_id
from conversation.ledger import Books, Reader
from conversation.sticky import keep_able, number_for


def find_or_add_contact(books: Books, merchant_id: MerchantId, phone: str, now: datetime) -> Contact:
    """Return the merchant's contact with this number, locking the number first."""
    books.lock_contact(merchant_id, phone)
    contact = books.contact_by_phone(merchant_id, phone)
    if contact is None:
        contact = Contact(new_id("con", now), merchant_id, phone, name="", created_at=now)
        books.save_contact(contact)
    return contact


def find_or_open(books: Books, contact: Contact, now: datetime, sender_id: SenderId | None = None) -> Conversation:
    """Return the contact's open conversation, or open one on `sender_id` or the number that they know.

    A running one whose number may not send any more goes on from another one, where the merchant has one that may.
    The contact's number must be locked. Raises Misconfigured when the merchant has no number.
    """
    found = open_if_new(books, running_or_new(books, contact, now, sender_id), now)
    return found if sender_id is not None else keep_able(books, found, contact, now)


def running_or_new(books: Reader, contact: Contact, now: datetime, sender_id: SenderId | None = None) -> Conversation:
    """Return the contact's open conversation, or one that is not written down yet, for whoever may not need it.

    The contact's number must be locked. Raises Misconfigured when the merchant has no number.
    """
    running = books.open_conversations(contact.merchant_id, contact.id)
    if running:
        return running[0]
    return Conversation(
        id=new_id("cvn", now),
        merchant_id=contact.merchant_id,
        contact_id=contact.id,
        sender_id=sender_id or number_for(books, contact),
        exchange_id="",
        control=Control.AI,
        epoch=1,
        opened_at=now,
        updated_at=now,
    )


def open_if_new(books: Books, conversation: Conversation, now: datetime) -> Conversation:
    """Write a new conversation down, with its first exchange; one that was running stays as it is."""
    if conversation.exchange_id:
        return conversation
    exchange = first_exchange(conversation, None, now)
    books.save_conversation(replace(conversation, exchange_id=exchange.id))
    books.save_exchange(exchange)
    with hold(books, conversation.merchant_id, conversation.id, now) as held:
        held.record(EventKind.CONVERSATION_OPENED, "system")
    return held.row
