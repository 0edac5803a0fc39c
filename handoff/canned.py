"""Canned replies as they read in one conversation, for one person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from conversation.canned_reply import CannedReply
from conversation.cart import Cart, CartState
from conversation.conversation import Conversation
from conversation.errors import Unknown
from conversation.ledger import Reader
from conversation.user import User
from prompts.canned import fill_canned
from prompts.errors import CannedBroken
from tools.cart_link import cart_link


@dataclass(frozen=True, slots=True)
class Filled:
    """`words` is None where the conversation does not know a variable; `missing` then says so."""

    reply: CannedReply
    words: str | None
    missing: str = ""


def filled_replies(reader: Reader, row: Conversation, user: User, now: datetime | None = None) -> tuple[Filled, ...]:
    """Return the merchant's replies that are offered, by name. `now` as in `values_of`."""
    replies = [reply for reply in reader.canned_replies(row.merchant_id) if reply.removed_at is None]
    values = values_of(reader, row, user, now) if replies else {}
    return tuple(_filled(reply, values) for reply in sorted(replies, key=lambda one: (one.name.casefold(), one.id)))


def canned_source(
    reader: Reader, row: Conversation, user: User, reply_ids: Sequence[str], now: datetime | None = None
) -> str:
    """Return what a text that began as these replies began as; removed ones still count. Raises Unknown."""
    if not reply_ids:
        return ""
    values = values_of(reader, row, user, now)
    return "\n".join(_words(_named(reader, row, reply_ids), values))


def values_of(reader: Reader, row: Conversation, user: User, now: datetime | None = None) -> Mapping[str, str]:
    """Return the variables that are known in this conversation. A shopper without a name has an empty one.

    The cart's link applies the code of an offer that is live `now`; without a moment it is the cart's own.
    """
    merchant = reader.merchant(row.merchant_id)
    contact = reader.contact(row.merchant_id, row.contact_id)
    cart = reader.cart(row.merchant_id, row.cart_id) if row.cart_id else None
    values = {
        "first_name": contact.first_name if contact else "",
        "brand": merchant.name if merchant else "",
        "agent": user.name,
        "support": merchant.support if merchant else "",
    }
    if merchant is None or cart is None or cart.state is not CartState.OPEN:
        return values
    offers = reader.offers_of_cart(cart.merchant_id, cart.id) if now is not None else ()
    offer = next((one for one in reversed(offers) if now is not None and one.is_live(now)), None)
    return {**values, **_of_cart(cart, cart_link(merchant, cart, offer))}


def _of_cart(cart: Cart, link: str) -> dict[str, str]:
    known = {"cart_total": str(cart.total), "cart_link": link}
    return known | ({"item": cart.items[0].title} if cart.items else {})


def _named(reader: Reader, row: Conversation, reply_ids: Iterable[str]) -> Iterator[CannedReply]:
    for reply_id in dict.fromkeys(reply_ids):
        reply = reader.canned_reply(row.merchant_id, reply_id)
        if reply is None:
            raise Unknown("canned reply", reply_id)
        yield reply


def _words(replies: Iterable[CannedReply], values: Mapping[str, str]) -> Iterator[str]:
    for filled in (_filled(reply, values) for reply in replies):
        if filled.words is not None:
            yield filled.words


def _filled(reply: CannedReply, values: Mapping[str, str]) -> Filled:
    try:
        return Filled(reply, fill_canned(reply.body, values))
    except CannedBroken as error:
        return Filled(reply, None, error.problem)
