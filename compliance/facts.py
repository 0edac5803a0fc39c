"""Facts: everything the gate may use, read once from the ledger and frozen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from compliance.filtering import halt_of_draft, halt_of_message
from conversation.cart import Cart, ReminderSlot
from conversation.cart_claim import CartClaim
from conversation.consent import Consent, Suppression
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import Unknown
from conversation.flow_run import FlowRun
from conversation.halt import Halt
from conversation.ids import ConversationId, MerchantId, MessageId, UserId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.merchant_fact import MerchantFact
from conversation.message import Author, Direction, Message
from conversation.number_check import NumberCheck
from conversation.offer import Offer
from conversation.sender import Sender
from conversation.short_link import ShortLink
from conversation.user import User

DAY = timedelta(hours=24)
WEEK = timedelta(days=7)
"""After so many idle days the AI says again that it is automated (design, Announcements)."""
MONTH = timedelta(days=30)
"""After so many idle days a reply names the brand again (design, Identification)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true in the ledger about one draft's conversation.

    `number_checks` are there for what we may start. `asked` is the shopper's text that the draft's cause names,
    `prompting` the consent that it asks for and `run` the flow's run that it belongs to, where it does. `outbound`
    holds what was sent to the number, in any conversation, within 24 hours and since the newest inbound text and since
    `asked`. `reserved` is the live claim on the cart of somebody other than the draft's author. `ai_spoke_at` and
    `human_spoke_at` are the newest texts of these seats in the running exchange within a week; `last_spoke_at` is
    anybody's in this conversation within 30 days.
    `template_halt` is the live halt of what the text is made from.
    """

    merchant: Merchant
    contact: Contact
    conversation: Conversation
    sender: Sender | None = None
    user: User | None = None
    consents: tuple[Consent, ...] = ()
    suppression: Suppression | None = None
    halts: tuple[Halt, ...] = ()
    number_checks: tuple[NumberCheck, ...] = ()
    asked: Message | None = None
    prompting: Consent | None = None
    run: FlowRun | None = None
    last_inbound: Message | None = None
    outbound: tuple[Message, ...] = ()
    cart: Cart | None = None
    slot: ReminderSlot | None = None
    reserved: CartClaim | None = None
    offers: tuple[Offer, ...] = ()
    vouched: tuple[MerchantFact, ...] = ()
    links: tuple[ShortLink, ...] = ()
    ai_spoke_at: datetime | None = None
    human_spoke_at: datetime | None = None
    last_spoke_at: datetime | None = None
    template_halt: Halt | None = None

    @property
    def is_suppressed(self) -> bool:
        return self.suppression is not None and self.suppression.is_live

    def sent_after(self, message: Message) -> tuple[Message, ...]:
        """Return our texts in this conversation that came after `message`."""
        return tuple(
            sent for sent in self.outbound if sent.conversation_id == message.conversation_id and sent.seq > message.seq
        )

    def sent_within(self, span: timedelta, now: datetime) -> tuple[Message, ...]:
        """Return our texts to the number, in any conversation, within the last `span`."""
        return tuple(sent for sent in self.outbound if sent.created_at > now - span)


def load(reader: Reader, draft: Draft, now: datetime, row: Conversation | None = None) -> Facts:
    """Read the facts about `draft`, with `row` for its conversation where the caller holds it.

    Raises Unknown when its merchant, conversation or contact does not exist.
    """
    facts = _read(reader, draft.merchant_id, draft.conversation_id, now, draft.cause, draft.user_id, row=row)
    halt = halt_of_draft(draft, facts.run, facts.halts)
    return replace(facts, template_halt=halt) if halt else facts


def load_again(reader: Reader, message: Message, now: datetime) -> Facts:
    """Read the facts about a text that was allowed and still waits to be claimed, as if it had never been queued."""
    facts = _read(
        reader, message.merchant_id, message.conversation_id, now, None, message.user_id, leave_out=message.id
    )
    halt = halt_of_message(reader, message, facts.halts)
    return replace(facts, template_halt=halt) if halt else facts


def _read(
    reader: Reader,
    merchant_id: MerchantId,
    conversation_id: ConversationId,
    now: datetime,
    cause: Cause | None,
    user_id: UserId | None,
    *,
    row: Conversation | None = None,
    leave_out: MessageId | None = None,
) -> Facts:
    merchant = reader.merchant(merchant_id)
    conversation = row or reader.conversation(merchant_id, conversation_id)
    contact = reader.contact(merchant_id, conversation.contact_id) if conversation else None
    if merchant is None or conversation is None or contact is None:
        raise Unknown("conversation", conversation_id)
    last_inbound = _last_inbound(reader, conversation)
    run = _run(reader, conversation, cause)
    cause = cause if run is None else _cause_within(run)
    asked = _asked(reader, conversation, cause, last_inbound)
    cart = _cart(reader, conversation, cause)
    slot = _slot(reader, cart, leave_out)
    consents = reader.consents(merchant_id, contact.phone)
    since = min([now - DAY, *(text.created_at for text in (asked, last_inbound) if text)])
    log = _Log(reader, conversation, contact, now, leave_out)
    outbound = log.since(since)
    return Facts(
        merchant=merchant,
        contact=contact,
        conversation=conversation,
        sender=reader.sender(merchant_id, conversation.sender_id),
        user=reader.user(user_id) if user_id else None,
        consents=consents,
        suppression=reader.suppression(merchant_id, contact.phone),
        halts=reader.halts(merchant_id),
        number_checks=reader.number_checks(merchant_id, contact.phone) if _may_start(cause, asked, outbound) else (),
        asked=asked,
        prompting=_prompting(consents, cause),
        run=run,
        last_inbound=last_inbound,
        outbound=outbound,
        cart=cart,
        slot=slot,
        reserved=_reserved(reader, cart, user_id, now) if slot is None else None,
        offers=_offers(reader, conversation, cart),
        links=_links(reader, merchant, conversation),
        ai_spoke_at=log.seat_spoke_at(Author.AI),
        human_spoke_at=log.person_spoke_at(),
        last_spoke_at=log.anybody_spoke_at(),
    )


def _run(reader: Reader, row: Conversation, cause: Cause | None) -> FlowRun | None:
    return reader.flow_run(row.merchant_id, cause.ref) if cause is not None and cause.kind is CauseKind.FLOW else None


def _cause_within(run: FlowRun) -> Cause:
    """Return what a flow's text answers or is about: the shopper's text, the cart, or the run alone."""
    if run.heard is not None:
        return Cause(CauseKind.INBOUND, run.heard)
    return Cause(CauseKind.CART, run.subject) if run.is_about_cart else Cause(CauseKind.CAMPAIGN, run.id)


def _links(reader: Reader, merchant: Merchant, conversation: Conversation) -> tuple[ShortLink, ...]:
    """Short links that this conversation has had; of a merchant who never tracked any there are none to read."""
    if not merchant.settings.links.address:
        return ()
    return reader.links_of_conversation(merchant.id, conversation.id)


def _may_start(cause: Cause | None, asked: Message | None, outbound: tuple[Message, ...]) -> bool:
    """Only an answer to a text that has had none yet is surely no text of ours to start."""
    if cause is None or cause.kind is not CauseKind.INBOUND or asked is None:
        return True
    return any(sent.created_at >= asked.created_at for sent in outbound)


class _Log:
    """Our texts to the number; looks a day back first and further only where that day is silent."""

    def __init__(
        self, reader: Reader, row: Conversation, contact: Contact, now: datetime, leave_out: MessageId | None
    ) -> None:
        self._reader = reader
        self._row = row
        self._phone = contact.phone
        self._now = now
        self._leave_out = leave_out
        self._read: dict[datetime, tuple[Message, ...]] = {}

    def since(self, moment: datetime) -> tuple[Message, ...]:
        if moment not in self._read:
            sent = self._reader.sent_since(self._row.merchant_id, self._phone, moment)
            self._read[moment] = tuple(message for message in sent if message.id != self._leave_out)
        return self._read[moment]

    def person_spoke_at(self) -> datetime | None:
        """Only an exchange that a person holds has texts of a person's."""
        return self.seat_spoke_at(Author.HUMAN) if self._row.holder is not None else None

    def seat_spoke_at(self, author: Author) -> datetime | None:
        return self._newest(
            (DAY, WEEK),
            lambda sent: sent.author is author and sent.exchange_id == self._row.exchange_id and self._from_here(sent),
        )

    def anybody_spoke_at(self) -> datetime | None:
        return self._newest(
            (DAY, WEEK, MONTH), lambda sent: sent.conversation_id == self._row.id and self._from_here(sent)
        )

    def _from_here(self, sent: Message) -> bool:
        """Tell whether it left from the number that the conversation has now: on another one, nobody is known yet."""
        since = self._row.number_since
        return since is None or sent.created_at >= since

    def _newest(self, spans: Iterable[timedelta], fits: Callable[[Message], bool]) -> datetime | None:
        for span in spans:
            moments = [sent.created_at for sent in self.since(self._now - span) if fits(sent)]
            if moments:
                return max(moments)
        return None


def _asked(reader: Reader, row: Conversation, cause: Cause | None, newest: Message | None) -> Message | None:
    if cause is None or not cause.ref or cause.kind in (CauseKind.CART, CauseKind.CAMPAIGN, CauseKind.ORDER):
        return None
    if newest is not None and newest.id == cause.ref:
        return newest
    message = reader.message(row.merchant_id, cause.ref)
    if message is None or message.conversation_id != row.id or message.direction is not Direction.IN:
        return None
    return message


def _last_inbound(reader: Reader, row: Conversation) -> Message | None:
    if row.last_inbound_seq == 0:
        return None
    newest = reader.messages(row.merchant_id, row.id, after_seq=row.last_inbound_seq - 1)
    return next((message for message in newest if message.direction is Direction.IN), None)


def _cart(reader: Reader, row: Conversation, cause: Cause | None) -> Cart | None:
    named = cause.ref if cause is not None and cause.kind is CauseKind.CART else None
    cart_id = named or row.cart_id
    return reader.cart(row.merchant_id, cart_id) if cart_id else None


def _prompting(consents: Iterable[Consent], cause: Cause | None) -> Consent | None:
    if cause is None or cause.kind is not CauseKind.OPT_IN:
        return None
    return next((consent for consent in consents if consent.id == cause.ref), None)


def _slot(reader: Reader, cart: Cart | None, leave_out: MessageId | None) -> ReminderSlot | None:
    if cart is None:
        return None
    slot = reader.reminder_slot(cart.merchant_id, cart.shop_domain, cart.token)
    return None if slot is not None and slot.message_id == leave_out else slot


def _reserved(reader: Reader, cart: Cart | None, user_id: UserId | None, now: datetime) -> CartClaim | None:
    claim = reader.cart_claim(cart.merchant_id, cart.id) if cart is not None else None
    return claim if claim is not None and claim.is_live(now) and claim.user_id != user_id else None


def _offers(reader: Reader, row: Conversation, cart: Cart | None) -> tuple[Offer, ...]:
    made = {offer.id: offer for offer in reader.offers_of_conversation(row.merchant_id, row.id)}
    if cart is not None:
        made |= {offer.id: offer for offer in reader.offers_of_cart(row.merchant_id, cart.id)}
    return tuple(made.values())
