"""The situation: what changes from turn to turn, put into the newest message so that all before it can be cached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line of the cart, as the shop prints it."""

    title: str
    options: str
    quantity: int


@dataclass(frozen=True, slots=True)
class StandingOffer:
    """A discount that this conversation has. `expires` is in the shopper's local time, ready to read.

    `is_sent`: a text of ours names its code already.
    """

    code: str
    percent: int
    expires: str
    is_sent: bool = True


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts for one turn. `occasion` is ``reply``, ``reminder`` or ``followup``.

    `local_time` is the shopper's, ready to read. `cart_state` is empty where there is no cart. `bought`, `prefers` and
    `promise` are remembered from before. `already_bought`: the newest text says so.
    """

    occasion: str
    brand: str
    support: str
    first_name: str
    local_time: str
    cart_state: str = ""
    cart_total: str = ""
    cart_lines: tuple[CartLine, ...] = ()
    offers: tuple[StandingOffer, ...] = ()
    bought: tuple[str, ...] = ()
    prefers: tuple[str, ...] = ()
    promise: str = ""
    already_bought: bool = False
