"""Flows at the edge: what shops, shoppers and people do begins them, and a reply is heard by the one that listens."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from agent.view import Occasion
from api.view import Work
from compliance.intents.normalise import normalise
from compliance.rulebook import Rulebook
from conversation.cart import CartState
from conversation.clock import Clock
from conversation.contact import Contact
from conversation.control import escalate
from conversation.conversation import Control, Conversation
from conversation.escalation import Escalation
from conversation.fence import Held, hold
from conversation.flow_run import FlowRun, TriggerKind
from conversation.flow_version import FlowState, StoredFlow
from conversation.ids import MerchantId
from conversation.leasing import check_current, finish
from conversation.ledger import Books, Reader
from conversation.message import Message
from conversation.shop_event import ShopEvent, ShopEventKind, ShopHook
from conversation.wake import Lease
from flows.advancing import Hands
from flows.entering import Happened, enter, enter_flows, flow_at, waiting_flows
from flows.program import surely_answers
from flows.steps import Wait
from flows.winning import Winners
from handoff.escalation import ask_for_person

_TRIGGERS: Mapping[ShopEventKind, TriggerKind] = MappingProxyType(
    {
        ShopEventKind.CHECKOUT_SEEN: TriggerKind.CHECKOUT_ABANDONED,
        ShopEventKind.ORDER_PLACED: TriggerKind.ORDER_PLACED,
        ShopEventKind.DELIVERED: TriggerKind.DELIVERED,
        ShopEventKind.BACK_IN_STOCK: TriggerKind.BACK_IN_STOCK,
    }
)


def flow_hook(clock: Clock) -> ShopHook:
    """Return what begins flows by a shop's news."""

    def hear(books: Books, event: ShopEvent) -> None:
        kind = _TRIGGERS.get(event.kind)
        contact = books.contact(event.merchant_id, event.contact_id) if event.contact_id else None
        if kind is None or contact is None or not waiting_flows(books, event.merchant_id, kind):
            return
        books.lock_contact(contact.merchant_id, contact.phone)
        subject = event.name if kind is TriggerKind.BACK_IN_STOCK else event.ref
        enter_flows(books, contact, Happened(kind, event.at, subject), clock.now())

    return hear


def flow_hands(rulebook: Rulebook) -> Hands:
    """Return what flows need of their neighbours: a person to be asked for, and which variants have won."""

    def ask(held: Held, escalation: Escalation) -> None:
        ask_for_person(held, escalation, rulebook) if held.row.has_unhandled_text else escalate(held, escalation)

    return Hands(rulebook, ask, Winners().find)


def has_cart_flow(books: Reader, merchant_id: MerchantId) -> bool:
    """Tell whether a flow of the merchant's reminds of carts, so that nothing else does, even while it is paused."""
    return bool(cart_flows(books, merchant_id))


def cart_flows(books: Reader, merchant_id: MerchantId) -> tuple[StoredFlow, ...]:
    """Return the merchant's flows about left checkouts that are on or paused."""
    about_carts = (flow for flow in books.flows(merchant_id) if flow.trigger is TriggerKind.CHECKOUT_ABANDONED)
    return tuple(flow for flow in about_carts if flow.state in (FlowState.ACTIVE, FlowState.PAUSED))


def enter_cart_flows(books: Books, contact: Contact, talk: Conversation, now: datetime) -> None:
    """Begin the flows about the cart that the conversation is about, for a shopper who has just agreed to reminders.

    The first wait counts from when the cart was left, unless it is over by now.
    """
    cart = books.cart(talk.merchant_id, talk.cart_id) if talk.cart_id else None
    if cart is None or cart.state is not CartState.OPEN:
        return
    for stored in waiting_flows(books, talk.merchant_id, TriggerKind.CHECKOUT_ABANDONED):
        first = flow_at(books, stored.merchant_id, stored.id, stored.version).steps[0]
        is_over = isinstance(first, Wait) and cart.abandoned_at + first.span <= now
        begins = now if is_over else cart.abandoned_at
        enter(books, contact, stored, Happened(TriggerKind.CHECKOUT_ABANDONED, begins, cart.id), now)


def enter_by_keyword(books: Books, lease: Lease, work: Work, clock: Clock) -> bool:
    """Begin the flows whose keyword the shopper's newest text is; False where it is none of them.

    Raises Stale when the conversation moved on meanwhile.
    """
    view = work.view
    asked = view.unanswered[-1] if work.view.occasion is Occasion.REPLY and view.unanswered else None
    word = _keyword(asked, view.merchant.settings.keywords) if asked is not None else None
    if asked is None or word is None:
        return False
    books.lock_contact(view.merchant.id, view.contact.phone)
    with hold(books, lease.merchant_id, lease.conversation_id, clock.now()) as held:
        check_current(books, lease, view.conversation, held.row)
        begun = _begin(books, view.contact, word, asked, clock)
        if not begun or held.row.control is not Control.AI:
            return False
        if any(_answers(books, run) for run in begun):
            held.change(handled_seq=asked.seq)
        held.flush()
        finish(books, lease, held.row, held.now)
    return True


def _keyword(asked: Message, keywords: tuple[str, ...]) -> str | None:
    said = normalise(asked.text)
    return next((word for word in keywords if normalise(word).flat in (said.flat, said.bare)), None)


def _begin(books: Books, contact: Contact, word: str, asked: Message, clock: Clock) -> list[FlowRun]:
    cause = Happened(TriggerKind.KEYWORD, clock.now(), asked.id, word, asked.id)
    return [one for one in enter_flows(books, contact, cause, clock.now()) if isinstance(one, FlowRun)]


def _answers(books: Reader, run: FlowRun) -> bool:
    return surely_answers(flow_at(books, run.merchant_id, run.flow_id, run.version).steps)
