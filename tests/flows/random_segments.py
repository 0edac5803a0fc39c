"""Random worlds of contacts, and random rules over them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from conversation.cart import Cart, CartItem, CartState
from conversation.consent import Consent, ConsentScope, ConsentState
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.ledger import Books
from conversation.message import Author, Body, Direction, Message, Purpose
from conversation.money import Money
from conversation.order import Order
from conversation.outbox import OutboxRow, OutboxState
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
from conversation.tag import Tag
from tests.conversation.world import MERCHANT, NOW, SENDER

CONTACTS = 12
SHOP = MERCHANT.shop_domain
WORDS: dict[WordField, tuple[str, ...]] = {
    WordField.STATE: ("CO", "UT", "NY"),
    WordField.COUNTRY: ("US", "CA"),
    WordField.TAG: ("vip", "spring list", "none of them"),
    WordField.CONSENT: tuple(ConsentScope),
    WordField.PRODUCT: ("Backpack", "p1", 'A "good" mug', "back", "Größe\\n"),
}
CURRENCIES = ("USD", "EUR")


class RandomWorld:
    """Fills books, each contact with some of everything. The same seed makes the same world."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)
        self._number = 0

    def fill(self, books: Books) -> None:
        for number in range(CONTACTS):
            contact = Contact(
                id=f"con_{number:02d}",
                merchant_id=self._dice.choice((MERCHANT.id, MERCHANT.id, "mer_other")),
                phone=f"+1303555{number:04d}",
                name="Noah",
                created_at=self._ago(),
                country=self._dice.choice(("US", "us", "CA")),
                region=self._dice.choice((None, "CO", "US-CO", "ut", "NY", "")),
            )
            books.save_contact(contact)
            for make in (self._tag, self._consent, self._cart, self._order, self._talk):
                for _ in range(self._dice.choice((0, 0, 1, 2))):
                    make(books, contact)

    def rule(self, depth: int = 3) -> Rule:
        makes: list[Callable[[], Rule]] = [self._one_of, self._between, self._within, HasCart]
        if depth:
            makes += [lambda: Every(self._parts(depth)), lambda: Some(self._parts(depth))]
            makes += [lambda: Except(self.rule(depth - 1))]
        return self._dice.choice(makes)()

    def _parts(self, depth: int) -> tuple[Rule, ...]:
        return tuple(self.rule(depth - 1) for _ in range(self._dice.randrange(4)))

    def _one_of(self) -> Rule:
        field = self._dice.choice(list(WordField))
        return OneOf(field, tuple(self._dice.sample(WORDS[field], self._dice.randint(1, 2))))

    def _between(self) -> Rule:
        field = self._dice.choice(list(AmountField))
        bounds = self._dice.choice(((0, None), (1, None), (2, 3), (None, 0), (None, 2), (1, 500), (500, 900)))
        return Between(field, *bounds, "USD" if field is AmountField.ORDERS else self._dice.choice(CURRENCIES))

    def _within(self) -> Rule:
        return Within(self._dice.choice(list(MomentField)), self._dice.choice((1, 5, 30)))

    def _ago(self) -> datetime:
        """Days ago, often to the millisecond where a rule's span begins."""
        return NOW - timedelta(days=self._dice.choice((0, 1, 1, 5, 5, 29, 30, 31)))

    def _id(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}_{self._number}"

    def _tag(self, books: Books, contact: Contact) -> None:
        books.add_tag(Tag(contact.merchant_id, contact.id, self._dice.choice(WORDS[WordField.TAG][:2]), "usr", NOW))

    def _consent(self, books: Books, contact: Contact) -> None:
        scope, state = self._dice.choice(list(ConsentScope)), self._dice.choice(list(ConsentState))
        row = Consent(self._id("cst"), contact.merchant_id, contact.phone, scope, state, "w", "text", "s", NOW)
        books.save_consent(row)

    def _cart(self, books: Books, contact: Contact) -> None:
        currency, name = self._dice.choice(CURRENCIES), self._id("crt")
        titles = self._dice.sample(("Backpack", 'A "good" mug', "Größe\\n", 'x","title":"Backpack'), 2)
        items = tuple(CartItem(f"p{at}", "v1", title, "", 1, Money(100)) for at, title in enumerate(titles))
        total = Money(self._dice.choice((0, 1, 500, 900)), currency)
        state = self._dice.choice((CartState.OPEN, CartState.OPEN, CartState.RECOVERED))
        cart = Cart(name, contact.merchant_id, contact.id, SHOP, name, "https://x", items, total, state, NOW, NOW)
        books.save_cart(cart)

    def _order(self, books: Books, contact: Contact) -> None:
        books.save_order(
            Order(
                merchant_id=contact.merchant_id,
                shop_domain=SHOP,
                order_id=self._id("o"),
                name="#1",
                contact_id=contact.id,
                cart_id=None,
                minor=self._dice.choice((1, 500, 900)),
                currency=self._dice.choice(CURRENCIES),
                codes=(),
                placed_at=self._ago(),
                updated_at=NOW,
                refunded_minor=self._dice.choice((0, 1)),
                cancelled_at=self._dice.choice((None, None, NOW)),
            )
        )

    def _talk(self, books: Books, contact: Contact) -> None:
        talk = Conversation(
            self._id("cvn"), contact.merchant_id, contact.id, SENDER.id, "exc_1", Control.CLOSED, 1, NOW, NOW
        )
        books.save_conversation(talk)
        for seq in range(1, self._dice.randint(1, 3)):
            self._text(books, contact, talk, seq)

    def _text(self, books: Books, contact: Contact, talk: Conversation, seq: int) -> None:
        direction, at = self._dice.choice(list(Direction)), self._ago()
        author = Author.TEMPLATE if direction is Direction.OUT else Author.CONTACT
        message = Message(
            self._id("msg"), talk.merchant_id, talk.id, "exc_1", seq, direction, author, Body("Hi"), 1, at
        )
        books.add_message(message)
        if direction is Direction.OUT:
            state = self._dice.choice((OutboxState.SENT, OutboxState.CANCELLED, OutboxState.FAILED))
            row = OutboxRow(
                message.id, talk.merchant_id, talk.id, SENDER.id, contact.phone, author, Purpose.REPLY, 1, state,
                at, at, at,
            )  # fmt: skip
            books.save_outbox_row(row)
