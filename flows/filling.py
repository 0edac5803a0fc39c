"""What placeholders are filled with, from one contact's own cart, order and offer."""

from dataclasses import dataclass

from conversation.cart import Cart
from conversation.contact import Contact
from conversation.flow_run import TriggerKind
from conversation.merchant import Merchant
from conversation.offer import Offer
from flows.page_links import page_values
from prompts.plain import plain
from tools.cart_link import cart_link

NOBODY = "there"
"""Stands for a first name that is not known."""
LONGEST_ITEM = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """What a run is about, as far as it is about any of these."""

    cart: Cart | None = None
    order_name: str = ""
    product: str = ""


def values_of(merchant: Merchant, contact: Contact, subject: Subject, offer: Offer | None) -> dict[str, str]:
    """Return the value of each placeholder that there is one for."""
    values = {"first_name": plain(contact.first_name) or NOBODY, "brand": plain(merchant.name)}
    values |= page_values(merchant, offer.code if offer else "")
    if subject.cart is not None:
        values |= {
            "items": items_in_words(subject.cart),
            "total": str(subject.cart.total),
            "cart_link": cart_link(merchant, subject.cart, offer),
        }
    if subject.order_name:
        values["order_name"] = subject.order_name
    if subject.product:
        values["product"] = plain(subject.product)
    if offer is not None:
        values |= {"discount_code": offer.code, "discount_percent": str(offer.percent)}
    return values


def sources_of(trigger: TriggerKind, product: str) -> tuple[str, ...]:
    """Return what the shop itself said and a text may therefore say: that a product is in stock again."""
    return (f"{product} is back in stock. It is available again.",) if trigger is TriggerKind.BACK_IN_STOCK else ()


def items_in_words(cart: Cart) -> str:
    """Return the first item by its name, and how many lines there are besides."""
    if not cart.items:
        return "your items"
    first, others = plain(cart.items[0].title)[:LONGEST_ITEM].strip(), len(cart.items) - 1
    return f"{first} and {others} more" if others else first
