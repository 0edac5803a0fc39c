"""One cart of P2P Cart Recovery: the brand to write for, what was left behind, and the box to write in."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from api.pages.brands import Brand, brand_of
from api.pages.brief import CartCard, cart_card
from api.pages.conversation import Notice
from api.pages.look import Look
from api.pages.moments import Stamp, moments_for
from api.pages.outlook import Outlook, outlook_of
from api.pages.written import Written
from conversation.cart import Cart
from conversation.cart_claim import CartClaim
from conversation.conversation import Conversation
from conversation.draft import Cause, CauseKind
from conversation.ids import CartId, ConversationId
from conversation.merchant import Merchant
from handoff.brand_voice import voice_of
from handoff.cart_queue import cart_standing, conversation_about
from handoff.takeover import LONGEST_REPLY
from tools.cart_link import cart_link


@dataclass(frozen=True, slots=True)
class FirstTextBox:
    """Where a person writes. `words_by_ai` is the AI's draft, where they asked for one."""

    words: str
    words_by_ai: str
    ends: Stamp
    key: str
    outlook: Outlook | None
    longest: int = LONGEST_REPLY


@dataclass(frozen=True, slots=True)
class CardView:
    """`box` is there while the person's claim is live; `why_not` says why nobody may claim the cart now.

    `link` leads to the cart; a person copies it, so that nothing in the box was put there for them. `switched_from`
    names the brand that they wrote for before, where it was another one.
    """

    cart_id: CartId
    brand: Brand
    support: str
    voice: tuple[str, ...]
    facts: tuple[str, ...]
    switched_from: str
    shopper: str
    place: str
    left: Stamp
    cart: CartCard
    link: str
    conversation_id: ConversationId | None
    why_not: str
    box: FirstTextBox | None
    notice: Notice | None
    now: datetime


def card_view(
    look: Look, cart: Cart, *, words: str = "", words_by_ai: str = "", notice: Notice | None = None
) -> CardView:
    """Return the cart as it stands for this person."""
    standing = cart_standing(look.books, cart, look.user, look.house.rulebook, look.now)
    merchant, contact = standing.merchant, standing.contact
    row = conversation_about(look.books, cart)
    claim = look.books.cart_claim(cart.merchant_id, cart.id)
    is_mine = claim is not None and claim.user_id == look.user.id and claim.is_live(look.now)
    moments = moments_for(contact, merchant, look.now)
    facts = look.books.merchant_facts(merchant.id)
    return CardView(
        cart_id=cart.id,
        brand=brand_of(look.books, look.user, merchant),
        support=merchant.support,
        voice=voice_of(merchant.settings.persona),
        facts=tuple(fact.statement for fact in facts if fact.is_live(look.now)),
        switched_from=_switched_from(look, cart),
        shopper=contact.name or "Name not known",
        place=", ".join(part for part in (contact.region, moments.local_now) if part),
        left=moments.ago(cart.abandoned_at),
        cart=cart_card(cart),
        link=cart_link(merchant, cart, None),
        conversation_id=row.id if row else None,
        why_not=standing.why_not or "",
        box=_box(look, merchant, claim, row, words, words_by_ai) if claim is not None and is_mine and row else None,
        notice=notice,
        now=look.now,
    )


def first_text_outlook(look: Look, cart: Cart, words: str) -> Outlook | None:
    """Say what would happen to these words if they were sent now: a first text leaves now or not at all."""
    row = conversation_about(look.books, cart)
    if row is None:
        return None
    contact = look.books.contact(cart.merchant_id, cart.contact_id)
    moments = moments_for(contact, look.books.merchant(cart.merchant_id), look.now)
    return outlook_of(look, moments, row, Written(words), cause=Cause(CauseKind.CART, cart.id))


def _box(
    look: Look, merchant: Merchant, claim: CartClaim, row: Conversation, words: str, words_by_ai: str
) -> FirstTextBox:
    contact = look.books.contact(row.merchant_id, row.contact_id)
    moments = moments_for(contact, merchant, look.now)
    cause = Cause(CauseKind.CART, claim.cart_id)
    outlook = outlook_of(look, moments, row, Written(words), cause=cause)
    return FirstTextBox(words, words_by_ai, moments.at(claim.expires_at), token_hex(8), outlook)


def _switched_from(look: Look, cart: Cart) -> str:
    """Name the brand of the claim before this one, if it was another: also before this cart is claimed."""
    earlier = [claim for claim in look.books.cart_claims_of(look.user.id, 2) if claim.cart_id != cart.id]
    if not earlier or earlier[0].merchant_id == cart.merchant_id:
        return ""
    merchant = look.books.merchant(earlier[0].merchant_id)
    return merchant.name if merchant else ""
