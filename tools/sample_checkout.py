"""The sample shop's webhooks: signed, and shaped as Shopify's, so that a demo takes the same road as a real shop."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from hashlib import sha256

from conversation.cart import CartItem
from conversation.money import Money
from tools.sample_catalog import SAMPLE_DOMAIN, SampleShopper, sample_catalog
from tools.shopify import DELIVERY_HEADER, ORDER_TOPIC, SHOP_HEADER, SIGNATURE_HEADER, TOPIC_HEADER, TRIGGERED_HEADER
from tools.shopify import sign as sign_body


@dataclass(frozen=True, slots=True)
class ShopPost:
    """A webhook ready to be posted. Header names are in lower case."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class SampleCheckout:
    """A shopper at the sample shop's checkout. `at` is when they last touched it; `token` names the checkout."""

    shopper: SampleShopper
    items: tuple[CartItem, ...]
    token: str
    at: datetime
    accepts_sms: bool = True

    @property
    def total(self) -> Money:
        """The goods alone: who abandons a cart has not chosen a way of shipping yet."""
        return reduce(Money.plus, (item.unit_price.times(item.quantity) for item in self.items), Money(0))

    @property
    def url(self) -> str:
        return f"https://{SAMPLE_DOMAIN}/checkouts/{self.token}/recover?key={_digest(self.token)[:12]}"


def sample_checkout(
    user_id: str,
    *,
    at: datetime,
    token: str | None = None,
    items: tuple[CartItem, ...] | None = None,
    accepts_sms: bool = True,
) -> SampleCheckout:
    """Return a checkout of one of the sample shoppers: with their own cart, unless `items` are given.

    Raises KeyError for a stranger. The token is the same for the same shopper and moment.
    """
    catalog = sample_catalog()
    shopper = catalog.shopper(user_id)
    return SampleCheckout(
        shopper=shopper,
        items=items if items is not None else catalog.cart_of(shopper),
        token=token or _digest(f"{user_id} {at.isoformat()}")[:32],
        at=at,
        accepts_sms=accepts_sms,
    )


def checkout_post(checkout: SampleCheckout, secret: str, *, completed_at: datetime | None = None) -> ShopPost:
    """Return the signed `checkouts/update` webhook. The same checkout is the same delivery."""
    moment = completed_at or checkout.at
    payload = {
        **_buyer(checkout),
        "id": _number(checkout.token),
        "token": checkout.token,
        "cart_token": f"c1-{checkout.token}",
        "name": f"#{_number(checkout.token)}",
        "buyer_accepts_marketing": False,
        "buyer_accepts_sms_marketing": checkout.accepts_sms,
        "sms_marketing_phone": checkout.shopper.phone if checkout.accepts_sms else None,
        "created_at": checkout.at.isoformat(),
        "updated_at": moment.isoformat(),
        "completed_at": completed_at.isoformat() if completed_at else None,
        "abandoned_checkout_url": checkout.url,
        "line_items": [_line(item) for item in checkout.items],
        "discount_codes": [],
        "currency": checkout.total.currency,
        "subtotal_price": _decimal(checkout.total),
        "total_price": _decimal(checkout.total),
    }
    return _post("checkouts/update", payload, moment, secret)


def order_post(
    checkout: SampleCheckout, secret: str, *, at: datetime, code: str | None = None, percent: int = 0
) -> ShopPost:
    """Return the signed `orders/create` webhook for a checkout that was bought, with `percent` off by `code`."""
    total = checkout.total.less_percent(percent)
    saved = Money(checkout.total.minor - total.minor)
    number = 1000 + _number(checkout.token) % 9000
    payload = {
        **_buyer(checkout),
        "id": _number(f"order {checkout.token}"),
        "name": f"#{number}",
        "order_number": number,
        "checkout_token": checkout.token,
        "cart_token": f"c1-{checkout.token}",
        "created_at": at.isoformat(),
        "financial_status": "paid",
        "line_items": [_line(item) for item in checkout.items],
        "discount_codes": [{"code": code, "amount": _decimal(saved), "type": "percentage"}] if code else [],
        "currency": total.currency,
        "total_discounts": _decimal(saved),
        "total_price": _decimal(total),
    }
    return _post(ORDER_TOPIC, payload, at, secret)


def _buyer(checkout: SampleCheckout) -> dict[str, object]:
    shopper = checkout.shopper
    address = {
        "first_name": shopper.first_name,
        "last_name": shopper.last_name,
        "name": f"{shopper.first_name} {shopper.last_name}",
        "address1": shopper.address1,
        "address2": shopper.address2,
        "city": shopper.city,
        "province_code": shopper.state,
        "country_code": "US",
        "zip": shopper.zip,
        "phone": shopper.phone,
    }
    customer = {
        "id": _number(shopper.user_id),
        "email": shopper.email,
        "first_name": shopper.first_name,
        "last_name": shopper.last_name,
        "phone": shopper.phone,
        "default_address": address,
    }
    return {
        "email": shopper.email,
        "phone": shopper.phone,
        "customer": customer,
        "shipping_address": address,
        "billing_address": address,
    }


def _line(item: CartItem) -> dict[str, object]:
    return {
        "product_id": int(item.product_id),
        "variant_id": int(item.variant_id),
        "title": item.title,
        "variant_title": item.options.replace(", ", " / "),
        "quantity": item.quantity,
        "price": _decimal(item.unit_price),
        "line_price": _decimal(item.unit_price.times(item.quantity)),
    }


def _post(topic: str, payload: dict[str, object], at: datetime, secret: str) -> ShopPost:
    body = json.dumps(payload, separators=(",", ":")).encode()
    headers = {
        "content-type": "application/json",
        TOPIC_HEADER: topic,
        SHOP_HEADER: SAMPLE_DOMAIN,
        DELIVERY_HEADER: _digest(f"{topic} {body.decode()}")[:36],
        TRIGGERED_HEADER: at.isoformat(),
        SIGNATURE_HEADER: sign_body(secret, body),
    }
    return ShopPost(headers, body)


def _decimal(amount: Money) -> str:
    return f"{amount.minor // 100}.{amount.minor % 100:02d}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _number(text: str) -> int:
    """Return a 13-digit id, as Shopify's are."""
    return 10**12 + int(_digest(text)[:12], 16) % 10**12
