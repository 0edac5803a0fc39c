"""The sample store's people and number, as the demo, `play` and evals begin with them. All of it is fictional."""

from dataclasses import replace
from datetime import datetime

from conversation.canned_reply import CannedReply
from conversation.consent import ConsentMethod, ConsentScope
from conversation.consenting import ConsentBook, Proof
from conversation.contact import Contact
from conversation.ledger import Books
from conversation.merchant import BusinessHours, Merchant, MerchantSettings
from conversation.opening import find_or_add_contact
from conversation.role import Role
from conversation.segment_price import SegmentPrice
from conversation.sender import Registration, Sender, SenderKind
from conversation.user import User
from tools.sample_catalog import SAMPLE_BRAND, SAMPLE_DOMAIN, SampleShopper

NUMBER = "+18885550100"
MERCHANT = Merchant(
    id="mer_tidewater",
    name=SAMPLE_BRAND,
    shop_domain=SAMPLE_DOMAIN,
    support="help@tidewater.example",
    timezone="America/New_York",
    settings=MerchantSettings(
        business_hours=BusinessHours(days=(0, 1, 2, 3, 4, 5), opens="08:00", closes="20:00"),
        segment_price=SegmentPrice(8300),
        mms_price=SegmentPrice(22_000),
    ),
)
SENDER = Sender("snd_tidewater", MERCHANT.id, NUMBER, SenderKind.TOLL_FREE, Registration.VERIFIED, "simulator")
DANA = User("usr_dana", "Dana", {MERCHANT.id: Role.ADMIN})
OMAR = User("usr_omar", "Omar", {MERCHANT.id: Role.AGENT})

CONSENT_WORDS = f"Reply YES to get {SAMPLE_BRAND} texts with shopping cart reminders and offers."


def seed_store(books: Books, pack: str = "recovery") -> None:
    """Write the merchant, its number and its people, unless they are there."""
    if books.merchant(MERCHANT.id) is not None:
        return
    books.save_merchant(_speaking_by(pack))
    books.save_sender(SENDER)
    books.save_user(DANA)
    books.save_user(OMAR)


REPLIES = (
    ("Looking", "Thanks {{ first_name or 'for writing' }}, I am looking into it and will text you shortly."),
    ("Cart link", "Here is your cart with {{ item }}, {{ cart_total }}: {{ cart_link }}"),
    ("E-mail us", "For that please write to {{ support }}; my colleagues there can see your account. {{ agent }}"),
)


def seed_replies(books: Books, now: datetime) -> None:
    """Write the canned replies of the sample store."""
    for number, (name, body) in enumerate(REPLIES):
        books.save_canned_reply(CannedReply(f"can_sample_{number}", MERCHANT.id, name, body, DANA.id, now))


def record_double_opt_in(books: Books, shopper: SampleShopper, now: datetime) -> Contact:
    """Write what an import of a text-confirmed double opt-in would: both scopes, with the wording and the answer."""
    contact = find_or_add_contact(books, MERCHANT.id, shopper.phone, now)
    source = "sample data: double opt-in by text, imported"
    proof = Proof(ConsentMethod.TEXT.value, source, now, "sample data")
    history = ConsentBook(books, contact.merchant_id, contact.phone, now)
    for scope in ConsentScope:
        history.record(scope, CONSENT_WORDS, proof, answer_id="imported")
    return contact


def _speaking_by(pack: str) -> Merchant:
    return replace(MERCHANT, settings=replace(MERCHANT.settings, pack=pack))
