"""Conditions: what must be true of a contact, their cart and what they did, for a flow to go one way."""

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a condition asks."""

    CART_TOTAL = "cart_total"
    CART_ITEMS = "cart_items"
    CART_HAS = "cart_has"
    CURRENCY = "currency"
    DISCOUNT_USED = "discount_used"
    TAG = "tag"
    NO_TAG = "no_tag"
    CONSENT = "consent"
    ORDERS = "orders"
    COUNTRY = "country"
    STATE = "state"
    REPLIED = "replied"
    CLICKED = "clicked"
    BOUGHT = "bought"
    WITH_PERSON = "with_person"


class Compare(StrEnum):
    """How a number is compared."""

    OVER = "over"
    AT_LEAST = "at least"
    EXACTLY = "exactly"
    AT_MOST = "at most"
    UNDER = "under"


NUMBERS = frozenset({About.CART_TOTAL, About.CART_ITEMS, About.ORDERS})
"""Compared with a number; a cart's total is in whole units of its own currency."""
YES_OR_NO = frozenset({About.DISCOUNT_USED, About.REPLIED, About.CLICKED, About.BOUGHT, About.WITH_PERSON})
ONE_OF = frozenset(set(About) - NUMBERS - YES_OR_NO)
"""Any one of the words must fit."""
OF_THE_CART = frozenset({About.CART_TOTAL, About.CART_ITEMS, About.CART_HAS, About.CURRENCY, About.DISCOUNT_USED})
IN_WORDS = {
    About.CART_TOTAL: "the cart's total is",
    About.CART_ITEMS: "the number of items in the cart is",
    About.CART_HAS: "the cart holds",
    About.CURRENCY: "the cart's currency is",
    About.DISCOUNT_USED: "the checkout has a discount already",
    About.TAG: "they are tagged",
    About.NO_TAG: "they are not tagged",
    About.CONSENT: "they agreed to",
    About.ORDERS: "the number of their earlier orders is",
    About.COUNTRY: "their country is",
    About.STATE: "their state is",
    About.REPLIED: "they have replied",
    About.CLICKED: "they have clicked a link",
    About.BOUGHT: "they have bought",
    About.WITH_PERSON: "a person has the conversation",
}
"""The beginning of the sentence by which a person reads a condition."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One question. `compare` and `number` go with `NUMBERS`, `is_so` with `YES_OR_NO`, `words` with `ONE_OF`."""

    about: About
    compare: Compare = Compare.EXACTLY
    number: float = 0
    is_so: bool = True
    words: tuple[str, ...] = ()

    def holds_number(self, value: float) -> bool:
        """Compare a number with the condition's."""
        match self.compare:
            case Compare.OVER:
                return value > self.number
            case Compare.AT_LEAST:
                return value >= self.number
            case Compare.EXACTLY:
                return value == self.number
            case Compare.AT_MOST:
                return value <= self.number
            case Compare.UNDER:
                return value < self.number

    @property
    def in_words(self) -> str:
        """The condition as a person reads it."""
        begin = IN_WORDS[self.about]
        if self.about in NUMBERS:
            return f"{begin} {self.compare.value} {self.number:g}"
        if self.about in YES_OR_NO:
            return begin if self.is_so else f"it is not so that {begin}"
        return f"{begin} {' or '.join(self.words).replace('_', ' ')}"
