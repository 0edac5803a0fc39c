"""Shopify's order payloads: what was bought, and what became of it since."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from conversation.money import Money
from tools.phone import to_e164
from tools.shop_news import OrderPlaced
from tools.shopify_payload import (
    Amount,
    Currency,
    Moment,
    OptionalAddress,
    OptionalCustomer,
    OptionalText,
    Payload,
    Ref,
    Text,
    money,
    read_payload,
)
from tools.shopify_wares import stage_of

AnyAmount = Annotated[Decimal, BeforeValidator(lambda value: value or 0)]
"""What is left of an order may be below zero where more was given back than it cost."""


class DiscountCode(Payload):
    """A code that the buyer used."""

    code: Text


class Line(Payload):
    """One line of what was bought."""

    variant_id: OptionalText = ""


class Parcel(Payload):
    """One parcel, and the carrier's last word about it."""

    shipment_status: Text | None = None


class Order(Payload):
    """The fields of an order that Twolane reads."""

    id: Ref
    name: Ref
    checkout_token: OptionalText = ""
    total_price: Amount
    current_total_price: AnyAmount | None = None
    currency: Currency
    created_at: Moment
    updated_at: Moment | None = None
    cancelled_at: Moment | None = None
    fulfillment_status: OptionalText = ""
    fulfillments: tuple[Parcel, ...] = ()
    line_items: tuple[Line, ...] = ()
    discount_codes: tuple[DiscountCode, ...] = ()
    phone: Text | None = None
    billing_address: OptionalAddress = None
    customer: OptionalCustomer = None

    @property
    def refunded(self) -> Money | None:
        """What was given back, as far as the order's own total tells: between nothing and all of it."""
        if self.current_total_price is None:
            return None
        back = self.total_price - self.current_total_price
        return money(min(max(back, Decimal(0)), self.total_price), self.currency)


def read_order(shop_domain: str, body: bytes) -> OrderPlaced:
    """Return what the payload says. Raises BadShopWebhook naming the field that does not fit."""
    order = read_payload(Order, body)
    return OrderPlaced(
        shop_domain=shop_domain,
        checkout_token=order.checkout_token,
        order_id=order.id,
        order_name=order.name,
        phone=_phone(order),
        total=money(order.total_price, order.currency),
        discount_codes=tuple(used.code.upper() for used in order.discount_codes),
        placed_at=order.created_at,
        updated_at=order.updated_at,
        refunded=order.refunded,
        cancelled_at=order.cancelled_at,
        stage=stage_of(
            order.cancelled_at, order.fulfillment_status, [parcel.shipment_status for parcel in order.fulfillments]
        ),
        variant_ids=tuple(line.variant_id for line in order.line_items if line.variant_id),
    )


def _phone(order: Order) -> str | None:
    country = order.billing_address.country_code if order.billing_address else None
    customer_phone = order.customer.phone if order.customer else None
    return to_e164(order.phone, country) or to_e164(customer_phone, country)
