"""The test text: sent to a person's own phone by the road that every text takes, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from api.opting_in import OptingIn
from compliance.rulebook import Rulebook
from conversation.acts import Doer
from conversation.brand_setting import merchant_of, note_set_up
from conversation.cart import Cart, CartItem, CartState
from conversation.carts import remember_cart
from conversation.consent import ConsentMethod, ConsentScope
from conversation.consenting import Proof
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.due import DueState
from conversation.errors import Conflict, Invalid, Unknown
from conversation.event import Event, EventKind
from conversation.ids import ContactId, ConversationId, MerchantId, new_id
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.message import Direction, Message, Purpose
from conversation.money import Money
from conversation.opening import find_or_add_contact, find_or_open
from conversation.outbox import OutboxRow, OutboxState
from conversation.sender import Sender
from conversation.tag import TEST, Tag
from tools.phone import to_e164

MOST_A_DAY = 5
"""Test texts to one phone: whoever presses the button is not the only one who has to bear it."""
SOURCE = "set-up page"
_OWN = frozenset({Purpose.OPT_IN_CONFIRMATION, Purpose.REMINDER})


class TrialState(StrEnum):
    """How far the newest test text came."""

    REFUSED = "refused"
    WAITING = "waiting"
    ON_ITS_WAY = "on its way"
    DELIVERED = "delivered"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in (TrialState.REFUSED, TrialState.DELIVERED, TrialState.FAILED)


@dataclass(frozen=True, slots=True)
class Trial:
    """`number` is the one that it leaves from. `rule` and `why` say what the gate found, `carrier` the carrier.

    `is_confirmed`: the phone answered YES, and is opted in by text.
    """

    contact_id: ContactId
    conversation_id: ConversationId
    number: Sender | None
    phone: str
    state: TrialState
    at: datetime
    words: str = ""
    rule: str = ""
    why: str = ""
    carrier: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who says that the phone is theirs and agrees to be texted there, and from where."""

    name: str
    doer: Doer
    source: str = SOURCE


def send_trial(
    books: Books, merchant_id: MerchantId, phone: str, who: Attestation, rulebook: Rulebook, now: datetime
) -> ConversationId:
    """Ask the phone for its double opt-in, as a checkout whose box was ticked would. Whether it leaves, the gate says.

    Raises Invalid for a number that cannot be dialled, Conflict for a phone that agreed already or was asked too
    often, Misconfigured where the merchant has no number.
    """
    number = to_e164(phone, "US")
    if number is None:
        raise Invalid("phone", f"{phone!r} cannot be dialled", "write it as +13035550142")
    merchant = merchant_of(books, merchant_id)
    contact = find_or_add_contact(books, merchant_id, number, now)
    _check_pace(books, merchant, number, now)
    if is_confirmed(books, merchant_id, number):
        raise Conflict(f"{number} has agreed by text already; leave a test cart there instead")
    conversation = find_or_open(books, contact, now)
    books.add_tag(Tag(merchant_id, contact.id, TEST, who.doer.actor, now))
    evidence = f"{who.name} says that this phone is theirs and agrees to test texts there"
    proof = Proof(ConsentMethod.WEB_FORM.value, who.source, now, who.doer.actor, evidence)
    OptingIn(books, rulebook, merchant, contact, conversation, now).ask(proof, anew=True)
    note_set_up(books, merchant_id, replace(merchant.settings.set_up, test_contact=contact.id), who.doer, now)
    return conversation.id


def leave_trial_cart(books: Books, merchant_id: MerchantId, now: datetime) -> ConversationId:
    """Let the test phone leave a made-up cart whose reminder is due at once; the gate decides on it.

    Raises Unknown without a test phone, Conflict before it agreed by text.
    """
    merchant = merchant_of(books, merchant_id)
    contact = _contact(books, merchant)
    if contact is None:
        raise Unknown("test phone", "that was texted")
    books.lock_contact(merchant_id, contact.phone)
    if not is_confirmed(books, merchant_id, contact.phone):
        raise Conflict("the phone has not answered YES yet; only then may it be reminded of a cart")
    cart_id = new_id("crt", now)
    token, item = f"test-{cart_id.removeprefix('crt_')}", CartItem("test", "test", "Test item", "", 1, Money(1000))
    cart = Cart(
        id=cart_id,
        merchant_id=merchant_id,
        contact_id=contact.id,
        shop_domain=merchant.shop_domain,
        token=token,
        checkout_url=f"https://{merchant.shop_domain}/checkouts/{token}",
        items=(item,),
        total=item.unit_price,
        state=CartState.OPEN,
        abandoned_at=now,
        updated_at=now,
    )
    return remember_cart(books, contact, cart, timedelta(0), now).id


def trial_of(reader: Reader, merchant: Merchant) -> Trial | None:
    """Return what became of the newest test text; None where there was none."""
    contact = _contact(reader, merchant)
    open_one = reader.open_conversations(merchant.id, contact.id) if contact is not None else ()
    if contact is None or not open_one:
        return None
    conversation = open_one[-1]
    texts = [one for one in reader.messages(merchant.id, conversation.id) if _is_ours(one)]
    told = [one for one in reader.events(merchant.id, conversation.id) if one.kind in _VERDICTS]
    confirmed = is_confirmed(reader, merchant.id, contact.phone)
    if texts and (not told or texts[-1].seq > told[-1].after_seq):
        return _sent(reader, contact, conversation, texts[-1], is_confirmed=confirmed)
    return _decided(reader, contact, conversation, told[-1], is_confirmed=confirmed) if told else None


def is_confirmed(reader: Reader, merchant_id: MerchantId, phone: str) -> bool:
    """Tell whether the number agreed to cart reminders by a text of its own, and no opt-out came since."""
    stop = reader.suppression(merchant_id, phone)
    if stop is not None and stop.is_live:
        return False
    return any(
        one.is_by_text and one.scope is ConsentScope.CART_REMINDERS for one in reader.consents(merchant_id, phone)
    )


_VERDICTS = frozenset({EventKind.DRAFT_REFUSED, EventKind.DRAFT_DEFERRED})


def _is_ours(message: Message) -> bool:
    return message.direction is Direction.OUT and message.purpose in _OWN


def _contact(reader: Reader, merchant: Merchant) -> Contact | None:
    known = merchant.settings.set_up.test_contact
    return reader.contact(merchant.id, known) if known else None


def _sent(
    reader: Reader, contact: Contact, conversation: Conversation, message: Message, *, is_confirmed: bool
) -> Trial:
    row = reader.outbox_row(message.merchant_id, message.id)
    return Trial(
        contact_id=contact.id,
        conversation_id=conversation.id,
        number=reader.sender(contact.merchant_id, conversation.sender_id),
        phone=contact.phone,
        state=_state(row),
        at=message.created_at,
        words=message.text,
        carrier=_carrier(row),
        is_confirmed=is_confirmed,
    )


def _decided(reader: Reader, contact: Contact, conversation: Conversation, told: Event, *, is_confirmed: bool) -> Trial:
    return Trial(
        contact_id=contact.id,
        conversation_id=conversation.id,
        number=reader.sender(contact.merchant_id, conversation.sender_id),
        phone=contact.phone,
        state=TrialState.REFUSED if told.kind is EventKind.DRAFT_REFUSED else TrialState.WAITING,
        at=told.at,
        rule=told.details.get("rule", ""),
        why=_why(reader, told),
        is_confirmed=is_confirmed,
    )


def _why(reader: Reader, told: Event) -> str:
    """Say what the gate found, and until when a text waits that does."""
    why, row = told.details.get("why", ""), reader.due_row(told.merchant_id, told.details.get("due", ""))
    waits = row is not None and row.state is DueState.WAITING
    return f"{why}; it waits until {row.due_at:%Y-%m-%d %H:%M} UTC" if row is not None and waits else why


def _state(row: OutboxRow | None) -> TrialState:
    if row is None or row.state in (OutboxState.FAILED, OutboxState.CANCELLED):
        return TrialState.FAILED
    if row.carrier_status in ("delivered", "read"):
        return TrialState.DELIVERED
    if row.carrier_status in ("undelivered", "failed", "canceled"):
        return TrialState.FAILED
    return TrialState.ON_ITS_WAY


def _carrier(row: OutboxRow | None) -> str:
    if row is None:
        return ""
    words = (row.carrier_status or row.state.value, f"error {row.error_code}" if row.error_code else "")
    return ", ".join(word for word in words if word)


def _check_pace(reader: Reader, merchant: Merchant, phone: str, now: datetime) -> None:
    since = now - timedelta(days=1)
    asked = {one.requested_at for one in reader.consents(merchant.id, phone) if one.requested_at > since}
    if len(asked) >= MOST_A_DAY:
        raise Conflict(f"{phone} was asked {MOST_A_DAY} times within a day; ask again tomorrow")
