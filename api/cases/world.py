"""The world of a case: its rows in books of their own, so that the gate reads them as it reads any ledger's."""

from dataclasses import dataclass
from datetime import datetime

from api.cases.gate_case import GateCase
from api.cases.names import CART, CONTACT, CONVERSATION, MERCHANT, PERSON, SENDER
from api.cases.shopper import cart_of, consent_of, contact_of, offer_of, suppression_of
from api.cases.talk import Talk
from conversation.cart import Cart, ReminderSlot
from conversation.consent import Consent, ConsentState
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Invalid
from conversation.escalation import Escalation, EscalationReason
from conversation.merchant import Merchant
from conversation.message import Author, Direction, Message, Origin, Purpose
from conversation.outbox import OutboxRow, OutboxState
from conversation.override import Override
from conversation.role import Role
from conversation.sender import Sender
from conversation.store_memory.books import MemoryBooks
from conversation.user import User

OF_THE_SHOPPERS_TEXT = frozenset(
    {
        CauseKind.INBOUND,
        CauseKind.HELP,
        CauseKind.IDENTITY,
        CauseKind.SAFETY,
        CauseKind.FOLLOWUP,
        CauseKind.RESUBSCRIPTION,
        CauseKind.SUPPRESSION,
    }
)
ORIGINS = {Author.HUMAN: Origin.TYPED, Author.TEMPLATE: Origin.CANNED}


@dataclass(frozen=True, slots=True)
class World:
    """The books, and the draft before the gate."""

    books: MemoryBooks
    draft: Draft


def world_of(case: GateCase, now: datetime) -> World:
    """Write what a case states as rows. Raises Invalid, naming the field and the remedy."""
    books, talk = MemoryBooks(), Talk(case, now)
    contact = contact_of(case.contact, now)
    merchant = Merchant(
        MERCHANT,
        case.merchant.name,
        case.merchant.shop_domain,
        case.merchant.support,
        case.merchant.timezone,
        case.merchant.settings,
    )
    books.save_merchant(merchant)
    books.save_user(User(PERSON, case.draft.person, {MERCHANT: Role.LEAD}))
    books.save_contact(contact)
    if case.sender is not None:
        stated = case.sender
        books.save_sender(Sender(SENDER, MERCHANT, stated.phone, stated.kind, stated.registration, "case"))
    consents = [consent_of(one, place, contact.phone, talk, now) for place, one in enumerate(case.consents)]
    for consent in consents:
        books.save_consent(consent)
    if case.suppression is not None:
        books.save_suppression(suppression_of(case.suppression, contact.phone, talk, now))
    _write_cart(books, case, merchant, talk, now)
    for place, offer in enumerate(case.offers):
        books.save_offer(offer_of(offer, place, now))
    conversation = _conversation(case, talk, now)
    books.save_conversation(conversation)
    for message in talk.messages:
        _write_text(books, message, contact)
    return World(books, _draft(case, talk, consents, conversation, now))


def _write_cart(books: MemoryBooks, case: GateCase, merchant: Merchant, talk: Talk, now: datetime) -> None:
    if case.cart is None:
        if case.offers:
            raise Invalid("offers", "there is no cart that they could be for", 'state a cart: {"cart": {}} will do')
        return
    cart = cart_of(case.cart, merchant.shop_domain, now)
    books.save_cart(cart)
    if (taken := _slot(case, cart, talk)) is not None:
        books.take_reminder_slot(taken)


def _slot(case: GateCase, cart: Cart, talk: Talk) -> ReminderSlot | None:
    """The cart's one reminder is taken where that is stated, and where one stands in history."""
    reminder = next((message for message in talk.messages if message.purpose is Purpose.REMINDER), None)
    by = case.cart.reminded_by if case.cart else None
    if by is None and reminder is None:
        return None
    author = Author(by) if by else reminder.author if reminder else Author.AI
    text = reminder.id if reminder else "msg_reminder"
    at = reminder.created_at if reminder else cart.abandoned_at
    return ReminderSlot(cart.merchant_id, cart.shop_domain, cart.token, text, author, at)


def _conversation(case: GateCase, talk: Talk, now: datetime) -> Conversation:
    escalation = _escalation(case, now)
    is_held = escalation is None and case.draft.author == "human"
    newest = talk.newest_inbound
    return Conversation(
        id=CONVERSATION,
        merchant_id=MERCHANT,
        contact_id=CONTACT,
        sender_id=SENDER,
        exchange_id=talk.exchange,
        control=Control.ESCALATED if escalation else Control.HUMAN if is_held else Control.AI,
        epoch=1,
        opened_at=talk.messages[0].created_at if talk.messages else now,
        updated_at=now,
        holder=PERSON if is_held else None,
        cart_id=CART if case.cart else None,
        last_seq=len(talk.messages),
        last_inbound_seq=newest.seq if newest else 0,
        escalation=escalation,
    )


def _escalation(case: GateCase, now: datetime) -> Escalation | None:
    stated = case.escalation
    if stated is not None:
        return Escalation(stated.reason, "", stated.at or now)
    asks_for_one = case.draft.cause is CauseKind.ESCALATION
    return Escalation(EscalationReason.ASKED_FOR_PERSON, "", now) if asks_for_one else None


def _write_text(books: MemoryBooks, message: Message, contact: Contact) -> None:
    books.add_message(message)
    if message.direction is Direction.IN or message.purpose is None:
        return
    at = message.created_at
    row = OutboxRow(
        message_id=message.id,
        merchant_id=MERCHANT,
        conversation_id=CONVERSATION,
        sender_id=SENDER,
        to=contact.phone,
        author=message.author,
        purpose=message.purpose,
        epoch=1,
        state=OutboxState.SENT,
        until=at,
        expires_at=at,
        queued_at=at,
    )
    books.save_outbox_row(row)


def _draft(case: GateCase, talk: Talk, consents: list[Consent], conversation: Conversation, now: datetime) -> Draft:
    stated, author = case.draft, Author(case.draft.author)
    return Draft(
        merchant_id=MERCHANT,
        conversation_id=CONVERSATION,
        body=stated.body,
        author=author,
        origin=ORIGINS.get(author, Origin.GENERATED),
        cause=_cause(case, talk, consents),
        epoch=1,
        seen_seq=conversation.last_inbound_seq,
        composed_at=now,
        user_id=PERSON if author is Author.HUMAN else None,
        sources=tuple(stated.sources),
        override=Override() if stated.confirmed_unbacked else None,
    )


def _cause(case: GateCase, talk: Talk, consents: list[Consent]) -> Cause:
    kind = case.draft.cause or _usual_cause(case, talk)
    ref = case.draft.ref
    if kind in OF_THE_SHOPPERS_TEXT and ref is not None:
        talk.check_is_inbound("draft.ref", ref)
    return Cause(kind, ref or _usual_ref(kind, talk, consents))


def _usual_cause(case: GateCase, talk: Talk) -> CauseKind:
    if talk.newest_inbound is not None:
        return CauseKind.INBOUND
    if case.cart is not None:
        return CauseKind.CART
    raise Invalid("draft.cause", "nothing in the case could cause a text", "state a cause, a text in history or a cart")


def _usual_ref(kind: CauseKind, talk: Talk, consents: list[Consent]) -> str:
    newest = talk.newest_inbound
    asked = [consent.id for consent in consents if consent.state is ConsentState.REQUESTED]
    if kind is CauseKind.CART:
        return CART
    if kind is CauseKind.OPT_IN and asked:
        return asked[-1]
    if kind in OF_THE_SHOPPERS_TEXT or kind is CauseKind.OPT_IN:
        return newest.id if newest else ""
    return f"{kind.value}_case"
