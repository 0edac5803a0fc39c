"""Retention: words do not stay for ever. What was sent, when and by which rule does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeVar

from conversation.cart import Cart
from conversation.conversation import Conversation
from conversation.due import DueRow
from conversation.event import Event
from conversation.fence import hold
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Books
from conversation.legal_holds import live_hold
from conversation.media import MediaFile
from conversation.message import Message
from conversation.photos import erase_photos
from conversation.shop_upload import UploadedOrder
from conversation.stripping import without_details, without_draft, without_note, without_words

SIGHTS_KEPT = timedelta(days=90)
"""A carrier repeats a webhook for hours, a shop for two days (Shopify: 48 h); nothing comes again after this."""


class Aged(Protocol):
    """A row of a conversation."""

    @property
    def merchant_id(self) -> MerchantId: ...

    @property
    def conversation_id(self) -> ConversationId | None: ...


Row = TypeVar("Row", bound=Aged)


def strip_messages(books: Books, messages: Iterable[Message]) -> int:
    """Destroy the words of these messages, but not those of contacts under a legal hold; return how many."""
    return _strip(books, messages, lambda message: _strip_message(books, message))


def _strip_message(books: Books, message: Message) -> None:
    erase_photos(books, message)
    books.rewrite_message(without_words(message))


def strip_media(books: Books, files: Iterable[MediaFile]) -> int:
    """Destroy pictures that were put into conversations, sent or not; return how many. What many were sent stays."""
    return _strip(books, files, lambda file: books.drop_media_content(file.merchant_id, file.id))


def strip_events(books: Books, events: Iterable[Event]) -> int:
    """Take out of these events what may hold a shopper's words; return how many had any."""
    wordy = [event for event in events if without_details(event) is not event]
    return _strip(books, wordy, lambda event: books.rewrite_event(without_details(event)))


def strip_drafts(books: Books, rows: Iterable[DueRow]) -> int:
    """Destroy the drafts that once waited in these rows; return how many."""
    return _strip(books, rows, lambda row: books.save_due_row(without_draft(row)))


def strip_notes(books: Books, talks: Iterable[Conversation]) -> int:
    """Take out of these conversations what was noted for a person; return how many had a note."""
    noted = [talk for talk in talks if talk.escalation is not None and talk.escalation.note]
    free = [talk for talk in noted if live_hold(books, talk.merchant_id, talk.contact_id) is None]
    for talk in free:
        with hold(books, talk.merchant_id, talk.id, talk.updated_at) as held:
            held.row = without_note(held.row)
    return len(free)


def drop_carts(books: Books, carts: Iterable[Cart]) -> int:
    """Forget what lay in these carts; return how many."""
    free = [cart for cart in carts if live_hold(books, cart.merchant_id, cart.contact_id) is None]
    for cart in free:
        books.drop_cart(cart)
    return len(free)


def drop_orders(books: Books, orders: Iterable[UploadedOrder]) -> int:
    """Forget what may be told of these orders; return how many."""
    free = [order for order in orders if not _is_held(books, order)]
    for order in free:
        books.drop_uploaded_order(order.merchant_id, order.order_id)
    return len(free)


def _is_held(books: Books, order: UploadedOrder) -> bool:
    buyer = books.contact_by_phone(order.merchant_id, order.phone)
    return buyer is not None and live_hold(books, order.merchant_id, buyer.id) is not None


def _strip(books: Books, rows: Iterable[Row], strip: Callable[[Row], None]) -> int:
    held = _Held(books)
    free = [row for row in rows if not held.holds(row)]
    for row in free:
        strip(row)
    return len(free)


@dataclass(slots=True)
class _Held:
    """Who is under a legal hold, looked up once for each conversation."""

    books: Books
    _known: dict[ConversationId | None, bool] = field(default_factory=dict, init=False)

    def holds(self, row: Aged) -> bool:
        if row.conversation_id not in self._known:
            self._known[row.conversation_id] = self._look(row)
        return self._known[row.conversation_id]

    def _look(self, row: Aged) -> bool:
        talk = self.books.conversation(row.merchant_id, row.conversation_id) if row.conversation_id else None
        contact = self.books.contact(row.merchant_id, talk.contact_id) if talk else None
        if contact is None:
            return False
        self.books.lock_contact(contact.merchant_id, contact.phone)  # a hold that is being placed comes before us
        return live_hold(self.books, contact.merchant_id, contact.id) is not None
