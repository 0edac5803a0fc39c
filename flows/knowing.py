"""What a run knows of its contact, read when it is asked: the answers to conditions, and what cancels a run."""

from dataclasses import dataclass
from datetime import datetime

from conversation.cart import Cart, CartState
from conversation.consent import Consent, ConsentScope
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.currency import decimals_of
from conversation.flow_run import FlowRun, TriggerKind
from conversation.ledger import Books
from conversation.money import Money
from conversation.order import Order
from conversation.short_link import OpenedBy
from flows.conditions import NUMBERS, OF_THE_CART, YES_OR_NO, About, Condition
from flows.flow import Cancel


@dataclass(frozen=True, slots=True)
class Known:
    """One run's contact, in one transaction that holds their number's lock."""

    books: Books
    run: FlowRun
    contact: Contact

    @property
    def cart(self) -> Cart | None:
        return self.books.cart(self.run.merchant_id, self.run.subject) if self.run.is_about_cart else None

    @property
    def conversation(self) -> Conversation | None:
        """The contact's open conversation."""
        running = self.books.open_conversations(self.run.merchant_id, self.contact.id)
        return running[0] if running else None

    def holds(self, conditions: tuple[Condition, ...]) -> bool:
        return all(self.holds_one(condition) for condition in conditions)

    def failing(self, conditions: tuple[Condition, ...]) -> Condition | None:
        """Return the first condition that does not hold."""
        return next((condition for condition in conditions if not self.holds_one(condition)), None)

    def holds_one(self, condition: Condition) -> bool:
        """Answer a condition. What asks about a cart holds for nobody who has none."""
        about = condition.about
        if about in OF_THE_CART and self.cart is None:
            return False
        if about in NUMBERS:
            return condition.holds_number(self._number(about))
        if about in YES_OR_NO:
            return self._is_so(about) is condition.is_so
        if about is About.NO_TAG:
            return not self._is_one_of(condition)
        return self._is_one_of(condition)

    def cancelled_by(self, cancels: tuple[Cancel, ...]) -> Cancel | None:
        """Return what of these happened since the run began."""
        return next((cancel for cancel in cancels if self._happened(cancel)), None)

    def _number(self, about: About) -> float:
        cart = self.cart
        if about is About.ORDERS:
            return len([order for order in self._orders() if order.placed_at < self.run.began_at])
        if cart is None:
            return 0
        return _in_units(cart.total) if about is About.CART_TOTAL else cart.quantity

    def _is_so(self, about: About) -> bool:
        match about:
            case About.DISCOUNT_USED:
                return self.cart is not None and bool(self.cart.discounts)
            case About.REPLIED:
                return self._happened(Cancel.REPLY)
            case About.CLICKED:
                return self._happened(Cancel.LINK_CLICKED)
            case About.BOUGHT:
                return self._happened(Cancel.ORDER_PLACED)
        return self.conversation is not None and self.conversation.control is not Control.AI

    def _is_one_of(self, condition: Condition) -> bool:
        return any(self._fits(condition.about, word) for word in condition.words)

    def _fits(self, about: About, word: str) -> bool:
        match about:
            case About.TAG | About.NO_TAG:
                tags = self.books.tags_of(self.run.merchant_id, self.contact.id)
                return any(tag.word == word for tag in tags)
            case About.CONSENT:
                return agreed_to(self.books, self.contact, ConsentScope(word))
            case About.COUNTRY:
                return self.contact.country.upper() == word
            case About.STATE:
                return word in (self.contact.region, self.contact.billing_region)
            case About.CURRENCY:
                return self.cart is not None and self.cart.total.currency == word
        items = self.cart.items if self.cart is not None else ()
        return any(word.lower() in item.title.lower() or word == item.product_id for item in items)

    def _happened(self, cancel: Cancel) -> bool:
        since, merchant_id, contact_id = self.run.began_at, self.run.merchant_id, self.contact.id
        match cancel:
            case Cancel.ORDER_PLACED:
                bought = self.cart is not None and self.cart.state is CartState.RECOVERED
                later = (order for order in self._orders() if order.order_id != self.run.subject)
                return bought or any(order.placed_at > since for order in later)
            case Cancel.REPLY:
                return self._replied_since(since)
            case Cancel.ANOTHER_FLOW:
                runs = self.books.runs_of_contact(merchant_id, contact_id)
                return any(run.flow_id != self.run.flow_id and run.began_at > since for run in runs)
            case Cancel.LINK_CLICKED:
                clicks = self.books.clicks_by(merchant_id, contact_id, since)
                return any(click.by is OpenedBy.HUMAN for click in clicks)
            case Cancel.CHECKOUT_STARTED:
                carts = self.books.carts_of(merchant_id, contact_id)
                return any(cart.abandoned_at > since and cart.id != self.run.subject for cart in carts)
            case Cancel.BROWSED | Cancel.DELIVERED:
                kind = TriggerKind(cancel.value)
                seen = self.books.happenings_of_contact(merchant_id, contact_id, kind, since)
                return any(one.at > since for one in seen)
            case Cancel.TOOK_OVER:
                return self._taken_over_since(since)

    def _replied_since(self, since: datetime) -> bool:
        row = self.conversation
        if row is None or not row.last_inbound_seq:
            return False
        newest = self.books.messages(row.merchant_id, row.id, after_seq=row.last_inbound_seq - 1)
        return bool(newest) and newest[0].created_at > since

    def _taken_over_since(self, since: datetime) -> bool:
        row = self.conversation
        if row is None:
            return False
        exchanges = self.books.exchanges(row.merchant_id, row.id)
        return row.control is Control.HUMAN or any(one.holder and one.started_at > since for one in exchanges)

    def _orders(self) -> tuple[Order, ...]:
        return self.books.orders_of_contact(self.run.merchant_id, self.contact.id)


def agreed_to(books: Books, contact: Contact, scope: ConsentScope) -> bool:
    """Tell whether the contact's consent to `scope` stands: to cart reminders by their own text."""
    consents = books.consents(contact.merchant_id, contact.phone)
    return any(consent.scope is scope and _stands(consent) for consent in consents)


def _in_units(money: Money) -> float:
    return float(money.minor / 10 ** decimals_of(money.currency))


def _stands(consent: Consent) -> bool:
    return consent.is_by_text or (consent.scope is ConsentScope.MARKETING and consent.state.value == "confirmed")
