"""Whom a segment has: rules over what the ledger knows of a contact. `flows.segment` reads and checks them."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias


class WordField(StrEnum):
    """What is one of some words. A cart is the contact's where it is still open."""

    STATE = "state"
    COUNTRY = "country"
    TAG = "tag"
    CONSENT = "consent"
    PRODUCT = "cart.product"


class AmountField(StrEnum):
    """What is counted. Cancelled orders do not count, and of refunded ones what the shop keeps."""

    ORDERS = "orders.count"
    SPENT = "orders.sum"
    CART_TOTAL = "cart.total"


class MomentField(StrEnum):
    """What happened at some moment."""

    CREATED = "created"
    ORDERED = "orders.last"
    TEXTED = "texted.last"
    REPLIED = "replied.last"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The contact has one of `words`: codes in upper case for places, a title or the shop's id for a product."""

    field: WordField
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """At least `least` and at most `most`, each where it is there; money in minor units of `currency`."""

    field: AmountField
    least: int | None = None
    most: int | None = None
    currency: str = "USD"

    def holds(self, amount: int) -> bool:
        return (self.least is None or amount >= self.least) and (self.most is None or amount <= self.most)


@dataclass(frozen=True, slots=True)
class Within:
    """It happened within the last `days` days, to the millisecond; what never happened did not."""

    field: MomentField
    days: int

    @property
    def span(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class HasCart:
    """The contact has a cart that is still open."""


@dataclass(frozen=True, slots=True)
class Every:
    """All of `parts` hold; of none, everybody."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of `parts` holds; of none, nobody."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Except:
    """`part` does not hold."""

    part: "Rule"


Rule: TypeAlias = OneOf | Between | Within | HasCart | Every | Some | Except

EVERYBODY = Every(())
