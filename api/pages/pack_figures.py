"""What became of conversations by the prompt pack that they were answered by, so that variants can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from api.pages.look import Look
from conversation.cart import CartState
from conversation.conversation import Control, Conversation
from conversation.ids import ConversationId, MerchantId

DAYS = 30
MOST_CONVERSATIONS = 300
"""The newest that are looked at."""


@dataclass(frozen=True, slots=True)
class PackFigures:
    """Conversations in which the pack spoke: in how many the cart was bought, a person was asked for, texts ended."""

    conversations: int = 0
    bought: int = 0
    asked: int = 0
    opted_out: int = 0

    def __add__(self, other: "PackFigures") -> "PackFigures":
        return PackFigures(
            self.conversations + other.conversations,
            self.bought + other.bought,
            self.asked + other.asked,
            self.opted_out + other.opted_out,
        )


NONE = PackFigures()


def pack_figures(look: Look, merchant_id: MerchantId) -> Mapping[str, PackFigures]:
    """Return the figures by the pack's hash. A conversation counts for the pack that spoke in it last."""
    spoke: dict[ConversationId, str] = {}
    for event in look.books.spent_events(merchant_id, look.now - timedelta(days=DAYS)):
        if len(spoke) == MOST_CONVERSATIONS and event.conversation_id not in spoke:
            break
        spoke.setdefault(event.conversation_id, event.details.get("pack", ""))
    found: dict[str, PackFigures] = {}
    for conversation_id, digest in spoke.items():
        row = look.books.conversation(merchant_id, conversation_id)
        if row is not None:
            found[digest] = found.get(digest, NONE) + _of(look, row)
    return found


def _of(look: Look, row: Conversation) -> PackFigures:
    cart = look.books.cart(row.merchant_id, row.cart_id) if row.cart_id else None
    contact = look.books.contact(row.merchant_id, row.contact_id)
    stopped = look.books.suppression(row.merchant_id, contact.phone) if contact else None
    return PackFigures(
        conversations=1,
        bought=int(cart is not None and cart.state is CartState.RECOVERED),
        asked=int(row.escalation is not None or row.control is Control.HUMAN),
        opted_out=int(stopped is not None and stopped.is_live and stopped.since >= row.opened_at),
    )
