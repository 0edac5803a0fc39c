"""Whether a segment has one contact, asked of any ledger row by row; `store_sql.segments` says the same in SQL."""

from dataclasses import dataclass
from datetime import datetime

from conversation.cart import Cart, CartState
from conversation.consent import ConsentState
from conversation.contact import Contact
from conversation.ledger import Reader
from conversation.message import Direction
from conversation.order import Order
from conversation.segment_rule import (
    AmountField,
    Between,
    Every,
    Except,
    HasCart,
    MomentField,
    OneOf,
    Rule,
    Some,
    Within,
    WordField,
)

STATE_PREFIX = "US-"
"""Some shops write ``US-CO`` for ``CO``."""


@dataclass(frozen=True, slots=True)
class Matching:
    """One contact, about whom rules are asked as of `now`."""

    books: Reader
    contact: Contact
    now: datetime

    def fits(self, rule: Rule) -> bool:
        match rule:
            case OneOf(field=field, words=words):
                return not self._words(field).isdisjoint(words)
            case Between():
                return self._lies_between(rule)
            case Within(field=field):
                return self._happened(field, self.now - rule.span)
            case HasCart():
                return bool(self._carts())
            case Every(parts=parts):
                return all(self.fits(part) for part in parts)
            case Some(parts=parts):
                return any(self.fits(part) for part in parts)
            case Except(part=part):
                return not self.fits(part)

    def _words(self, field: WordField) -> set[str]:
        contact, merchant_id = self.contact, self.contact.merchant_id
        match field:
            case WordField.STATE:
                return {(contact.region or "").upper().removeprefix(STATE_PREFIX)}
            case WordField.COUNTRY:
                return {contact.country.upper()}
            case WordField.TAG:
                return {tag.word for tag in self.books.tags_of(merchant_id, contact.id)}
            case WordField.CONSENT:
                consents = self.books.consents(merchant_id, contact.phone)
                return {one.scope.value for one in consents if one.state is ConsentState.CONFIRMED}
            case WordField.PRODUCT:
                items = [item for cart in self._carts() for item in cart.items]
                return {item.title for item in items} | {item.product_id for item in items}

    def _lies_between(self, rule: Between) -> bool:
        match rule.field:
            case AmountField.ORDERS:
                return rule.holds(len(self._orders()))
            case AmountField.SPENT:
                kept = (order.kept for order in self._orders())
                return rule.holds(sum(money.minor for money in kept if money.currency == rule.currency))
            case AmountField.CART_TOTAL:
                totals = (cart.total for cart in self._carts())
                return any(rule.holds(total.minor) for total in totals if total.currency == rule.currency)

    def _happened(self, field: MomentField, since: datetime) -> bool:
        contact = self.contact
        match field:
            case MomentField.CREATED:
                return contact.created_at >= since
            case MomentField.ORDERED:
                return any(order.placed_at >= since for order in self._orders())
            case MomentField.TEXTED:
                return bool(self.books.sent_since(contact.merchant_id, contact.phone, since))
            case MomentField.REPLIED:
                talks = self.books.conversations_of(contact.merchant_id, contact.id)
                texts = (text for talk in talks for text in self.books.messages(talk.merchant_id, talk.id))
                return any(text.direction is Direction.IN and text.created_at >= since for text in texts)

    def _orders(self) -> list[Order]:
        placed = self.books.orders_of_contact(self.contact.merchant_id, self.contact.id)
        return [order for order in placed if order.cancelled_at is None]

    def _carts(self) -> list[Cart]:
        left = self.books.carts_of(self.contact.merchant_id, self.contact.id)
        return [cart for cart in left if cart.state is CartState.OPEN]
