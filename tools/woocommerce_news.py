"""What WooCommerce's orders, customers and products mean as a shop's news.

WooCommerce keeps no abandoned carts. What it knows of one is an order that was begun and not paid: ``pending`` or
``failed`` once the shopper pressed the button, and before version 10.9 a ``checkout-draft`` as soon as they were at the
block checkout.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

from conversation.code_link import filling_link
from conversation.money import Money
from conversation.product import Variant
from tools.errors import BadShopWebhook
from tools.phone import to_e164
from tools.shop_news import (
    MOST_ABOUT,
    CheckoutGone,
    CheckoutSeen,
    ConsentSeen,
    OrderPlaced,
    ProductSeen,
    ShopNews,
    SmsConsent,
)
from tools.woocommerce_api import Answer
from tools.woocommerce_order import DRAFT, Meta, Order, Place
from tools.woocommerce_payload import GmtMoment, Words
from tools.woocommerce_wares import Product

GONE = frozenset({"cancelled", "trash"})
_TICKED = frozenset({"1", "yes", "true", "on", "checked"})
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|h\d|tr|td|th|table|blockquote)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class WooSite:
    """Whose orders are read: the merchant's domain, the shop's address, and its field for an agreement to texts."""

    shop_domain: str
    url: str
    consent_field: str = ""


class Customer(Answer):
    """Who has an account with the shop."""

    id: int
    first_name: Words = ""
    last_name: Words = ""
    billing: Place = Place()
    date_created_gmt: GmtMoment
    date_modified_gmt: GmtMoment | None = None
    meta_data: tuple[Meta, ...] = ()


def news_of(order: Order, site: WooSite) -> tuple[ShopNews, ...]:
    """Return what an order means that was not known before.

    Raises BadShopWebhook for a total below zero, which nothing can be made of.
    """
    if order.total < 0:
        raise BadShopWebhook("total", f"order {order.id} has a total below zero; look at its fees in the shop")
    if order.date_paid_gmt is None and order.is_begun:
        return (checkout_of(order, site),)
    if order.date_paid_gmt is None and order.status in GONE:
        return (CheckoutGone(site.shop_domain, str(order.id)),)
    agreed = _agreement(order.billing, order.meta_data, order.date_created_gmt, site)
    return (placed_of(order, site), *agreed)


def checkout_of(order: Order, site: WooSite) -> CheckoutSeen:
    """Return an order that was begun as the checkout that it is."""
    place = order.shipping if order.shipping.state else order.billing
    country = order.shipping.country or order.billing.country
    billed = order.billing.state if order.billing.country == country else ""
    return CheckoutSeen(
        shop_domain=site.shop_domain,
        token=str(order.id),
        phone=order.phone,
        name=_name(order.billing.first_name, order.billing.last_name),
        region=place.state or None,
        country=country or None,
        billing_region=billed if billed and billed != place.state else None,
        accepts_sms=order.phone is not None and _is_ticked(order.meta_data, site),
        checkout_url=_pay_link(order, site),
        items=order.items,
        total=_money(order),
        abandoned_at=order.date_modified_gmt or order.date_created_gmt,
        completed_at=None,
        discounts=_codes(order),
    )


def placed_of(order: Order, site: WooSite) -> OrderPlaced:
    """Return what was bought, and what became of it since."""
    moment = order.date_modified_gmt or order.date_created_gmt
    return OrderPlaced(
        shop_domain=site.shop_domain,
        checkout_token=str(order.id),
        order_id=str(order.id),
        order_name=order.name,
        phone=order.phone,
        total=_money(order),
        discount_codes=_codes(order),
        placed_at=order.date_created_gmt,
        updated_at=moment,
        refunded=order.refunded,
        cancelled_at=moment if order.status in GONE or order.status == "failed" else None,
        stage=order.stage,
        variant_ids=tuple(line.bought_id for line in order.line_items),
    )


def consent_of(customer: Customer, site: WooSite) -> tuple[ConsentSeen, ...]:
    """Return that a customer agreed to texts, where the shop's own field says so; nothing else does."""
    at = customer.date_modified_gmt or customer.date_created_gmt
    name = _name(customer.first_name, customer.last_name)
    return tuple(replace(one, name=name) for one in _agreement(customer.billing, customer.meta_data, at, site))


def product_of(
    product: Product, variations: Iterable[Product], currency: str, site: WooSite, now: datetime
) -> ProductSeen:
    """Return a product with all that is sold of it: itself, where it has no variations."""
    sold = tuple(variations) or (product,)
    moments = (one.date_modified_gmt for one in (product, *sold))
    return ProductSeen(
        shop_domain=site.shop_domain,
        product_id=str(product.id),
        title=plain(product.name),
        about=plain(product.short_description or product.description)[:MOST_ABOUT],
        url=product.permalink,
        variants=tuple(_variant(one, currency) for one in sold),
        on_sale=product.status == "publish" and product.catalog_visibility != "hidden",
        updated_at=max((moment for moment in moments if moment is not None), default=now),
    )


def plain(html: str) -> str:
    """Return the words of the shop's HTML on one line."""
    return _SPACE.sub(" ", unescape(_TAG.sub("", _BLOCK.sub(" ", html)))).strip()


def _variant(product: Product, currency: str) -> Variant:
    price = Money.parse(str(product.price), currency)
    return Variant(str(product.id), product.options, price, product.is_in_stock, product.left)


def _pay_link(order: Order, site: WooSite) -> str:
    """A draft cannot be paid by its address: its cart is filled again."""
    if order.status != DRAFT and order.needs_payment and order.payment_url.startswith("https://"):
        return order.payment_url
    return filling_link(site.url, order.items)


def _agreement(place: Place, metas: tuple[Meta, ...], at: datetime, site: WooSite) -> tuple[ConsentSeen, ...]:
    phone = to_e164(place.phone, place.country or None)
    if phone is None or not _is_ticked(metas, site):
        return ()
    name = _name(place.first_name, place.last_name)
    return (ConsentSeen(site.shop_domain, phone, SmsConsent.SUBSCRIBED, "single_opt_in", "woocommerce", at, name),)


def _is_ticked(metas: tuple[Meta, ...], site: WooSite) -> bool:
    """Only a clear yes in the merchant's own field counts; without a field there is none."""
    said = [one.value for one in metas if site.consent_field and one.key == site.consent_field]
    return any(value is True or str(value).strip().lower() in _TICKED for value in said)


def _codes(order: Order) -> tuple[str, ...]:
    return tuple(line.code.upper() for line in order.coupon_lines if line.code)


def _money(order: Order) -> Money:
    return Money.parse(str(order.total), order.currency)


def _name(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())
