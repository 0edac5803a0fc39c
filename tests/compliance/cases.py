"""Facts, drafts and messages to put before the gate: one merchant, one shopper in Denver, one cart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from compliance.facts import Facts
from compliance.gate import Decision, decide_on
from compliance.rulebook import Rulebook, load_rulebook
from conversation.cart import Cart, CartItem, CartState, ReminderSlot
from conversation.consent import Consent, ConsentScope, ConsentState, Suppression, SuppressionReason
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.escalation import Escalation, EscalationReason
from conversation.merchant import BusinessHours, Merchant, MerchantSettings
from conversation.message import Author, Body, Direction, Message, Origin, Purpose
from conversation.money import Money
from conversation.offer import Offer, OfferState
from conversation.role import Role
from conversation.sender import Registration, Sender, SenderKind
from conversation.user import User
from conversation.verdict import VerdictNote

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
"""A Tuesday, 12:00 in Denver."""
NIGHT = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
"""22:00 in Denver."""

MERCHANT = Merchant("mer_1", "Tidewater", "tidewater.example", "help@tidewater.example", "America/Denver")
SENDER = Sender("snd_1", "mer_1", "+18885550100", SenderKind.TOLL_FREE, Registration.VERIFIED, "simulator")
CONTACT = Contact("con_1", "mer_1", "+13035550142", "Noah B.", NOON, timezone="America/Denver")
DANA = User("usr_dana", "Dana", {"mer_1": Role.LEAD})
CONVERSATION = Conversation(
    "cvn_1", "mer_1", "con_1", "snd_1", "exc_1", Control.AI, 1, NOON, NOON, cart_id="crt_1", last_seq=1
)
CART = Cart(
    "crt_1",
    "mer_1",
    "con_1",
    "tidewater.example",
    "tok1",
    "https://tidewater.example/cart/c/tok1?key=abc",
    (
        CartItem("p1", "v1", "Trail Pack 40L", "green, M", 1, Money(9900)),
        CartItem("p2", "v2", "Merino Sock", "100% wool", 2, Money(2165)),
    ),
    Money(14230),
    CartState.OPEN,
    NOON - timedelta(hours=1),
    NOON - timedelta(hours=1),
)
OFFER = Offer(
    "off_1",
    "mer_1",
    "crt_1",
    "cvn_1",
    "SAVE10-AB3CD",
    10,
    OfferState.ISSUED,
    NOON - timedelta(minutes=5),
    NOON + timedelta(hours=23, minutes=55),
)
CONSENT = Consent(
    "cns_1",
    "mer_1",
    CONTACT.phone,
    ConsentScope.CART_REMINDERS,
    ConsentState.CONFIRMED,
    "Reply YES to get cart reminders",
    "checkout box, then text",
    "tidewater.example",
    NOON - timedelta(days=2),
    prompt_id="msg_prompt",
    confirmed_at=NOON - timedelta(days=2),
    answer_id="msg_yes",
)
MARKETING = replace(CONSENT, id="cns_2", scope=ConsentScope.MARKETING)
SLOT = ReminderSlot("mer_1", "tidewater.example", "tok1", "msg_9", Author.AI, NOON)
RULEBOOK = load_rulebook()


def inbound(text: str = "is it waterproof?", at: datetime = NOON, seq: int = 1, ref: str = "msg_in") -> Message:
    return Message(
        ref, "mer_1", "cvn_1", "exc_1", seq, Direction.IN, Author.CONTACT, Body(text), 1, at, provider_id=ref
    )


def sent(
    purpose: Purpose,
    at: datetime = NOON,
    seq: int = 2,
    author: Author = Author.AI,
    verdict: VerdictNote | None = None,
    text: str = "Hi",
) -> Message:
    return Message(
        f"msg_{seq}",
        "mer_1",
        "cvn_1",
        "exc_1",
        seq,
        Direction.OUT,
        author,
        Body(text),
        1,
        at,
        purpose=purpose,
        verdict=verdict,
    )


def draft(
    body: str = "It is waterproof.",
    kind: CauseKind = CauseKind.INBOUND,
    ref: str = "msg_in",
    author: Author = Author.AI,
    now: datetime = NOON,
) -> Draft:
    origin = Origin.TYPED if author is Author.HUMAN else Origin.GENERATED
    user = DANA.id if author is Author.HUMAN else None
    return Draft("mer_1", "cvn_1", body, author, origin, Cause(kind, ref), 1, 1, now, user_id=user)


def facts(text: Message | None = None, **fields: object) -> Facts:
    """Facts in which `text` is asked about and the newest; anything else by name."""
    known = Facts(
        merchant=MERCHANT,
        contact=CONTACT,
        conversation=CONVERSATION,
        sender=SENDER,
        user=DANA,
        consents=(CONSENT, MARKETING),
        asked=text,
        last_inbound=text,
        cart=CART,
        offers=(OFFER,),
    )
    return replace(known, **fields)  # type: ignore[arg-type]


def answering(text: str = "is it waterproof?", at: datetime = NOON, **fields: object) -> Facts:
    return facts(inbound(text, at), **fields)


def ask_gate(
    one: Draft, known: Facts, now: datetime = NOON, expires_at: datetime | None = None, book: Rulebook = RULEBOOK
) -> Decision:
    return decide_on(one, known, book, now, expires_at or now + timedelta(hours=24))


def suppressed(
    reason: SuppressionReason = SuppressionReason.OPT_OUT, since: datetime = NOON, message_id: str = "msg_in"
) -> Suppression:
    return Suppression("mer_1", CONTACT.phone, reason, since, "STOP", message_id)


def escalated(reason: EscalationReason = EscalationReason.ASKED_FOR_PERSON, at: datetime = NOON) -> Conversation:
    return replace(CONVERSATION, control=Control.ESCALATED, escalation=Escalation(reason, "", at))


def with_settings(**fields: object) -> Merchant:
    return replace(MERCHANT, settings=replace(MerchantSettings(), **fields))  # type: ignore[arg-type]


OFFICE = BusinessHours((0, 1, 2, 3, 4), "09:00", "17:00")
