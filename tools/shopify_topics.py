"""What each topic of Shopify's webhooks says."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tools.shop_news import AppRemoved, Passed, ShopNews
from tools.shopify_changes import (
    read_checkout_gone,
    read_consent,
    read_fulfillment,
    read_fulfillment_event,
    read_product_gone,
    read_wares_changed,
)
from tools.shopify_checkout import read_checkout
from tools.shopify_order import read_order
from tools.shopify_privacy import read_customer_redact, read_data_request, read_shop_redact

Reads = Callable[[str, bytes], ShopNews]
"""Reads the body of a delivery from the shop of this domain. Raises BadShopWebhook."""

TOPICS: Mapping[str, Reads] = MappingProxyType(
    {
        "checkouts/create": read_checkout,
        "checkouts/update": read_checkout,
        "checkouts/delete": read_checkout_gone,
        "orders/create": read_order,
        "orders/updated": read_order,
        "orders/paid": read_order,
        "orders/cancelled": read_order,
        "orders/fulfilled": read_order,
        "orders/partially_fulfilled": read_order,
        "fulfillments/create": read_fulfillment,
        "fulfillments/update": read_fulfillment,
        "fulfillment_events/create": read_fulfillment_event,
        "products/create": read_wares_changed,
        "products/update": read_wares_changed,
        "variants/in_stock": read_wares_changed,
        "products/delete": read_product_gone,
        "customers_marketing_consent/update": read_consent,
        "app/uninstalled": lambda shop_domain, body: AppRemoved(shop_domain),
        "customers/data_request": read_data_request,
        "customers/redact": read_customer_redact,
        "shop/redact": read_shop_redact,
    }
)
COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
"""Topics that the app's own configuration asks for; no API does."""
SUBSCRIBED = tuple(topic for topic in TOPICS if topic not in COMPLIANCE)


def read_news(topic: str, shop_domain: str, body: bytes) -> ShopNews:
    """Return what a delivery says; a topic that is not known here is passed by. Raises BadShopWebhook."""
    reads = TOPICS.get(topic)
    return Passed(shop_domain, topic[:80]) if reads is None else reads(shop_domain, body)
