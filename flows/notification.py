"""The order notification: a transactional text to somebody who just bought."""

from datetime import datetime

from compliance.exit import Departure
from compliance.rulebook import Rulebook
from conversation.draft import Cause, CauseKind
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.opening import find_or_add_contact
from flows.automatic import text_automatically


def notify_order(
    books: Books, merchant: Merchant, phone: str, order_id: str, order_name: str, rulebook: Rulebook, now: datetime
) -> Departure:
    """Tell the shopper that the order arrived. Once for each order is the caller's duty."""
    contact = find_or_add_contact(books, merchant.id, phone, now)
    body = f"We have your order {order_name}. Thank you! Questions? Just reply here."
    return text_automatically(books, contact, body, Cause(CauseKind.ORDER, order_id), rulebook, now)
