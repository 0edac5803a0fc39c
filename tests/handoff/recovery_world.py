"""Two brands with P2P Cart Recovery switched on, their team, and shoppers who left carts and may be texted."""

from dataclasses import replace
from datetime import timedelta

from compliance.rulebook import load_rulebook
from conversation.acts import Doer
from conversation.carts import remember_cart
from conversation.consent import ConsentMethod, ConsentScope
from conversation.consenting import ConsentBook, Proof
from conversation.conversation import Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.ledger import Books
from conversation.merchant import Merchant, RecoveryAddOn
from conversation.message import Author
from conversation.opening import find_or_add_contact
from conversation.recovery_addon import set_up_recovery
from conversation.role import Role
from conversation.sender import Sender
from conversation.user import User
from handoff.takeover import Desk, Reply
from tests.conversation.world import MERCHANT, NOW, SENDER, SHOPPER, cart_of, draft_by

RULEBOOK = load_rulebook()
OTHER = replace(MERCHANT, id="mer_2", name="Saltmarsh", shop_domain="saltmarsh.example", support="+18885550111")
OTHER_SENDER = replace(SENDER, id="snd_2", merchant_id="mer_2", phone="+18885550111")
DANA = User("usr_dana", "Dana", {"mer_1": Role.AGENT, "mer_2": Role.AGENT})
OMAR = User("usr_omar", "Omar", {"mer_1": Role.AGENT})
MEI = User("usr_mei", "Mei", {"mer_1": Role.AGENT})
LATER = NOW + timedelta(minutes=12)
"""The carts were left behind at `NOW`; people see them ten minutes later, and the AI's reminder is due after thirty."""
WORDS = "The green backpack you looked at is still here. Is anything unclear about the size?"


def seed(books: Books, *, others: bool = True) -> None:
    """Both brands; Dana writes for each of them, Omar for the first, and Mei is on no team."""
    for user in (DANA, OMAR, MEI):
        books.save_user(user)
    for merchant, sender, team in ((MERCHANT, SENDER, (DANA, OMAR)), (OTHER, OTHER_SENDER, (DANA,))):
        if merchant is OTHER and not others:
            continue
        open_brand(books, merchant, sender, team)


def open_brand(books: Books, merchant: Merchant, sender: Sender, team: tuple[User, ...]) -> None:
    books.save_merchant(merchant)
    books.save_sender(sender)
    addon = RecoveryAddOn(is_on=True, team=tuple(user.id for user in team))
    set_up_recovery(books, merchant.id, addon, Doer(team[0].id), NOW)


def agree(books: Books, merchant: Merchant = MERCHANT, phone: str = SHOPPER) -> None:
    """The shopper confirmed a double opt-in by text for this brand."""
    proof = Proof(ConsentMethod.TEXT.value, "test", NOW, "test")
    history = ConsentBook(books, merchant.id, phone, NOW)
    for scope in ConsentScope:
        history.record(scope, f"Reply YES to get {merchant.name} cart reminders.", proof, answer_id="imported")


def leave(
    books: Books, merchant: Merchant = MERCHANT, phone: str = SHOPPER, token: str = "ct1", *, agreed: bool = True
) -> Conversation:
    """The shopper leaves a cart at the brand; its reminder by the AI is due after thirty minutes."""
    contact = find_or_add_contact(books, merchant.id, phone, NOW)
    contact = replace(contact, region="CO", country="US")
    books.save_contact(contact)
    if agreed:
        agree(books, merchant, phone)
    cart = replace(cart_of(contact, token), merchant_id=merchant.id, shop_domain=merchant.shop_domain)
    return remember_cart(books, contact, cart, timedelta(minutes=30), NOW)


def desk(books: Books, user: User = DANA, now=LATER) -> Desk:
    return Desk(books, RULEBOOK, user, now)


def reply(words: str = WORDS, now=LATER) -> Reply:
    return Reply(words, now)


def ai_reminder(conversation: Conversation, now=LATER) -> Draft:
    """What the AI would text about the cart."""
    draft = draft_by(Author.AI, conversation, "You left a backpack in your cart.")
    return replace(draft, cause=Cause(CauseKind.CART, conversation.cart_id or ""), composed_at=now)
