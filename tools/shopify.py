"""Shopify's webhooks: the signature over the raw body first, then what they say."""

import base64
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tools.errors import BadShopSignature, BadShopWebhook
from tools.shop import ShopDelivery, ShopNews
from tools.shopify_checkout import read_checkout
from tools.shopify_order import read_order

SIGNATURE_HEADER = "x-shopify-hmac-sha256"
TOPIC_HEADER = "x-shopify-topic"
SHOP_HEADER = "x-shopify-shop-domain"
DELIVERY_HEADER = "x-shopify-webhook-id"
TRIGGERED_HEADER = "x-shopify-triggered-at"
CHECKOUT_TOPICS = ("checkouts/create", "checkouts/update")
ORDER_TOPIC = "orders/create"
TOPICS = (*CHECKOUT_TOPICS, ORDER_TOPIC)
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


def sign(secret: str, body: bytes) -> str:
    """Return the base64 HMAC-SHA256 of a raw body under an app's client secret."""
    return base64.b64encode(hmac.digest(secret.encode("utf-8"), body, "sha256")).decode("ascii")


class ShopifyWebhooks:
    """Reads the deliveries of one app. Several secrets are accepted while one is being rotated."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def parse(self, headers: Mapping[str, str], body: bytes) -> ShopDelivery:
        """Verify the signature, then read the delivery. Header names are in lower case.

        Raises:
            BadShopSignature: the signature is missing, wrong, or no secret is set.
            BadShopWebhook: a header or a field is missing or wrong, or the topic is not one of `TOPICS`.
        """
        self._verify(headers.get(SIGNATURE_HEADER, ""), body)
        topic = _header(headers, TOPIC_HEADER)
        return ShopDelivery(
            id=_header(headers, DELIVERY_HEADER),
            topic=topic,
            triggered_at=_moment(headers.get(TRIGGERED_HEADER)),
            news=_read(topic, _shop_domain(headers), body),
        )

    def _verify(self, given: str, body: bytes) -> None:
        if not self._secrets:
            raise BadShopSignature("set the app's client secret")
        if not given:
            raise BadShopSignature(f"send the {SIGNATURE_HEADER} header")
        received = given.encode("utf-8", "replace")
        if not any(hmac.compare_digest(received, sign(secret, body).encode()) for secret in self._secrets):
            raise BadShopSignature("check the app's client secret and that nothing rewrites the body")


def _read(topic: str, shop_domain: str, body: bytes) -> ShopNews:
    if topic in CHECKOUT_TOPICS:
        return read_checkout(shop_domain, body)
    if topic == ORDER_TOPIC:
        return read_order(shop_domain, body)
    raise BadShopWebhook(TOPIC_HEADER, f"subscribe this address to {', '.join(TOPICS)} only, not {topic[:60]!r}")


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "").strip()
    if not value:
        raise BadShopWebhook(name, "send this header")
    return value


def _shop_domain(headers: Mapping[str, str]) -> str:
    domain = _header(headers, SHOP_HEADER).lower()
    if not _HOST_NAME.fullmatch(domain):
        raise BadShopWebhook(SHOP_HEADER, "send the shop's host name")
    return domain


def _moment(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise BadShopWebhook(TRIGGERED_HEADER, "send an ISO 8601 time") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
