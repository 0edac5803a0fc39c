"""What is remembered of a shopper from before: read from the ledger each time, so what is destroyed there is gone."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.cart import Cart, CartState
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.promise import open_promise
from conversation.spoken import spoken

NEW = timedelta(hours=12)
"""Somebody who has been known for less has no past that the conversation itself does not tell."""
MOST_BOUGHT = 5
MOST_PREFERRED = 4
OFTEN = 2
"""How many things bought must share an option, for it to count as what the shopper prefers."""


@dataclass(frozen=True, slots=True)
class Bought:
    """Something that the shopper bought here, and when the shop told of it."""

    title: str
    options: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    """`bought` is newest first; `prefers` are options that they bought again; `promise` is a person's, still open."""

    bought: tuple[Bought, ...] = ()
    prefers: tuple[str, ...] = ()
    promise: str = ""

    @property
    def is_empty(self) -> bool:
        return self == NOTHING


NOTHING = Memory()


def memory_of(
    reader: Reader, merchant: Merchant, contact: Contact, conversation: Conversation, now: datetime
) -> Memory:
    """Return what the merchant may remember of the shopper beyond `conversation`, within its days."""
    days = merchant.settings.memory_days
    if not days or now - contact.created_at < NEW:
        return NOTHING
    since = now - timedelta(days=days)
    if contact.remembers_from is not None:
        since = max(since, contact.remembers_from)
    carts = reader.carts_of(merchant.id, contact.id)
    ours = [cart for cart in carts if cart.id != conversation.cart_id and _counts(cart, since)]
    bought = [Bought(item.title, item.options, cart.updated_at) for cart in reversed(ours) for item in cart.items]
    return Memory(tuple(bought[:MOST_BOUGHT]), _preferred(bought), _promise(reader, contact, conversation, since))


def _counts(cart: Cart, since: datetime) -> bool:
    return cart.state is CartState.RECOVERED and cart.updated_at >= since


def _preferred(bought: list[Bought]) -> tuple[str, ...]:
    counts = Counter(option for one in bought for option in {part.strip() for part in one.options.split(",")} if option)
    return tuple(option for option, times in counts.most_common(MOST_PREFERRED) if times >= OFTEN)


def _promise(reader: Reader, contact: Contact, conversation: Conversation, since: datetime) -> str:
    """Return what a person promised at the end of the newest earlier conversation; ids are in order of time."""
    earlier = [row for row in reader.conversations_of(contact.merchant_id, contact.id) if row.id != conversation.id]
    if not earlier or earlier[-1].updated_at < since:
        return ""
    promised = open_promise(spoken(reader, earlier[-1]))
    return promised.body.composed if promised is not None and promised.body is not None else ""
