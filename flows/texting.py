"""The step that texts: everything that may have changed is looked at again, in the transaction that queues the text."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from compliance.exit import Queued, submit
from compliance.gate import review
from compliance.rulebook import Rulebook
from conversation.cart import CartState
from conversation.carts import REMINDER_WINDOW, remind_now
from conversation.contact import Contact
from conversation.conversation import Control
from conversation.draft import Cause, CauseKind
from conversation.fence import Held, hold
from conversation.flow_run import FlowRun
from conversation.ids import ContactId, MerchantId, MessageId
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.offer import Offer, OfferState
from conversation.opening import find_or_open
from conversation.sending import LIFETIME
from conversation.touch import Automation, Touch
from conversation.verdict import Defer, Refuse
from flows.automatic import automatic_draft
from flows.filling import Subject, sources_of, values_of
from flows.flow import Flow
from flows.knowing import Known
from flows.links import name_links
from flows.placeholders import fill
from flows.steps import AiText, Text


@dataclass(frozen=True, slots=True)
class Texted:
    """The text is queued, or the AI is to write it; `run` has its conversation."""

    run: FlowRun


@dataclass(frozen=True, slots=True)
class Later:
    """The text may leave at `at` at the earliest, and nothing was written."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class NotTexted:
    """The text will not leave: it was cancelled, or the gate refused it."""

    why: str
    is_refused: bool = False


Outcome: TypeAlias = Texted | Later | NotTexted


@dataclass(frozen=True, slots=True)
class Texting:
    """One run's text to one contact, whose number is locked."""

    books: Books
    rulebook: Rulebook
    merchant: Merchant
    contact: Contact
    flow: Flow
    run: FlowRun
    now: datetime

    def text(self, step: Text | AiText) -> Outcome:
        """Text the contact, unless something speaks against it by now."""
        talk = find_or_open(self.books, self.contact, self.now)
        run = replace(self.run, conversation_id=talk.id, changed_at=self.now)
        with hold(self.books, run.merchant_id, talk.id, self.now) as held:
            if why := self._objection(held):
                return NotTexted(why)
            outcome = self._remind(held) if isinstance(step, AiText) else self._submit(held, step, run)
            if isinstance(outcome, Texted):
                held.change(ai_mode=self.flow.ai)
            return outcome

    def _objection(self, held: Held) -> str:
        """Say what keeps the text from being sent, besides the gate; empty where nothing does."""
        known = Known(self.books, self.run, self.contact)
        if self.run.heard is not None:
            return "" if held.row.control is Control.AI else "a person has the conversation"
        if held.row.control is not Control.AI and not self.flow.is_transactional:
            return "a person has the conversation"
        expires = self._expires_at()
        if expires is not None and self.now >= expires:
            return "it has expired"
        if known.cart is not None and known.cart.state is not CartState.OPEN:
            return "they bought" if known.cart.state is CartState.RECOVERED else "the checkout was removed"
        if cancel := known.cancelled_by(self.flow.cancel_on):
            return f"cancelled: {cancel.value.replace('_', ' ')}"
        failing = known.failing(self.flow.only_if)
        return f"it is not so any more that {failing.in_words}" if failing else ""

    def _expires_at(self) -> datetime | None:
        cart = self.books.cart(self.run.merchant_id, self.run.subject) if self.run.is_about_cart else None
        ends = [self.run.began_at + self.flow.expires] if self.flow.expires is not None else []
        ends += [cart.abandoned_at + REMINDER_WINDOW] if cart is not None else []
        return min(ends, default=None)

    def _submit(self, held: Held, step: Text, run: FlowRun) -> Outcome:
        subject, offer = self._subject(), self._offer(step)
        if step.discount is not None and offer is None:
            return NotTexted("there is no discount for this cart any more")
        body = fill(step.body, values_of(self.merchant, self.contact, subject, offer))
        if self.merchant.settings.links.is_on:
            body = name_links(body, self.merchant, self.flow.id, step.name)
        sources = sources_of(run.trigger, subject.product)
        draft = automatic_draft(held, body, Cause(CauseKind.FLOW, run.id), sources=sources, media=step.media)
        expires = self._expires_at() or self.now + LIFETIME
        verdict = review(self.books, draft, self.rulebook, self.now, expires_at=expires, row=held.row).verdict
        if isinstance(verdict, Defer):
            return Later(verdict.at, verdict.why)
        departure = submit(held, draft, self.rulebook)
        if isinstance(departure, Queued):
            self._touch(departure.message.id, step.name)
            return Texted(run)
        why = f"{verdict.why} [{verdict.rule}]" if isinstance(verdict, Refuse) else "it had to wait after all"
        return NotTexted(why, is_refused=True)

    def _remind(self, held: Held) -> Outcome:
        cart = self.books.cart(self.run.merchant_id, self.run.subject)
        if cart is None or not remind_now(held, cart):
            return NotTexted("the cart had its one reminder, or the conversation is about another")
        return Texted(replace(self.run, conversation_id=held.row.id))

    def _subject(self) -> Subject:
        run = self.run
        cart = self.books.cart(run.merchant_id, run.subject) if run.is_about_cart else None
        return Subject(cart, order_name_of(self.books, run), run.subject if not cart else "")

    def _offer(self, step: Text) -> Offer | None:
        """Return the cart's own offer that the shop honours already."""
        if step.discount is None:
            return None
        made = self.books.offers_of_cart(self.run.merchant_id, self.run.subject)
        return next((one for one in made if one.state is OfferState.ISSUED and one.is_live(self.now)), None)

    def _touch(self, message_id: MessageId, step: str) -> None:
        self.books.add_touch(touch_of(self.run, message_id, step, self.now))


def touch_of(run: FlowRun, message_id: MessageId, step: str, now: datetime) -> Touch:
    """Return what says that a run's step had this text sent."""
    return Touch(
        message_id, run.merchant_id, run.contact_id, Automation.FLOW, run.flow_id, run.version, step, run.variant, now
    )


def order_name_of(books: Books, run: FlowRun) -> str:
    """Return what the shopper knows the run's order by; empty where it is about none."""
    orders = books.orders_of_contact(run.merchant_id, run.contact_id)
    return next((order.name for order in orders if order.order_id == run.subject), "")


def note_reminder(
    books: Books, merchant_id: MerchantId, contact_id: ContactId, message_id: MessageId, now: datetime
) -> None:
    """Write down which run asked for the reminder that the AI has just had queued, where one did."""
    runs = [run for run in books.runs_of_contact(merchant_id, contact_id) if run.is_about_cart and run.sent]
    if runs and books.touch(merchant_id, message_id) is None:
        books.add_touch(touch_of(runs[-1], message_id, "reminder", now))
