"""Which number texts a contact: the one that they know, as long as it may send; else one that stays theirs."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from math import log

from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.errors import Misconfigured
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import SenderId
from conversation.ledger import Books, Reader
from conversation.sender import Sender

SYSTEM = "system"


def number_for(books: Reader, contact: Contact) -> SenderId:
    """Return the number that a new conversation with the contact begins on.

    Raises Misconfigured when the merchant has none. Where none may send, the gate says why.
    """
    senders = books.senders(contact.merchant_id)
    if not senders:
        raise Misconfigured("senders", f"merchant {contact.merchant_id} has no number to text from; register one")
    if len(senders) == 1:
        return senders[0].id
    known = books.last_number(contact.merchant_id, contact.id)
    if any(sender.id == known and sender.may_send for sender in senders):
        return known or ""
    chosen = choose_number(senders, contact.phone)
    return chosen.id if chosen else known or senders[0].id


def choose_number(senders: Iterable[Sender], phone: str) -> Sender | None:
    """Return a number that may send: always the same for a phone, and for more phones the more it may send.

    Each number draws a lot for the phone, and the best one has it, so that a number that comes or goes moves only the
    phones that it gets or had (weighted rendezvous hashing).
    """
    able = [sender for sender in senders if sender.may_send]
    return max(able, key=lambda one: (max(one.capacity, 1) / -log(_lot(phone, one.id)), one.id), default=None)


def on_a_number_that_sends(held: Held, contact: Contact, own: Sender | None) -> None:
    """Move the conversation from its `own` number, which may not send, to one that may, where there is one."""
    other = choose_number(held.books.senders(contact.merchant_id), contact.phone)
    if other is not None:
        move_number(held, other, f"{own.phone} is {own.standing}" if own else "its number is gone")


def written_to(held: Held, sender: Sender, contact: Contact) -> None:
    """The shopper wrote to `sender`: it is the number they know, or another one answers where it may not send."""
    if not sender.may_send:
        on_a_number_that_sends(held, contact, sender)
    elif held.row.sender_id != sender.id:
        move_number(held, sender, "the shopper wrote to it")


def move_number(held: Held, sender: Sender, why: str) -> None:
    """Go on from another number. Whoever texts next names the brand again, for nobody knows that number yet."""
    before = held.row.sender_id
    held.change(sender_id=sender.id, number_since=held.now)
    held.record(EventKind.NUMBER_CHANGED, SYSTEM, before=before, to=sender.id, why=why)


def keep_able(books: Books, conversation: Conversation, contact: Contact, now: datetime) -> Conversation:
    """Return a running conversation as it is once it is on a number that may send, where the merchant has one."""
    own = books.sender(conversation.merchant_id, conversation.sender_id)
    if own is not None and own.may_send:
        return conversation
    with hold(books, conversation.merchant_id, conversation.id, now) as held:
        on_a_number_that_sends(held, contact, own)
    return held.row


def _lot(phone: str, sender_id: SenderId) -> float:
    """A number strictly between 0 and 1, the same on every machine."""
    digest = blake2b(f"{phone} {sender_id}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") + 0.5) / 2**64
