"""Shopify's `orders/create` payload."""

from tools.phone import to_e164
from tools.shop import OrderPlaced
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


class DiscountCode(Payload):
    """A code that the buyer used."""

    code: Text


class Order(Payload):
    """The fields of an order that Twolane reads."""

    id: Ref
    name: Ref
    checkout_token: OptionalText = ""
    total_price: Amount
    currency: Currency
    created_at: Moment
    discount_codes: tuple[DiscountCode, ...] = ()
    phone: Text | None = None
    billing_address: OptionalAddress = None
    customer: OptionalCustomer = None


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
    )


def _phone(order: Order) -> str | None:
    country = order.billing_address.country_code if order.billing_address else None
    customer_phone = order.customer.phone if order.customer else None
    return to_e164(order.phone, country) or to_e164(customer_phone, country)
