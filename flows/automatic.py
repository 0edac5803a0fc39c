"""An automatic text to one contact: the same exit, the template as its author."""

from datetime import datetime

from compliance.exit import Departure, submit
from compliance.rulebook import Rulebook
from conversation.contact import Contact
from conversation.draft import Cause, Draft
from conversation.fence import Held, hold
from conversation.ledger import Books
from conversation.message import Author, Origin
from conversation.opening import find_or_open


def text_automatically(
    books: Books, contact: Contact, body: str, cause: Cause, rulebook: Rulebook, now: datetime, recipients: int = 1
) -> Departure:
    """Text `contact` in their open conversation, so that a reply joins it. The contact's number must be locked."""
    conversation = find_or_open(books, contact, now)
    with hold(books, contact.merchant_id, conversation.id, now) as held:
        return submit(held, automatic_draft(held, body, cause, recipients), rulebook)


def automatic_draft(
    held: Held,
    body: str,
    cause: Cause,
    recipients: int = 1,
    sources: tuple[str, ...] = (),
    media: tuple[str, ...] = (),
) -> Draft:
    """Return a text that nobody typed, for the conversation that is held; `sources` are what it rests on."""
    return Draft(
        merchant_id=held.row.merchant_id,
        conversation_id=held.row.id,
        body=body,
        author=Author.TEMPLATE,
        origin=Origin.GENERATED,
        cause=cause,
        epoch=held.row.epoch,
        seen_seq=held.row.last_inbound_seq,
        composed_at=held.now,
        recipients=recipients,
        sources=sources,
        media=media,
    )
