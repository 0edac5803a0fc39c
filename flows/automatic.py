"""An automatic text to one contact: the same exit, the template as its author."""

from datetime import datetime

from compliance.exit import Departure, submit
from compliance.rulebook import Rulebook
from conversation.contact import Contact
from conversation.draft import Cause, Draft
from conversation.fence import hold
from conversation.ledger import Books
from conversation.message import Author, Origin
from conversation.opening import find_or_open


def text_automatically(
    books: Books, contact: Contact, body: str, cause: Cause, rulebook: Rulebook, now: datetime, recipients: int = 1
) -> Departure:
    """Text `contact` in their open conversation, so that a reply joins it. The contact's number must be locked."""
    conversation = find_or_open(books, contact, now)
    with hold(books, contact.merchant_id, conversation.id, now) as held:
        draft = Draft(
            merchant_id=contact.merchant_id,
            conversation_id=conversation.id,
            body=body,
            author=Author.TEMPLATE,
            origin=Origin.GENERATED,
            cause=cause,
            epoch=held.row.epoch,
            seen_seq=held.row.last_inbound_seq,
            composed_at=now,
            recipients=recipients,
        )
        return submit(held, draft, rulebook)
