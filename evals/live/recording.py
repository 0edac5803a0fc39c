"""A live conversation as a transcript: read by the same recorder as a played one."""

from compliance.zones import zones_of
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.ledger import Reader
from conversation.message import Author, Message
from evals.expect import Expect
from evals.recording import filled, merchant_note
from evals.transcript import SCHEMA_VERSION, PackNote, ShopperNote, Transcript

LIVE = "live"
"""The suite of whatever no scenario made."""


def record_live(books: Reader, row: Conversation) -> Transcript | None:
    """Read the conversation; None where the AI wrote nothing in it, or whoever it was with is forgotten.

    Nothing is expected of it, but that no check is violated. Its pack and model are those of the AI's newest text.
    """
    merchant, contact = books.merchant(row.merchant_id), books.contact(row.merchant_id, row.contact_id)
    newest = _newest_by_ai(books.messages(row.merchant_id, row.id))
    if merchant is None or contact is None or newest is None:
        return None
    blank = Transcript(
        schema_version=SCHEMA_VERSION,
        suite=LIVE,
        scenario=row.id,
        expect=Expect(),
        pack=PackNote("", "", newest.prompt_hash or ""),
        model=newest.model or "",
        shopper=_shopper(contact),
        merchant=merchant_note(books, merchant),
        messages=(),
        events=(),
        offers=(),
        carts=(),
        consents=(),
        end=None,
    )
    return filled(books, merchant, row, blank)


def _newest_by_ai(messages: tuple[Message, ...]) -> Message | None:
    ours = (message for message in reversed(messages) if message.author is Author.AI and message.body is not None)
    return next(ours, None)


def _shopper(contact: Contact) -> ShopperNote:
    """Where several zones are possible the gate has kept to the hours of all, so that any may be asked about."""
    zones = zones_of(contact)
    return ShopperNote(contact.name, contact.phone, contact.region or "", zones[0].key if zones else "UTC")
