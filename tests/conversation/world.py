"""A small world to test in: one merchant, its number, two people, and shoppers on demand."""

from datetime import UTC, datetime, timedelta

from conversation.cart import Cart, CartItem, CartState
from conversation.carts import remember_cart
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.message import Author, Origin
from conversation.money import Money
from conversation.offer import Offer
from conversation.offer_terms import OfferTerms
from conversation.offers import reserve_offer
from conversation.opening import find_or_add_contact, find_or_open
from conversation.receiving import InboundText
from conversation.role import Role
from conversation.sender import Registration, Sender, SenderKind
from conversation.user import User
from conversation.verdict import Allow, Trail

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
MERCHANT = Merchant("mer_1", "Tidewater", "tidewater.example", "help@tidewater.example", "America/Denver")
SENDER = Sender("snd_1", "mer_1", "+18885550100", SenderKind.TOLL_FREE, Registration.VERIFIED, "simulator")
DANA = User("usr_dana", "Dana", {"mer_1": Role.LEAD})
OMAR = User("usr_omar", "Omar", {"mer_1": Role.AGENT})
SHOPPER = "+13035550111"
TERMS = OfferTerms.for_agent(MERCHANT.settings)
ALLOW = Allow(NOW + timedelta(days=365), Trail("test", ()))


def seed(books: Books) -> None:
    """Write the merchant, its number and its people."""
    books.save_merchant(MERCHANT)
    books.save_sender(SENDER)
    books.save_user(DANA)
    books.save_user(OMAR)


def meet(books: Books, phone: str = SHOPPER) -> Contact:
    return find_or_add_contact(books, MERCHANT.id, phone, NOW)


def talk_to(books: Books, phone: str = SHOPPER) -> Conversation:
    """Open a conversation with the shopper."""
    return find_or_open(books, meet(books, phone), NOW)


def text_from(phone: str = SHOPPER, body: str = "hello", provider_id: str | None = None) -> InboundText:
    return InboundText("simulator", provider_id or new_id("SM", NOW), phone, SENDER.phone, body)


def cart_of(contact: Contact, token: str = "ct1") -> Cart:
    items = (CartItem("p1", "v1", "Backpack", "green", 1, Money(20535)),)
    return Cart(
        id=f"crt_{token}",
        merchant_id=MERCHANT.id,
        contact_id=contact.id,
        shop_domain=MERCHANT.shop_domain,
        token=token,
        checkout_url=f"https://tidewater.example/checkouts/{token}",
        items=items,
        total=Money(20535),
        state=CartState.OPEN,
        abandoned_at=NOW,
        updated_at=NOW,
    )


def leave_cart(books: Books, phone: str = SHOPPER, token: str = "ct1") -> Conversation:
    contact = meet(books, phone)
    return remember_cart(books, contact, cart_of(contact, token), timedelta(minutes=30), NOW)


def granted_offer(books: Books, conversation: Conversation, now: datetime = NOW) -> Offer:
    """Reserve an offer on the conversation's cart, as the merchant's usual terms have it."""
    assert conversation.cart_id is not None
    offer = reserve_offer(books, conversation, conversation.cart_id, TERMS, now)
    assert isinstance(offer, Offer), offer
    return offer


def draft_by(author: Author, conversation: Conversation, body: str = "Hi", user: User | None = None) -> Draft:
    return Draft(
        merchant_id=conversation.merchant_id,
        conversation_id=conversation.id,
        body=body,
        author=author,
        origin=Origin.TYPED if author is Author.HUMAN else Origin.GENERATED,
        cause=Cause(CauseKind.INBOUND, ""),
        epoch=conversation.epoch,
        seen_seq=conversation.last_inbound_seq,
        composed_at=NOW,
        user_id=user.id if user else None,
    )
