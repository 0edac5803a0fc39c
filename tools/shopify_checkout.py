"""Shopify's `checkouts/create` and `checkouts/update` payloads."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from conversation.cart import CartItem
from tools.phone import to_e164
from tools.shop import CheckoutSeen
from tools.shopify_payload import (
    Address,
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


class Discount(Payload):
    """Something that the checkout takes off: a code, or an automatic discount with a title."""

    code: OptionalText = ""
    title: OptionalText = ""

    @property
    def name(self) -> str:
        return self.code or self.title or UNNAMED


UNNAMED = "a discount without a name"
OptionalDiscount = Annotated[Discount | None, BeforeValidator(lambda value: value or None)]


class LineItem(Payload):
    """One line of a checkout. `price` is for one piece."""

    product_id: OptionalText = ""
    variant_id: OptionalText = ""
    title: Text
    variant_title: Text | None = None
    quantity: Annotated[int, Field(ge=1, le=1_000_000)]
    price: Amount
    applied_discounts: tuple[Discount, ...] = ()


class Checkout(Payload):
    """The fields of a checkout that Twolane reads."""

    token: Ref
    abandoned_checkout_url: Annotated[str, Field(pattern=r"^https://[^\s/]+\S*$", max_length=2000)]
    line_items: tuple[LineItem, ...]
    total_price: Amount
    currency: Currency
    presentment_currency: Currency | None = None
    updated_at: Moment
    completed_at: Moment | None = None
    phone: Text | None = None
    sms_marketing_phone: Text | None = None
    buyer_accepts_sms_marketing: bool | None = None
    shipping_address: OptionalAddress = None
    billing_address: OptionalAddress = None
    customer: OptionalCustomer = None
    discount_codes: tuple[Discount, ...] = ()
    applied_discount: OptionalDiscount = None
    total_discounts: Amount = Decimal(0)

    @property
    def shown_in(self) -> str:
        """The currency of its amounts: what the shopper is shown. `currency` is what the shop counts in."""
        return self.presentment_currency or self.currency


def read_checkout(shop_domain: str, body: bytes) -> CheckoutSeen:
    """Return what the payload says. Raises BadShopWebhook naming the field that does not fit."""
    checkout = read_payload(Checkout, body)
    place = _place(checkout)
    country = place.country_code if place else None
    phone, is_buyers_own = _phone(checkout, country)
    return CheckoutSeen(
        shop_domain=shop_domain,
        token=checkout.token,
        phone=phone,
        name=checkout.customer.name if checkout.customer else "",
        region=place.province_code if place else None,
        country=country,
        billing_region=_billing_region(checkout, place),
        accepts_sms=bool(checkout.buyer_accepts_sms_marketing) and is_buyers_own,
        checkout_url=checkout.abandoned_checkout_url,
        items=tuple(_item(line, checkout.shown_in) for line in checkout.line_items),
        total=money(checkout.total_price, checkout.shown_in),
        abandoned_at=checkout.updated_at,
        completed_at=checkout.completed_at,
        discounts=_discounts(checkout),
    )


def _discounts(checkout: Checkout) -> tuple[str, ...]:
    """Name everything that is taken off; an amount that nothing names counts too."""
    on_lines = (discount for line in checkout.line_items for discount in line.applied_discounts)
    on_all = (checkout.applied_discount,) if checkout.applied_discount else ()
    named = dict.fromkeys(discount.name for discount in (*checkout.discount_codes, *on_all, *on_lines))
    return tuple(named) or ((UNNAMED,) if checkout.total_discounts > 0 else ())


def _place(checkout: Checkout) -> Address | None:
    at_home = checkout.customer.default_address if checkout.customer else None
    return checkout.shipping_address or checkout.billing_address or at_home


def _billing_region(checkout: Checkout, place: Address | None) -> str | None:
    billing = checkout.billing_address
    if place is None or billing is None or billing.country_code != place.country_code:
        return None
    return None if billing.province_code == place.province_code else billing.province_code


def _phone(checkout: Checkout, country: str | None) -> tuple[str | None, bool]:
    """Return the first number that can be dialled, and whether it is surely the buyer's own.

    A shipping address may be somebody else's: its number is never taken to have ticked the marketing box.
    """
    customer_phone = checkout.customer.phone if checkout.customer else None
    address_phone = checkout.shipping_address.phone if checkout.shipping_address else None
    candidates = (
        (checkout.sms_marketing_phone, True),
        (checkout.phone, checkout.sms_marketing_phone is None),
        (address_phone, False),
        (customer_phone, checkout.sms_marketing_phone is None),
    )
    for number, is_buyers_own in candidates:
        if dialled := to_e164(number, country):
            return dialled, is_buyers_own
    return None, False


def _item(line: LineItem, currency: str) -> CartItem:
    return CartItem(
        product_id=line.product_id,
        variant_id=line.variant_id,
        title=line.title,
        options=(line.variant_title or "").replace(" / ", ", "),
        quantity=line.quantity,
        unit_price=money(line.price, currency),
    )
