"""The demo's second brand, and carts for people to write about: P2P Cart Recovery as a team of two brands sees it."""

from dataclasses import replace
from datetime import datetime, timedelta

from api.sample_world import DANA, MERCHANT, OMAR
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.autonomy import Autonomy, AutonomyPolicy, AutonomyWindow, Flow
from conversation.cart import Cart, CartState
from conversation.carts import remember_cart
from conversation.consent import ConsentMethod, ConsentScope
from conversation.consenting import ConsentBook, Proof
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant import BusinessHours, Merchant, MerchantSettings, RecoveryAddOn
from conversation.money import Money
from conversation.opening import find_or_add_contact
from conversation.persona import Persona, Tone
from conversation.persona_setting import set_persona
from conversation.recovery_addon import set_up_recovery
from conversation.role import Role
from conversation.sender import Registration, Sender, SenderKind
from tools.sample_catalog import SECOND_DOMAIN, SampleShopper, sample_catalog

FERNWOOD = Merchant(
    id="mer_fernwood",
    name="Fernwood",
    shop_domain=SECOND_DOMAIN,
    support="care@fernwood.example",
    timezone="America/Los_Angeles",
    settings=MerchantSettings(
        business_hours=BusinessHours(),
        autonomy=AutonomyPolicy(windows=(AutonomyWindow(Autonomy.OFF, "00:00", "00:00", flows=(Flow.REMINDER,)),)),
    ),
)
NUMBER = Sender("snd_fernwood", FERNWOOD.id, "+18885550177", SenderKind.TOLL_FREE, Registration.VERIFIED, "simulator")
VOICES = {
    MERCHANT.id: Persona("Calm and practical, like somebody behind the counter.", tone=Tone(playful=-1)),
    FERNWOOD.id: Persona("Warm. First names. Never pushy: one question at most.", tone=Tone(bold=-1, playful=1)),
}
ABOUT = {MERCHANT.id: MERCHANT, FERNWOOD.id: FERNWOOD}
LEFT_BEHIND = ((MERCHANT.id, -1, 18), (FERNWOOD.id, -2, 25), (FERNWOOD.id, -3, 41), (FERNWOOD.id, -4, 95))
"""Whose shopper left a cart, which of the sample's shoppers they are, and how many minutes ago."""


def seed_second_brand(books: Books, now: datetime) -> None:
    """Let Dana and Omar write first texts for two brands; the second one's AI writes no reminders at all."""
    books.save_merchant(FERNWOOD)
    books.save_sender(NUMBER)
    for user, role in ((DANA, Role.ADMIN), (OMAR, Role.AGENT)):
        standing = books.user(user.id) or user
        books.save_user(replace(standing, roles={**standing.roles, FERNWOOD.id: role}))
    for merchant_id, persona in VOICES.items():
        set_persona(books, merchant_id, persona, Doer(OPERATOR), now)
        set_up_recovery(books, merchant_id, RecoveryAddOn(is_on=True, team=(DANA.id, OMAR.id)), Doer(OPERATOR), now)
    for merchant_id, place, minutes in LEFT_BEHIND:
        _leave(books, ABOUT[merchant_id], sample_catalog().shoppers[place], timedelta(minutes=minutes), now)


def _leave(books: Books, merchant: Merchant, shopper: SampleShopper, ago: timedelta, now: datetime) -> None:
    contact = find_or_add_contact(books, merchant.id, shopper.phone, now)
    contact = replace(contact, name=f"{shopper.first_name} {shopper.last_name}", region=shopper.state, country="US")
    books.save_contact(contact)
    proof = Proof(ConsentMethod.TEXT.value, "sample data: double opt-in by text, imported", now, "sample data")
    history = ConsentBook(books, merchant.id, contact.phone, now)
    for scope in ConsentScope:
        words = f"Reply YES to get {merchant.name} texts with shopping cart reminders and offers."
        history.record(scope, words, proof, answer_id="imported")
    items, token = sample_catalog().cart_of(shopper), f"left-{shopper.user_id}"
    cart = Cart(
        id=new_id("crt", now),
        merchant_id=merchant.id,
        contact_id=contact.id,
        shop_domain=merchant.shop_domain,
        token=token,
        checkout_url=f"https://{merchant.shop_domain}/checkouts/{token}",
        items=items,
        total=Money(sum(item.unit_price.times(item.quantity).minor for item in items)),
        state=CartState.OPEN,
        abandoned_at=now - ago,
        updated_at=now - ago,
    )
    delay = timedelta(minutes=merchant.settings.reminder_delay_minutes)
    remember_cart(books, contact, cart, delay, now)
